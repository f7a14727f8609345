#include "cli/sweep_answer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/sweep_tables.h"
#include "documents/sweep_document.h"

namespace uslkit {

ExitCode answer_sweep(const OutputOptions& options, SweepAnswer answer, const Talk& talk) {
  const std::vector<SweepRow>& rows = answer.rows;
  if (answer.stopped) {
    talk.warn(fmt::format("stopped early: {} of {} runs are done", rows.size(), answer.runs));
  }
  // From here on only writing.
  const Table table = sweep_table(answer.axes, answer.points, rows);
  if (animation_wanted() || options.verbose) {
    talk.say(table_text(sweep_summary(answer.axes, answer.points, rows),
                        {.width = 100, .unicode = terminal_speaks_utf8()}));
  }
  const nlohmann::ordered_json document =
      sweep_document(rows, {.axes = answer.axes,
                            .points = answer.points,
                            .seed = answer.seed,
                            .runs = answer.runs,
                            .options = std::move(answer.inputs.options),
                            .inputs = std::move(answer.inputs.inputs)});
  write_answer(options, document, table_csv(table));
  if (answer.stopped) return *answer.stopped;
  const bool whole = std::all_of(rows.begin(), rows.end(),
                                 [](const SweepRow& row) { return row.stopped_early.empty(); });
  if (!whole) talk.warn("a budget stopped some runs early: their rows speak of less time");
  return whole ? ExitCode::ok : ExitCode::runtime_error;
}

}  // namespace uslkit
