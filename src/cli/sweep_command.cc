// `uslkit sweep`: a scenario run at many points, as measurements for `uslkit fit`.
#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/run_progress.h"
#include "cli/scenario_options.h"
#include "cli/signals.h"
#include "cli/spread_jobs.h"
#include "cli/spread_options.h"
#include "cli/spread_run.h"
#include "cli/sweep_answer.h"
#include "report/human_number.h"
#include "sim/run_cost.h"
#include "sim/sweep.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit sweep";

struct Settings {
  ScenarioOptions scenario;
  SpreadOptions spread;
  OutputOptions output;
  std::vector<std::string> vary;
  std::int64_t repeats = 1;
  bool zip = false;
  bool csv = false;  // the default, spelled out
};

SweepPlan plan_of(const Settings& settings, const ScenarioText& text) {
  const ReadPoint read = [&](const std::vector<std::string>& point) {
    std::vector<std::string> sets = settings.scenario.sets;
    sets.insert(sets.end(), point.begin(), point.end());
    return scenario_of(text, sets);
  };
  return plan_sweep({.vary = settings.vary,
                     .mode = settings.zip ? VaryMode::zip : VaryMode::cartesian,
                     .repeats = settings.repeats},
                    read);
}

void say_plan(const SweepPlan& plan, int threads, const Talk& talk) {
  RunCost total;
  for (const SweepTask& task : plan.tasks) {
    const RunCost cost = estimate_run_cost(task.scenario);
    total.requests += cost.requests;
    total.seconds +=
        cost.seconds / std::min<double>(threads, static_cast<double>(plan.tasks.size()));
  }
  talk.say(fmt::format("sweep: {} points, {} runs, about {} requests, {}", plan.points.size(),
                       plan.tasks.size(), si_number(total.requests), wait_text(total.seconds)));
}

JobInputs inputs_of(const Settings& settings, const ScenarioText& text) {
  nlohmann::ordered_json options = to_json(settings.scenario);
  options["vary"] = settings.vary;
  options["zip"] = settings.zip;
  options["replications"] = settings.repeats;
  return {.options = std::move(options), .inputs = text.sources(), .source = text.source.name};
}

SpreadWork sweep_work(const SweepPlan& plan, int threads, Job job) {
  SpreadWork work{.job = std::move(job), .doing = "sweeping", .unit = "runs"};
  work.make = [&plan, threads](const TextFlow& flow, const PartMaking& making) {
    sweep_parts(plan, {.threads = threads, .on_progress = making.on_progress, .stop = making.stop},
                row_flow(flow));
  };
  return work;
}

struct SweepRows {
  std::vector<SweepRow> rows;
  std::optional<ExitCode> stopped;
};

// Whoever stops it at its first word gets the rows that are done, none of them, as later.
SweepRows run_here(const SweepPlan& plan, int threads, const Talk& talk) {
  const StopOnSignal stop;
  say_plan(plan, threads, talk);
  RunProgress progress(talk, "sweeping");
  SweepOptions options{.threads = threads, .stop = stop.flag()};
  options.on_progress = [&progress](const SimulateProgress& state) { progress.on_progress(state); };
  return {.rows = run_sweep(plan, options), .stopped = stop.exit_code()};
}

ExitCode run(const Settings& settings) {
  if (settings.csv && settings.output.json_on_stdout()) {
    throw UsageError({.place = {.source = "--csv"},
                      .found = "--csv and a JSON document, both on standard output",
                      .allowed = "one of them",
                      .hint = "give the JSON document a file name: -o sweep.json"});
  }
  check_spread(settings.spread, settings.scenario.files);
  const Talk talk = spread_talk(settings.output);
  if (settings.vary.empty()) static_cast<void>(sweep_points({}, VaryMode::cartesian));
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  const SweepPlan plan = plan_of(settings, text);
  JobInputs inputs = inputs_of(settings, text);
  const int threads = thread_count(settings.scenario);
  SweepRows made;
  if (spread_wanted(settings.spread)) {
    say_plan(plan, threads, talk);
    SpreadResult spread =
        run_spread(settings.spread, sweep_work(plan, threads, sweep_job(plan, inputs)), talk);
    if (spread.ended) return *spread.ended;
    made.rows = rows_of_values(part_values(std::move(spread.values)));
    made.stopped = spread.stopped;
  } else {
    made = run_here(plan, threads, talk);
  }
  return answer_sweep(settings.output,
                      {.axes = plan.axes,
                       .points = plan.points,
                       .rows = std::move(made.rows),
                       .runs = plan.tasks.size(),
                       .seed = plan.tasks.empty() ? 0 : plan.tasks.front().scenario.seed,
                       .inputs = std::move(inputs),
                       .stopped = made.stopped},
                      talk);
}

}  // namespace

Command make_sweep_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "sweep";
  command.summary = "Run a scenario at many points: measurements for `uslkit fit`";
  command.description =
      "Runs a scenario once for each value of a field, or for each combination of several, and "
      "prints a row per run as CSV that `uslkit fit -` reads. N is the first field's value where "
      "it is a plain count, else it follows from Little's law. Every point uses the same seed and, "
      "in an open system, sees the same arrivals; closed systems of different N draw apart. "
      "Repetition r adds r to the seed. Ctrl-C prints the runs that are done.";
  command.examples = {
      {"uslkit sweep scenarios/system_b.json --vary /workers=1,2,4..64*2 | uslkit fit -",
       "alpha and beta of the simulated system"},
      {"uslkit sweep shop.json --vary /consumers/count=8..64*2 --vary "
       "/consumers/batch_size=100,1000",
       "every combination of the two"},
      {"uslkit sweep shop.json --zip --vary /log/partitions=8,16 --vary /consumers/count=8,16",
       "both together, step by step"},
      {"uslkit sweep shop.json --vary /cells/count=1..8 --replications 5 -o sweep.json",
       "five rows for each point"},
      {"uslkit sweep shop.json --vary /cells/count=1..64 --shard auto/16 --shard-dir shards",
       "a share of it, in a Kubernetes Indexed Job or a Slurm array; then uslkit merge shards"}};
  command.options = scenario_option_list(settings->scenario);
  std::erase_if(command.options,
                [](const Option& option) { return option.long_name() == "--replications"; });
  command.options.push_back(list_option("--vary", "/POINTER=VALUES", settings->vary,
                                        "What is varied: values and ranges with commas between, "
                                        "such as 1,2,4..64*2 or 10..50+10; the first one is N"));
  command.options.push_back(flag_option("--zip", settings->zip,
                                        "Vary all fields together, step by step, instead of every "
                                        "combination"));
  command.options.push_back(integer_option("--replications", settings->repeats, {1, 10'000},
                                           "Runs per point, each with another seed; default 1"));
  command.options.push_back(flag_option("--csv", settings->csv, "Print CSV; the default"));
  for (Option& option : spread_option_list(settings->spread)) command.options.push_back(option);
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run(*settings); };
  return command;
}

}  // namespace uslkit
