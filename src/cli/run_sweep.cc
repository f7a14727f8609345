#include "cli/run_sweep.h"

#include <fmt/format.h>

#include "cli/run_view.h"
#include "cli/signals.h"
#include "cli/sweep_tables.h"
#include "documents/sweep_document.h"
#include "pipeline/host/run_pipeline.h"
#include "pipeline/host/runnable.h"
#include "report/safe_text.h"
#include "sim/vary.h"

namespace uslkit {

ExitCode run_varied(const RunSweep& sweep, const Talk& talk) {
  std::vector<VaryAxis> axes;
  for (const std::string& vary : sweep.vary) axes.push_back(parse_vary(vary));
  const std::vector<SweepPoint> points = sweep_points(axes, VaryMode::cartesian);
  std::vector<Scenario> scenarios;
  for (const SweepPoint& point : points) {
    std::vector<std::string> sets = sweep.sets;
    sets.insert(sets.end(), point.settings.begin(), point.settings.end());
    scenarios.push_back(scenario_of(sweep.text, sets));
    check_runnable(scenarios.back(), sweep.text.source.name);
  }
  const StopOnSignal stop;
  std::vector<SweepRow> rows;
  for (std::size_t i = 0; i < scenarios.size() && !*stop.flag(); ++i) {
    talk.say(fmt::format("run {} of {}: {}", i + 1, scenarios.size(),
                         safe_text(fmt::format("{}", fmt::join(points[i].settings, ", ")))));
    RunView view(talk, scenarios[i]);
    RunPipelineOptions options = run_pipeline_options(sweep.pipeline, sweep.load);
    options.check_parity = false;
    options.on_view = [&view](const RunPipelineView& seen) { view.show(seen); };
    options.stop = stop.flag();
    const PipelineRun run = run_pipeline(scenarios[i], options);
    view.wipe();
    for (const std::string& reason : run.load.reasons) talk.warn(reason);
    if (*stop.flag()) break;  // half a run is no measurement
    rows.push_back(sweep_row(points[i], run.result));
    rows.back().point = i;
  }
  const nlohmann::ordered_json document =
      sweep_document(rows, {.axes = axes,
                            .points = points,
                            .seed = scenarios.empty() ? 0 : scenarios.front().seed,
                            .runs = points.size(),
                            .options = {{"set", sweep.sets}, {"vary", sweep.vary}, {"real", true}},
                            .inputs = sweep.text.sources()});
  write_answer(sweep.output, document, table_csv(sweep_table(axes, points, rows)));
  return stop.exit_code().value_or(ExitCode::ok);
}

}  // namespace uslkit
