#include "report/run_answer.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "policy/verdict.h"
#include "report/human_number.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

constexpr double kCollapsed = 0.5;  // of the answers in an interval are good
constexpr double kWell = 0.9;
constexpr double kNearlyAll = 0.99;
constexpr double kShortLag_s = 1;
constexpr std::size_t kFewClasses = 4;

std::string objectives_sentence(const RunResult& result) {
  const std::size_t all = result.slo.size();
  const std::size_t missed = static_cast<std::size_t>(
      std::count_if(result.slo.begin(), result.slo.end(),
                    [](const ObjectiveVerdict& verdict) { return !verdict.met; }));
  if (missed == 0) {
    return all == 1 ? "The objective is met." : fmt::format("All {} objectives are met.", all);
  }
  std::string text = fmt::format("{} of {} objectives missed: ", missed, all);
  bool first = true;
  for (const ObjectiveVerdict& verdict : result.slo) {
    if (verdict.met) continue;
    text += fmt::format("{}{} (found {})", first ? "" : "; ", verdict.text, found_text(verdict));
    first = false;
  }
  return text + ".";
}

std::string closed_sentence(const RunResult& result, const ScalabilityPoint& point) {
  const double n = point.concurrency;
  std::string text =
      fmt::format("{} worker{}: {}/s, {} each", human_number(n), n > 1 ? "s" : "",
                  human_number(point.throughput_per_s), seconds_text(1e-3 * point.latency_ms, 4));
  for (const TheoryRow& row : result.theory) {
    if (row.quantity != "throughput" || !std::isfinite(row.gap)) continue;
    text += fmt::format("; theory says {}/s ({:+.2f} %{})", human_number(row.theory), 100 * row.gap,
                        row.holds ? "" : ", though its assumption does not hold");
  }
  return text + ".";
}

const RunEvent* first_event(const RunResult& result, const std::string& kind, double from_s = 0) {
  for (const RunEvent& event : result.events) {
    if (event.kind == kind && event.time_s >= from_s) return &event;
  }
  return nullptr;
}

std::string crash_text(const RunResult& result, const RunEvent& crash) {
  const std::int64_t crashes =
      std::count_if(result.events.begin(), result.events.end(),
                    [](const RunEvent& event) { return event.kind == "crash"; });
  std::string text =
      fmt::format(" The process crashes at {}: {}", moment_text(crash.time_s), crash.text);
  const RunEvent* up = first_event(result, "restarted", crash.time_s);
  if (up != nullptr) text += fmt::format("; it is up again at {}", moment_text(up->time_s));
  if (crashes > 1) text += fmt::format("; {} crashes in all", crashes);
  return text + ".";
}

// The intervals of a run whose share of good answers was below a bound.
struct Dip {
  double worst = 1;  // share, of all intervals
  std::optional<std::size_t> first{};
  std::optional<std::size_t> last{};
};

Dip dip_below(double bound, const std::vector<double>& availability) {
  Dip dip;
  for (std::size_t i = 0; i < availability.size(); ++i) {
    if (!std::isfinite(availability[i])) continue;
    dip.worst = std::min(dip.worst, availability[i]);
    if (!(availability[i] < bound)) continue;
    if (!dip.first) dip.first = i;
    dip.last = i;
  }
  return dip;
}

// When less than half of the answers were good, and when nine tenths were again, for good.
std::string collapse_text(const RunResult& result, std::size_t first) {
  const SeriesResult& series = result.series;
  const Dip dip = dip_below(kWell, series.availability);
  const double interval_s = series.interval_s;
  std::string text = fmt::format(
      "It collapses: from {} on fewer than half of the requests are answered, {} in the worst "
      "interval",
      moment_text(interval_s * static_cast<double>(first)), percent_text(dip.worst, 2));
  const std::size_t back = *dip.last + 1;
  text += back >= series.availability.size()
              ? "; it has not recovered when the run ends."
              : fmt::format("; it recovers at {}.",
                            moment_text(interval_s * static_cast<double>(back)));
  const RunEvent* crash = first_event(result, "crash");
  return crash == nullptr ? text : text + crash_text(result, *crash);
}

std::string answered_sentence(const RunResult& result) {
  const SeriesResult& series = result.series;
  const Dip collapse = dip_below(kCollapsed, series.availability);
  if (collapse.first) return collapse_text(result, *collapse.first);
  const Dip dip = dip_below(kNearlyAll, series.availability);
  if (dip.first) {
    return fmt::format("At worst {} of the requests are answered, between {} and {}.",
                       percent_text(dip.worst),
                       moment_text(series.interval_s * static_cast<double>(*dip.first)),
                       moment_text(series.interval_s * static_cast<double>(*dip.last + 1)));
  }
  if (result.architecture != "synchronous" || series.availability.empty()) return "";
  return fmt::format("No collapse: in its worst interval {} of the requests are answered.",
                     percent_text(dip.worst, 4));
}

std::string lag_sentence(const LagResult& lag) {
  if (!(lag.max_work_lag_s > 0)) return "";
  if (lag.max_work_lag_s < kShortLag_s) {
    return fmt::format("The consumers keep up: work-lag at most {}.",
                       seconds_text(lag.max_work_lag_s));
  }
  std::string text = fmt::format(
      "Peak work-lag {} at {}, with at most {} events waiting and the oldest {} old",
      seconds_text(lag.max_work_lag_s), moment_text(lag.max_work_lag_at_s),
      count_text(std::llround(lag.max_backlog_events)), seconds_text(lag.max_age_lag_s));
  if (lag.recovered_at_s) {
    return text + fmt::format("; below 1 s for good from {} on.", moment_text(*lag.recovered_at_s));
  }
  text += "; it has not recovered when the run ends";
  if (lag.drain_time_s) {
    return text + fmt::format(": the backlog needs another {}.", moment_text(*lag.drain_time_s));
  }
  return text + ", and the backlog does not drain.";
}

// From the first decision of the autoscaler to the most consumers that came of it.
std::string scaling_sentence(const RunResult& result) {
  const RunEvent* decision = first_event(result, "autoscaler");
  const std::vector<double>& consumers = result.series.consumers;
  const double interval_s = result.series.interval_s;
  if (decision == nullptr || consumers.empty() || !(interval_s > 0)) return "";
  const std::size_t from = std::min(
      consumers.size() - 1, static_cast<std::size_t>(std::max(0.0, decision->time_s) / interval_s));
  const double before = from > 0 ? consumers[from - 1] : consumers[from];
  const std::vector<double>::const_iterator most =
      std::max_element(consumers.begin() + static_cast<std::ptrdiff_t>(from), consumers.end());
  const std::string decided = moment_text(decision->time_s);
  if (!(*most > before)) {
    return fmt::format("The autoscaler decides at {}, but no more consumers come to work.",
                       decided);
  }
  // The rows say when to an interval, the rebalance in that interval to the moment.
  double at_work_s = interval_s * static_cast<double>(most - consumers.begin() + 1);
  for (const RunEvent& event : result.events) {
    const bool near = std::abs(event.time_s - at_work_s) <= interval_s;
    if (event.kind != "rebalance" || !near) continue;
    at_work_s = event.time_s;
    break;
  }
  const std::string cells =
      result.cells.size() > 1 ? fmt::format(" in {} cells", result.cells.size()) : "";
  return fmt::format("Scaled from {} to {} consumers{}: decided at {}, at work at {}.",
                     human_number(before), human_number(*most), cells, decided,
                     moment_text(at_work_s));
}

std::string throughput_sentence(const RunResult& result) {
  std::string interval;
  for (const NamedEstimate& each : result.estimates) {
    if (each.name != "throughput_per_s" || !each.estimate.low || !each.estimate.high) continue;
    interval = fmt::format(" (95 % interval {})",
                           interval_text(Interval{*each.estimate.low, *each.estimate.high}, 4));
  }
  return fmt::format("Throughput {}/s{} over {}{}.", human_number(result.throughput_per_s),
                     interval, moment_text(result.duration_s - result.warm_up_s),
                     result.warm_up_s > 0 ? ", the warm-up left out" : "");
}

std::string availability_sentence(const RunResult& result) {
  const Counts& totals = result.totals;
  std::string text = fmt::format("Availability {}: ", availability_text(result.availability));
  if (totals.failed == 0 && totals.late_acks == 0) {
    return text + fmt::format("none of {} requests failed.", count_text(totals.arrived));
  }
  text += fmt::format("of {} requests {} failed", count_text(totals.arrived),
                      count_text(totals.failed));
  if (totals.late_acks > 0) {
    text += fmt::format(" and {} were answered too late", count_text(totals.late_acks));
  }
  return text + ".";
}

std::string reasons_text(const Counts& counts) {
  std::vector<std::string> reasons;
  std::vector<std::int64_t> amounts;
  for (std::size_t i = 0; i < counts.rejected.size(); ++i) {
    if (counts.rejected[i] == 0) continue;
    reasons.push_back(reason_text(static_cast<RejectReason>(i)));
    amounts.push_back(counts.rejected[i]);
  }
  if (reasons.size() == 1) return reasons.front();
  std::string text;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", reasons[i], count_text(amounts[i]));
  }
  return text;
}

// The classes that lost most first.
std::string shed_sentence(const RunResult& result) {
  std::string text = fmt::format("Shed: {} attempts", count_text(result.totals.rejected_total()));
  if (result.classes.size() < 2) return text + fmt::format(" ({}).", reasons_text(result.totals));
  std::vector<const ClassResult*> classes;
  for (const ClassResult& each : result.classes) {
    if (each.counts.rejected_total() > 0) classes.push_back(&each);
  }
  std::stable_sort(classes.begin(), classes.end(), [](const ClassResult* a, const ClassResult* b) {
    return a->counts.rejected_total() > b->counts.rejected_total();
  });
  const std::size_t shown = std::min(classes.size(), kFewClasses);
  for (std::size_t i = 0; i < shown; ++i) {
    text += fmt::format("{}{} {} ({})", i == 0 ? ", of " : "; ", classes[i]->name,
                        count_text(classes[i]->counts.rejected_total()),
                        reasons_text(classes[i]->counts));
  }
  return text + (shown < classes.size() ? "; and others." : ".");
}

}  // namespace

std::vector<std::string> answer_sentences(const RunResult& result) {
  std::vector<std::string> sentences;
  const auto add = [&sentences](std::string sentence) {
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
  };
  const std::string& stopped = result.provenance.stopped_early;
  if (!stopped.empty()) {
    add(fmt::format("Stopped early: {}. What follows is what was done by then.", stopped));
  }
  if (!result.slo.empty()) add(objectives_sentence(result));
  if (result.scalability) add(closed_sentence(result, *result.scalability));
  add(answered_sentence(result));
  add(lag_sentence(result.lag));
  add(scaling_sentence(result));
  if (!result.scalability) add(throughput_sentence(result));
  if (result.totals.arrived > 0) add(availability_sentence(result));
  if (result.totals.rejected_total() > 0) add(shed_sentence(result));
  if (!result.conservation.holds) {
    add("Requests were not conserved, which is a bug: see below.");
  }
  return sentences;
}

}  // namespace uslkit
