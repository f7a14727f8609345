// `uslkit autoscale-replay`: what autoscalers would have made of a recorded load.
#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/spelling.h"
#include "base/units_text.h"
#include "cli/assertions.h"
#include "cli/command.h"
#include "cli/duration_argument.h"
#include "cli/fit_input.h"
#include "cli/output.h"
#include "cli/plot_output.h"
#include "cli/replay_json.h"
#include "documents/json_text.h"
#include "documents/provenance.h"
#include "report/human_number.h"
#include "report/replay_plot.h"
#include "report/replay_report.h"
#include "sizing/autoscale_replay.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit autoscale-replay";
constexpr double kAssumedAtPeak = 20;  // fully used consumers at the peak, where nobody says
constexpr double kMost = 1e15;

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> policies;
  std::vector<std::string> sets;
  bool list_policies = false;
  std::string fit;
  std::string alpha;
  std::string beta;
  std::string gamma;
  std::int64_t partitions = ReplayOptions{}.partitions;
  std::int64_t workers = 1;
  std::int64_t start = 0;
  std::string rebalance_pause;
  std::string tick;
  std::string slo_lag;
  std::string slo_of = "age";
  double target_utilization = ReplayOptions{}.target_utilization;
  std::vector<std::string> fixed;
  std::string price;
  std::vector<std::string> assertions;
  bool list_metrics = false;
  std::string csv;
  std::string plot;
  bool markdown = false;
  OutputOptions output;
};

// ---- What the options say. ----

std::vector<std::string> split_at_commas(const std::vector<std::string>& texts) {
  std::vector<std::string> parts;
  for (const std::string& text : texts) {
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t comma = std::min(text.find(',', from), text.size());
      if (comma > from) parts.push_back(text.substr(from, comma - from));
      from = comma + 1;
    }
  }
  return parts;
}

std::vector<std::string> policy_names(const Settings& settings) {
  const std::vector<std::string>& known = replay_policy_names();
  if (settings.policies.empty()) return known;
  std::vector<std::string> names;
  for (const std::string& name : split_at_commas(settings.policies)) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::optional<std::string> near = did_you_mean(name, known);
      throw UsageError({.place = {.source = "--policies"},
                        .found = uslkit::quoted(name),
                        .allowed = one_of(known) + ", separated by commas",
                        .hint = near ? fmt::format("did you mean {}?", *near)
                                     : "--list-policies tells what they do"});
    }
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (!names.empty()) return names;
  throw UsageError({.place = {.source = "--policies"},
                    .found = "no name",
                    .allowed = one_of(known) + ", separated by commas",
                    .hint = ""});
}

Duration duration_option(const std::string& text, const std::string& option, Duration otherwise,
                         Sign sign) {
  return text.empty() ? otherwise : duration_argument(text, option, sign);
}

double number_within(const std::string& text, const std::string& option, double lowest,
                     double highest) {
  const double value = parse_number_argument(text, option);
  if (value >= lowest && value <= highest) return value;
  throw UsageError({.place = {.source = option},
                    .found = uslkit::quoted(text),
                    .allowed = fmt::format("a number from {} to {}", human_number(lowest),
                                           human_number(highest)),
                    .hint = ""});
}

std::vector<std::int64_t> fixed_numbers(const Settings& settings) {
  std::vector<std::int64_t> numbers;
  for (const std::string& text : split_at_commas(settings.fixed)) {
    const double number = number_within(text, "--static", 1, 1e6);
    if (number != std::floor(number)) {
      throw UsageError({.place = {.source = "--static"},
                        .found = uslkit::quoted(text),
                        .allowed = "whole numbers, separated by commas",
                        .hint = ""});
    }
    const std::int64_t whole = std::llround(number);
    if (std::find(numbers.begin(), numbers.end(), whole) == numbers.end()) {
      numbers.push_back(whole);
    }
  }
  return numbers;
}

ReplayOptions options_of(const Settings& settings) {
  ReplayOptions options;
  options.partitions = settings.partitions;
  options.workers_per_partition = settings.workers;
  options.start = settings.start;
  options.tick = duration_option(settings.tick, "--tick", options.tick, Sign::kPositive);
  options.rebalance_pause = duration_option(settings.rebalance_pause, "--rebalance-pause",
                                            Duration{0}, Sign::kNotNegative);
  options.slo_lag =
      duration_option(settings.slo_lag, "--slo-lag", options.slo_lag, Sign::kPositive);
  options.slo_of = settings.slo_of == "work" ? LagKind::work_lag : LagKind::age_lag;
  options.target_utilization = settings.target_utilization;
  if (!settings.price.empty()) options.price = number_within(settings.price, "--price", 0, kMost);
  return options;
}

// ---- The capacity: of a fit, of three numbers, or assumed. ----

struct Capacity {
  UslParameters usl{};
  std::vector<MeasurementSource> inputs{};
  std::vector<Note> notes{};
};

void check_capacity_options(const Settings& settings) {
  const bool numbers = !settings.alpha.empty() || !settings.beta.empty() || !settings.gamma.empty();
  if (numbers && !settings.fit.empty()) {
    throw UsageError({.place = {.source = "--fit"},
                      .found = "a fit beside --alpha, --beta or --gamma",
                      .allowed = "one of the two",
                      .hint = ""});
  }
  if (numbers && settings.gamma.empty()) {
    throw UsageError({.place = {.source = kCommand},
                      .found = "--alpha or --beta without --gamma",
                      .allowed = "--gamma RATE, the throughput of one consumer",
                      .hint = "for example --gamma 25k/s"});
  }
}

Capacity fitted_capacity(const Settings& settings, const Talk& talk) {
  const FitInput input = load_fit(settings.fit, talk, kCommand);
  UslParameters usl = input.fit.parameters;
  usl.gamma /= input.fit.time_unit_s();
  Capacity capacity{.usl = usl, .inputs = {input.source}};
  if (usl.alpha < 0) {
    capacity.notes.push_back(
        {"alpha-below-0", "the fit's alpha is below 0; the usl policy works with 0"});
  }
  return capacity;
}

Capacity capacity_of(const Settings& settings, const LoadTrace& trace, const Talk& talk) {
  if (!settings.fit.empty()) return fitted_capacity(settings, talk);
  Capacity capacity;
  if (!settings.gamma.empty()) {
    if (!settings.alpha.empty()) {
      capacity.usl.alpha = number_within(settings.alpha, "--alpha", 0, 1);
    }
    if (!settings.beta.empty()) capacity.usl.beta = number_within(settings.beta, "--beta", 0, 1);
    try {
      capacity.usl.gamma = parse_rate(settings.gamma, {.source = "--gamma"}).per_second;
    } catch (const InputError& error) {
      throw UsageError(error.parts());
    }
    return capacity;
  }
  double peak = 0;
  for (const LoadSample& sample : trace.samples) peak = std::max(peak, sample.rate_per_s);
  capacity.usl.gamma = peak > 0 ? peak / kAssumedAtPeak : 1;
  capacity.notes.push_back(
      {"capacity-assumed",
       fmt::format("no --fit and no --gamma: a consumer is assumed to do {}/s, so that {} of them "
                   "carry the peak, without contention or crosstalk",
                   si_number(capacity.usl.gamma), kAssumedAtPeak)});
  return capacity;
}

// ---- Input, output. ----

LoadTrace load_of(const std::string& file, const Talk& talk) {
  if (file == "-") {
    if (stdin_is_terminal()) {
      throw UsageError({.place = {.source = kCommand},
                        .found = "no file, and standard input is a terminal",
                        .allowed = "a CSV with a time and a rate column",
                        .hint = std::string(kCommand) + " --help shows examples"});
    }
    talk.say("reading standard input");
  }
  return read_load_trace(ByteSource::open(file));
}

void check_outputs(const Settings& settings) {
  const int on_stdout = (settings.output.json_on_stdout() ? 1 : 0) + (settings.csv == "-" ? 1 : 0) +
                        (settings.plot == "-" ? 1 : 0);
  if (!settings.plot.empty()) static_cast<void>(plot_format(settings.plot, "--plot"));
  if (on_stdout < 2) return;
  throw UsageError({.place = {.source = kCommand},
                    .found = fmt::format("{} results on standard output", on_stdout),
                    .allowed = "one of --json, --csv - and --plot -",
                    .hint = "give the others a file name"});
}

nlohmann::ordered_json options_json(const Settings& settings, const ReplayOptions& options,
                                    const std::string& file) {
  return {{"files", {file}},
          {"policies", policy_names(settings)},
          {"set", settings.sets},
          {"fit", settings.fit},
          {"partitions", options.partitions},
          {"workers", options.workers_per_partition},
          {"start", settings.start},
          {"rebalance_pause_s", in_seconds(options.rebalance_pause)},
          {"tick_s", in_seconds(options.tick)},
          {"slo_lag_s", in_seconds(options.slo_lag)},
          {"slo_of", settings.slo_of},
          {"target_utilization", options.target_utilization},
          {"static", fixed_numbers(settings)},
          {"price", options.price},
          {"assert", settings.assertions}};
}

SectionLayout layout_of(const Settings& settings) {
  return {.width = static_cast<std::size_t>(std::clamp(terminal_columns(), 60, 120)),
          .color = color_wanted(settings.output, 1),
          .unicode = terminal_speaks_utf8()};
}

std::string report_of(const Settings& settings, const AutoscaleReplay& replay,
                      const std::string& name) {
  const ReplayReportOptions options{
      .name = name, .decisions = settings.output.verbose, .layout = layout_of(settings)};
  return settings.markdown ? replay_report_markdown(replay, options)
                           : replay_report_text(replay, options);
}

std::string lines_of(const std::vector<AssertionResult>& judged) {
  std::string text = judged.empty() ? "" : "\nAssertions\n";
  for (const AssertionResult& each : judged) text += "  " + line_of(each) + "\n";
  return text;
}

std::vector<std::string> names_of(const std::vector<Metric>& metrics) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return names;
}

void write_answers(const Settings& settings, const AutoscaleReplay& replay,
                   const nlohmann::ordered_json& document,
                   const std::vector<AssertionResult>& judged, const Talk& talk) {
  const OutputOptions& output = settings.output;
  if (!settings.csv.empty()) write_result(replay_csv(replay), settings.csv);
  if (!settings.plot.empty()) {
    write_plot(replay_plot(replay), settings.plot, plot_format(settings.plot, "--plot"));
  }
  if (settings.csv == "-" || settings.plot == "-") {
    if (!output.output.empty()) write_result(json_text(document), output.output);
    for (const AssertionResult& each : judged) talk.say(line_of(each));
    return;
  }
  const std::string name = document.at("inputs").at(0).at("name").get<std::string>();
  write_answer(output, document,
               report_of(settings, replay, name == "-" ? "stdin" : name) + lines_of(judged));
  if (!output.json_on_stdout()) return;
  for (const AssertionResult& each : judged) talk.say(line_of(each));
}

ExitCode run_replay(const Settings& settings) {
  if (settings.list_policies) {
    write_result(replay_policies_text(layout_of(settings)));
    return ExitCode::ok;
  }
  check_outputs(settings);
  check_capacity_options(settings);
  const std::vector<std::string> names = policy_names(settings);
  ReplayOptions options = options_of(settings);
  const std::vector<std::int64_t> fixed = fixed_numbers(settings);
  const std::string file = one_file(settings.files, kCommand);
  const Talk talk(settings.output);
  const LoadTrace trace = load_of(file, talk);
  Capacity capacity = capacity_of(settings, trace, talk);
  options.capacity = capacity.usl;
  const std::vector<NamedPolicy> policies = replay_policies(names, settings.sets, capacity.usl);
  std::vector<Note> notes = trace.notes;
  notes.insert(notes.end(), capacity.notes.begin(), capacity.notes.end());
  for (const Note& note : notes) talk.say("note: " + note.text);
  const AutoscaleReplay replay =
      autoscale_replay({.trace = trace, .options = options, .policies = policies, .fixed = fixed});
  const std::vector<Metric> metrics = replay_metrics(replay);
  if (settings.list_metrics) {
    write_result(fmt::format("{}\n", fmt::join(names_of(metrics), "\n")));
    return ExitCode::ok;
  }
  const std::vector<AssertionResult> judged =
      evaluate(parse_assertions(settings.assertions, names_of(metrics)), metrics);
  // From here on only writing.
  std::vector<MeasurementSource> inputs{trace.source};
  inputs.insert(inputs.end(), capacity.inputs.begin(), capacity.inputs.end());
  nlohmann::ordered_json document = envelope({.document = "autoscale-replay",
                                              .options = options_json(settings, options, file),
                                              .inputs = std::move(inputs),
                                              .notes = std::move(notes)});
  document["assertions"] = to_json(judged);
  document.update(replay_to_json(replay, trace, policies));
  write_answers(settings, replay, document, judged, talk);
  return all_passed(judged) ? ExitCode::ok : ExitCode::assertion_failed;
}

std::vector<Option> own_options(Settings& settings) {
  return {
      list_option("file", "FILE", settings.files,
                  "Load over time: a CSV with time_s (or timestamp) and rate_per_s, and perhaps "
                  "lag_events and consumers as they were; - is standard input"),
      list_option(
          "--policies", "NAMES", settings.policies,
          "Which autoscalers, separated by commas: keda, flink, usl, lag, cpu; default all"),
      flag_option("--list-policies", settings.list_policies,
                  "Print the autoscalers with their fields and defaults"),
      list_option(
          "--set", "POLICY/FIELD=VALUE", settings.sets,
          "Set a field of an autoscaler: lag/trigger=15s; all/delay=60s sets it wherever it "
          "is"),
      text_option("--fit", "FILE", settings.fit,
                  "Capacity of n consumers: a fit.json, or measurements that are fitted"),
      text_option("--alpha", "NUMBER", settings.alpha,
                  "Contention of the capacity, 0 to 1; default 0"),
      text_option("--beta", "NUMBER", settings.beta,
                  "Crosstalk of the capacity, 0 to 1; default 0"),
      text_option(
          "--gamma", "RATE", settings.gamma,
          "Throughput of one consumer: 25k/s; without it and --fit a twentieth of the peak"),
      integer_option("--partitions", settings.partitions, {.lowest = 1, .highest = 1e6},
                     "Partitions of the log, default 720: more consumers than places sit idle"),
      integer_option("--workers", settings.workers, {.lowest = 1, .highest = 1000},
                     "Consumers that can share a partition, default 1"),
      integer_option("--start", settings.start, {.lowest = 0, .highest = 1e6},
                     "Consumers at first; default 0: as measured, else as many as the first load "
                     "needs"),
      text_option("--rebalance-pause", "TIME", settings.rebalance_pause,
                  "Everybody stands still so long at each change (an eager rebalance); default 0"),
      text_option("--tick", "TIME", settings.tick,
                  "How often the autoscalers get to look, default 1s"),
      text_option("--slo-lag", "TIME", settings.slo_lag,
                  "More lag than this is too much, default 10s"),
      choice_option("--slo-of", {"age", "work"}, settings.slo_of,
                    "Which lag: the age of the oldest unread event (default), or backlog / service "
                    "rate"),
      number_option("--target-utilization", settings.target_utilization,
                    {.lowest = 0.01, .highest = 1},
                    "Utilisation at which a number of consumers counts as needed, default 0.7"),
      list_option("--static", "NUMBERS", settings.fixed,
                  "Constant numbers of consumers to compare with, separated by commas; default: "
                  "what the peak needs"),
      text_option("--price", "NUMBER", settings.price,
                  "Of one consumer for an hour: adds a column with the cost"),
      list_option("--assert", "METRIC>=NUMBER", settings.assertions,
                  "Exit with 99 unless this holds: usl.max_age_lag_s<=60"),
      flag_option("--list-metrics", settings.list_metrics,
                  "Print the names that --assert knows for this replay"),
      text_option(
          "--csv", "FILE", settings.csv,
          "Write the series, a row per interval, as CSV; - is stdout instead of the report"),
      text_option(
          "--plot", "FILE", settings.plot,
          "Draw load, consumers and lag: FILE.svg, FILE.png or FILE.pdf; - is SVG on stdout "
          "instead of the report"),
      flag_option("--markdown", settings.markdown, "Print the report as Markdown")};
}

}  // namespace

Command make_autoscale_replay_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "autoscale-replay";
  command.summary = "Replay a recorded load: what would each autoscaler have done?";
  command.description =
      "Puts a load that was recorded, or made up, before the autoscalers of KEDA, of Flink, by "
      "lag, "
      "by CPU and by the USL, as if each had been in charge: lags, scalings, consumer-hours, and "
      "who asked for more consumers than are of use; beside a constant number, perfect foresight "
      "and, where the file has it, what really happened. Deterministic: the log is a fluid. With "
      "--verbose every decision is listed with its reason.";
  command.examples = {
      {"uslkit autoscale-replay data/loads/black_friday.csv --gamma 25k/s --partitions 24 "
       "--workers 2",
       "verdict, timeline and tables"},
      {"uslkit autoscale-replay load.csv --policies keda,usl --fit fit.json --slo-lag 30s",
       "two of them, with a measured capacity"},
      {"uslkit autoscale-replay load.csv --set lag/trigger=15s --set all/delay=60s",
       "tuned; --list-policies shows the fields"},
      {"uslkit autoscale-replay load.csv --static 24,48 --price 0.12 --plot replay.svg",
       "beside constant numbers, with cost and picture"},
      {"uslkit simulate shop.json --csv - | uslkit autoscale-replay -",
       "the load of a simulated run"}};
  command.options = own_options(*settings);
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_replay(*settings); };
  return command;
}

}  // namespace uslkit
