// `uslkit sweep`: a scenario run at many points, as measurements for `uslkit fit`.
#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/json_text.h"
#include "cli/output.h"
#include "cli/provenance.h"
#include "cli/run_progress.h"
#include "cli/scenario_options.h"
#include "cli/signals.h"
#include "cli/sweep_rows.h"
#include "cli/vary.h"
#include "report/human_number.h"
#include "report/run_tables.h"
#include "sim/run_cost.h"
#include "sim/simulate.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit sweep";

struct Settings {
  ScenarioOptions scenario;
  OutputOptions output;
  std::vector<std::string> vary;
  std::int64_t repeats = 1;
  bool zip = false;
  bool csv = false;  // the default, spelled out
};

// One run of the sweep: its point, and which repetition of it.
struct Task {
  std::size_t point = 0;
  std::int64_t replication = 0;
  Scenario scenario;
};

struct Plan {
  std::vector<VaryAxis> axes;
  std::vector<SweepPoint> points;
  std::vector<Task> tasks;
};

// Every scenario is read before any of them runs: a point that is not valid costs nothing.
Plan plan_of(const Settings& settings, const ScenarioText& text) {
  Plan plan;
  for (const std::string& vary : settings.vary) plan.axes.push_back(parse_vary(vary));
  plan.points = sweep_points(plan.axes, settings.zip ? VaryMode::zip : VaryMode::cartesian);
  for (std::size_t i = 0; i < plan.points.size(); ++i) {
    std::vector<std::string> sets = settings.scenario.sets;
    sets.insert(sets.end(), plan.points[i].settings.begin(), plan.points[i].settings.end());
    const Scenario scenario = scenario_of(text, sets);
    for (std::int64_t r = 0; r < settings.repeats; ++r) {
      plan.tasks.push_back({.point = i, .replication = r, .scenario = scenario});
      // Repetitions are independent; the points of one repetition share their seed.
      plan.tasks.back().scenario.seed += static_cast<std::uint64_t>(r);
    }
  }
  return plan;
}

// Runs the tasks on several threads; which thread takes which does not matter.
class Sweep {
 public:
  Sweep(const Plan& plan, RunProgress& progress, const std::atomic<bool>* stop)
      : plan_(plan), progress_(progress), stop_(stop), rows_(plan.tasks.size()) {
    fraction_.resize(plan.tasks.size());
    requests_.resize(plan.tasks.size());
  }

  // The rows of the runs that came to their end, in the order of the tasks.
  std::vector<SweepRow> run(int threads) {
    const std::size_t wanted = std::min(static_cast<std::size_t>(threads), plan_.tasks.size());
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < wanted; ++i) others.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : others) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    std::vector<SweepRow> done;
    for (std::optional<SweepRow>& row : rows_) {
      if (row) done.push_back(std::move(*row));
    }
    return done;
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < plan_.tasks.size() && !*stop_; i = next_++) {
      try {
        run_one(i);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_ = plan_.tasks.size();
      }
    }
  }

  void run_one(std::size_t i) {
    const Task& task = plan_.tasks[i];
    SimulateOptions options{.threads = 1, .stop = stop_};
    options.on_progress = [this, i](const SimulateProgress& state) { tell(i, state); };
    const RunResult result = simulate(task.scenario, options);
    if (*stop_) return;  // half a run is no measurement
    SweepRow row = sweep_row(plan_.points[task.point], result);
    row.point = task.point;
    row.replication = task.replication;
    rows_[i] = std::move(row);
  }

  void tell(std::size_t i, const SimulateProgress& state) {
    const std::lock_guard<std::mutex> lock(mutex_);
    sum_ += state.fraction - fraction_[i];
    total_ += state.requests - requests_[i];
    fraction_[i] = state.fraction;
    requests_[i] = state.requests;
    progress_.on_progress({.fraction = sum_ / static_cast<double>(fraction_.size()),
                           .requests = total_,
                           .simulated_s = 0});
  }

  const Plan& plan_;
  RunProgress& progress_;
  const std::atomic<bool>* stop_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::vector<std::optional<SweepRow>> rows_;
  std::vector<double> fraction_;
  std::vector<std::int64_t> requests_;
  double sum_ = 0;
  std::int64_t total_ = 0;
};

void say_plan(const Plan& plan, int threads, const Talk& talk) {
  RunCost total;
  for (const Task& task : plan.tasks) {
    const RunCost cost = estimate_run_cost(task.scenario);
    total.requests += cost.requests;
    total.seconds +=
        cost.seconds / std::min<double>(threads, static_cast<double>(plan.tasks.size()));
  }
  talk.say(fmt::format("sweep: {} points, {} runs, about {} requests, {}", plan.points.size(),
                       plan.tasks.size(), si_number(total.requests), wait_text(total.seconds)));
}

nlohmann::ordered_json sweep_document(const Settings& settings, const ScenarioText& text,
                                      const Plan& plan, const std::vector<SweepRow>& rows) {
  nlohmann::ordered_json options = to_json(settings.scenario);
  options["vary"] = settings.vary;
  options["zip"] = settings.zip;
  options["replications"] = settings.repeats;
  nlohmann::ordered_json document =
      envelope({.document = "sweep",
                .seed = plan.tasks.empty() ? 0 : plan.tasks.front().scenario.seed,
                .options = std::move(options),
                .inputs = text.sources(),
                .notes = {}});
  document["complete"] = rows.size() == plan.tasks.size();
  document["rows"] = sweep_rows_json(plan.axes, plan.points, rows);
  return document;
}

ExitCode run_sweep(const Settings& settings) {
  if (settings.csv && settings.output.json_on_stdout()) {
    throw UsageError({.place = {.source = "--csv"},
                      .found = "--csv and a JSON document, both on standard output",
                      .allowed = "one of them",
                      .hint = "give the JSON document a file name: -o sweep.json"});
  }
  const Talk talk(settings.output);
  if (settings.vary.empty()) static_cast<void>(sweep_points({}, VaryMode::cartesian));
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  const Plan plan = plan_of(settings, text);
  const int threads = thread_count(settings.scenario);
  const StopOnSignal stop;
  say_plan(plan, threads, talk);
  RunProgress progress(talk, "sweeping");
  const std::vector<SweepRow> rows = Sweep(plan, progress, stop.flag()).run(threads);
  progress.wipe();
  const std::optional<ExitCode> stopped = stop.exit_code();
  if (stopped) {
    talk.warn(fmt::format("stopped early: {} of {} runs are done", rows.size(), plan.tasks.size()));
  }
  // From here on only writing.
  const Table table = sweep_table(plan.axes, plan.points, rows);
  if (animation_wanted() || settings.output.verbose) {
    talk.say(table_text(sweep_summary(plan.axes, plan.points, rows),
                        {.width = 100, .unicode = terminal_speaks_utf8()}));
  }
  write_answer(settings.output, sweep_document(settings, text, plan, rows), table_csv(table));
  if (stopped) return *stopped;
  const bool whole = std::all_of(rows.begin(), rows.end(),
                                 [](const SweepRow& row) { return row.stopped_early.empty(); });
  if (!whole) talk.warn("a budget stopped some runs early: their rows speak of less time");
  return whole ? ExitCode::ok : ExitCode::runtime_error;
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
       "five rows for each point"}};
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
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_sweep(*settings); };
  return command;
}

}  // namespace uslkit
