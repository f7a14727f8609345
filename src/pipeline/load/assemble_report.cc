#include "pipeline/load/assemble_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "pipeline/load/load_worker.h"

namespace uslkit {
namespace {

// Below these a rate or a share says more about chance than about anything else.
constexpr std::int64_t kFewestForRate = 100;
constexpr double kShortestForRate = 0.1;  // s
constexpr double kLeastReached = 0.99;
constexpr double kBusiest = 0.9;

double in_ms(Duration duration) { return in_seconds(duration) * 1e3; }

void add(const WorkerReport& worker, LoadReport& report) {
  for (std::size_t status = 0; status < worker.answers.size(); ++status) {
    if (worker.answers[status] > 0) {
      report.answers[static_cast<int>(status)] += worker.answers[status];
    }
  }
  report.posts += worker.posts;
  report.bytes_sent += worker.bytes_sent;
  report.bytes_received += worker.bytes_received;
  report.connections_opened += worker.connections_opened;
  report.reconnects += worker.reconnects;
  report.connection_errors += worker.connection_errors;
  report.unknown_outcome += worker.unknown_outcome;
  report.abandoned += worker.abandoned;
  report.bad_replies += worker.bad_replies;
  report.schedule_lag.merge(worker.schedule_lag);
  report.connection_wait.merge(worker.connection_wait);
  report.cpu_s.push_back(in_seconds(worker.cpu));
  report.sending_s = std::max(report.sending_s, in_seconds(worker.sending_ended));
  const double sending = in_seconds(worker.sending_ended - worker.started);
  if (sending >= kShortestForRate) {
    report.busiest = std::max(report.busiest, in_seconds(worker.sending_cpu) / sending);
  }
}

void add_rates(std::int64_t in_time, LoadReport& report) {
  const std::int64_t sent = report.total().sent;
  if (sent < kFewestForRate || report.sending_s < kShortestForRate) {
    report.notes.push_back(fmt::format("no rate is stated: {} requests in {:.3g} s are too few",
                                       sent, report.sending_s));
    return;
  }
  report.intended_rate = static_cast<double>(sent) / report.sending_s;
  report.reached_rate = static_cast<double>(in_time) / report.sending_s;
}

}  // namespace

LoadReport assemble_report(const LoadPlan& plan, std::span<const LoadWorker* const> workers) {
  LoadReport report;
  report.batch_events = plan.batch_events();
  report.notes = plan.notes();
  report.classes.resize(plan.classes().size());
  std::int64_t in_time = 0;
  for (const LoadWorker* worker : workers) {
    add(worker->report(), report);
    in_time += worker->report().in_time;
    for (std::size_t i = 0; i < report.classes.size(); ++i) {
      report.classes[i] += worker->classes()[i]->report();
    }
  }
  add_rates(in_time, report);
  judge(report, plan.options().schedule_lag_limit);
  return report;
}

void judge(LoadReport& report, Duration schedule_lag_limit) {
  const Duration lag = report.schedule_lag.quantile(0.99);
  if (lag > schedule_lag_limit) {
    const Duration wait = report.connection_wait.quantile(0.99);
    report.reasons.push_back(fmt::format(
        "schedule lag: 1 % of the events were written more than {:.3g} ms after their moment "
        "(limit "
        "{:.3g} ms){}",
        in_ms(lag), in_ms(schedule_lag_limit),
        wait > lag / 2 ? "; no connection was free: the server stalled, or there are too few"
                       : ""));
  }
  const std::int64_t not_sent = report.total().not_sent;
  if (not_sent > 0) {
    report.reasons.push_back(fmt::format("{} attempts could not be sent", not_sent));
  }
  if (report.intended_rate && *report.reached_rate < kLeastReached * *report.intended_rate) {
    report.reasons.push_back(fmt::format("the rate reached is {:.1f} % of the intended {:.6g}/s",
                                         100 * *report.reached_rate / *report.intended_rate,
                                         *report.intended_rate));
  }
  if (report.busiest > kBusiest) {
    report.reasons.push_back(
        fmt::format("a thread of the generator was busy for {:.0f} % of the "
                    "time: more threads, or larger batches",
                    100 * report.busiest));
  }
  report.valid = report.reasons.empty();
}

LoadClassReport& LoadClassReport::operator+=(const LoadClassReport& other) {
  if (name.empty()) name = other.name;
  sent += other.sent;
  acked += other.acked;
  late += other.late;
  failed += other.failed;
  invalid += other.invalid;
  unanswered += other.unanswered;
  retried += other.retried;
  duplicates += other.duplicates;
  not_sent += other.not_sent;
  for (std::size_t i = 0; i < rejected.size(); ++i) rejected[i] += other.rejected[i];
  corrected.merge(other.corrected);
  uncorrected.merge(other.uncorrected);
  return *this;
}

LoadClassReport LoadReport::total() const {
  LoadClassReport sum;
  sum.name = "all";
  for (const LoadClassReport& each : classes) sum += each;
  return sum;
}

}  // namespace uslkit
