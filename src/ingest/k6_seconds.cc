#include "ingest/k6_seconds.h"

#include <cmath>

#include <fmt/format.h>

#include "base/number_text.h"
#include "ingest/reader.h"

namespace uslkit {

void K6Seconds::add_users(double time_s, double users, const Place& place) {
  second_at(time_s, place).users = users;
}

void K6Seconds::add_requests(double time_s, double count, bool failed, const Place& place) {
  Second& second = second_at(time_s, place);
  if (second.line == 0) second.line = place.line;
  second.requests += count;
  if (failed) second.failed += count;
}

void K6Seconds::add_latency(double time_s, double milliseconds, const Place& place) {
  Second& second = second_at(time_s, place);
  second.latency_sum_s += milliseconds * 1e-3;
  second.latencies += 1;
}

K6Seconds::Second& K6Seconds::second_at(double time_s, const Place& place) {
  Second& second = seconds_[static_cast<std::int64_t>(std::floor(time_s))];
  if (seconds_.size() > kMaxSeconds) {
    throw InputError({.place = place,
                      .found = fmt::format("more than {} seconds with samples", kMaxSeconds),
                      .allowed = fmt::format("at most {} seconds in one run", kMaxSeconds)});
  }
  return second;
}

bool K6Seconds::has_requests() const {
  for (const auto& [start, second] : seconds_) {
    if (second.requests > 0) return true;
  }
  return false;
}

std::map<double, K6Seconds::Total> K6Seconds::totals_by_users(double drop_first_s) const {
  std::map<double, Total> totals;
  double users = 0;
  for (const auto& [start, second] : seconds_) {
    if (!second.users) continue;
    users = *second.users;  // the first print holds backwards
    break;
  }
  double step_start = seconds_.empty() ? 0 : static_cast<double>(seconds_.begin()->first);
  for (std::map<std::int64_t, Second>::const_iterator at = seconds_.begin(); at != seconds_.end();
       ++at) {
    const Second& second = at->second;
    const double start = static_cast<double>(at->first);
    if (second.users.value_or(users) != users) step_start = start;
    users = second.users.value_or(users);
    const std::map<std::int64_t, Second>::const_iterator after = std::next(at);
    const bool idle_end = after == seconds_.end() && second.requests <= 0;
    if (start - step_start < drop_first_s || idle_end) continue;
    // Seconds without any sample belong to the step they lie in, hence the distance to the next
    // one.
    Total& total = totals[users];
    total.duration_s += after == seconds_.end() ? 1 : static_cast<double>(after->first - at->first);
    if (total.sum.line == 0) total.sum.line = second.line;
    total.sum.requests += second.requests;
    total.sum.failed += second.failed;
    total.sum.latency_sum_s += second.latency_sum_s;
    total.sum.latencies += second.latencies;
  }
  return totals;
}

Measurements K6Seconds::rows(double drop_first_s) const {
  Measurements result;
  double failed = 0;
  double requests = 0;
  for (const auto& [users, total] : totals_by_users(drop_first_s)) {
    if (total.sum.requests <= 0) continue;
    Measurement row;
    row.concurrency = users;
    row.throughput = (total.sum.requests - total.sum.failed) / total.duration_s;
    if (total.sum.latencies > 0) row.latency_s = total.sum.latency_sum_s / total.sum.latencies;
    row.error_ratio = total.sum.failed / total.sum.requests;
    row.duration_s = total.duration_s;
    row.line = total.sum.line;
    result.rows.push_back(row);
    failed += total.sum.failed;
    requests += total.sum.requests;
  }
  if (failed > 0) {
    add_note(result, "failed-requests",
             fmt::format("{} of {} requests failed; throughput counts the successful ones only",
                         format_number(failed, 15), format_number(requests, 15)));
  }
  result.concurrency_name = "vus";
  result.throughput_name = "requests";
  return result;
}

}  // namespace uslkit
