#include "cli/run_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_tables.h"
#include "report/table.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostRows = 16;
constexpr double kRedraw_s = 0.2;

}  // namespace

std::string run_view_line(const RunPipelineView& view, double duration_s) {
  return fmt::format("{} {} of {}: {} sent, {} acked, {} waiting, work-lag {:.2g} s, {} consumers",
                     name_of(view.phase), moment_text(view.time_s), moment_text(duration_s),
                     count_text(view.load.sent), count_text(view.load.acked),
                     count_text(view.pipeline.lags.backlog), view.pipeline.lags.work_lag_s,
                     view.pipeline.consumers);
}

std::string run_view_table(const RunPipelineView& view, double duration_s, bool unicode) {
  Table table{.columns = {{"partition", Align::right},
                          {"waiting", Align::right},
                          {"work-lag", Align::right},
                          {"age-lag", Align::right}}};
  const std::vector<ConductorLags>& partitions = view.pipeline.partitions;
  for (std::size_t i = 0; i < std::min(partitions.size(), kMostRows); ++i) {
    table.add({std::to_string(i), count_text(partitions[i].backlog),
               fmt::format("{:.3g} s", partitions[i].work_lag_s),
               fmt::format("{:.3g} s", partitions[i].age_lag_s)});
  }
  std::string text = run_view_line(view, duration_s) + "\n";
  text += table_text(table, {.unicode = unicode});
  if (partitions.size() > kMostRows) {
    text += fmt::format("  and {} more partitions\n", partitions.size() - kMostRows);
  }
  return text;
}

RunView::RunView(const Talk& talk, const Scenario& scenario)
    : silent_(talk.quiet()),
      animated_(!talk.quiet() && animation_wanted()),
      duration_s_(in_seconds(scenario.duration)),
      line_(talk) {
  line_.start();
}

void RunView::show(const RunPipelineView& view) {
  if (silent_) return;
  if (!animated_) {
    if (line_.due()) line_.show(view.time_s / duration_s_, run_view_line(view, duration_s_));
    return;
  }
  if (view.time_s - drawn_at_s_ < kRedraw_s) return;
  wipe();
  drawn_at_s_ = view.time_s;
  const std::string table = run_view_table(view, duration_s_, terminal_speaks_utf8());
  lines_drawn_ = static_cast<int>(std::count(table.begin(), table.end(), '\n'));
  write_talk(table);
}

// Up to the first line of the table, and everything from there on is cleared.
void RunView::wipe() {
  if (lines_drawn_ > 0) write_talk(fmt::format("\x1b[{}A\x1b[J", lines_drawn_));
  lines_drawn_ = 0;
  if (!animated_) line_.wipe();
}

}  // namespace uslkit
