#include "report/run_plots.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_plot_words.h"
#include "report/run_tables.h"
#include "report/run_timelines.h"
#include "report/timeline_plot.h"

namespace uslkit {
namespace {

void check_series(const std::string& kind, const Timeline& timeline) {
  if (!timeline.panels.empty()) return;
  throw nothing_to_draw(kind, "a run without a series over time",
                        "a run of at least one series interval");
}

std::string timeline_finding(const RunResult& result) {
  const std::string name = run_name(result);
  if (result.lag.max_work_lag_s >= 1) {
    return fmt::format("{}: peak work-lag {}, availability {:.4g} %", name,
                       seconds_text(result.lag.max_work_lag_s), 100 * result.availability);
  }
  return fmt::format("{}: {}/s, availability {:.4g} %", name, si_number(result.throughput_per_s),
                     100 * result.availability);
}

std::string lag_finding(const RunResult& result) {
  const LagResult& lag = result.lag;
  std::string text = fmt::format("{}: work-lag up to {}, age-lag up to {}", run_name(result),
                                 seconds_text(lag.max_work_lag_s), seconds_text(lag.max_age_lag_s));
  if (lag.max_work_lag_s < 1) return text;
  if (!lag.recovered_at_s) return text + ", not recovered at the end";
  return text + fmt::format(", recovered at {}", moment_text(*lag.recovered_at_s));
}

}  // namespace

Plot timeline_plot(const RunResult& result) {
  const Timeline timeline = timeline_of(result);
  check_series("timeline", timeline);
  const std::string title = timeline_finding(result);
  const std::string description =
      fmt::format("{} over {}. {} requests arrived, {} were shed, {} failed. Greatest work-lag {}.",
                  title, moment_text(result.duration_s), count_text(result.totals.arrived),
                  count_text(result.totals.rejected_total()), count_text(result.totals.failed),
                  seconds_text(result.lag.max_work_lag_s));
  return timeline_page(timeline,
                       {.title = title, .description = description + marks_in_words(timeline)})
      .plot;
}

Plot lag_plot(const RunResult& result) {
  const Timeline timeline = lag_timeline(result);
  check_series("lag", timeline);
  const LagResult& lag = result.lag;
  const std::string description = fmt::format(
      "{}. Work-lag is the backlog over the service rate, at most {}, at {}; age-lag the age of "
      "the oldest unread event; drain time how long the backlog takes to go at the rates of the "
      "moment, left out where it does not within the run's length. Backlog at most {} events.",
      lag_finding(result), seconds_text(lag.max_work_lag_s), moment_text(lag.max_work_lag_at_s),
      count_text(std::llround(lag.max_backlog_events)));
  return timeline_page(timeline, {.title = lag_finding(result),
                                  .description = description + marks_in_words(timeline),
                                  .first_height = 190,
                                  .other_height = 170})
      .plot;
}

const std::vector<std::string>& run_plot_kinds() {
  static const std::vector<std::string> kKinds = {"timeline", "lag",        "latency",
                                                  "shed",     "partitions", "heatmap"};
  return kKinds;
}

Plot run_plot_of_kind(const RunResult& result, const std::string& kind) {
  if (kind == "timeline") return timeline_plot(result);
  if (kind == "lag") return lag_plot(result);
  if (kind == "latency") return latency_run_plot(result);
  if (kind == "shed") return shed_run_plot(result);
  if (kind == "partitions") return partitions_plot(result);
  if (kind == "heatmap") return heatmap_plot(result);
  throw unknown_plot_kind(kind, run_plot_kinds());
}

}  // namespace uslkit
