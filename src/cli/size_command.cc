// `uslkit size`: from load, promises and what the parts can do, to what to deploy.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/spelling.h"
#include "cli/command.h"
#include "cli/fit_input.h"
#include "cli/plot_output.h"
#include "cli/present_month.h"
#include "cli/run_stoppable.h"
#include "cli/scenario_options.h"
#include "cli/size_metrics.h"
#include "cli/size_options.h"
#include "documents/json_text.h"
#include "documents/size_document.h"
#include "report/plan_plots.h"
#include "report/plan_report.h"
#include "report/plan_sections.h"
#include "report/safe_text.h"
#include "scenario/scenario_file.h"
#include "sizing/plan_scenario.h"
#include "sizing/plan_sizing.h"
#include "sizing/request_file.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit size";
constexpr std::int64_t kMonthsAhead = 12;

// What was read, for provenance: the request, then its fits.
struct Read {
  SizingRequest request;
  std::vector<MeasurementSource> sources;
};

// Fits named on the command line are called what they were called there.
void restore_name(const SizeOptions& options, WorkerCapacity& capacity) {
  FitCapacity* fit = std::get_if<FitCapacity>(&capacity);
  if (fit == nullptr) return;
  const std::map<std::string, std::string>::const_iterator given = options.fits.find(fit->file);
  if (given != options.fits.end()) fit->file = given->second;
}

Read read(const SizeOptions& options, const Talk& talk) {
  const InputText text =
      open_one_input(options.files, {.name = "request", .command = kCommand}, talk);
  Read result{.request = {}, .sources = {text.source}};
  const FitLoader load = [&](const std::string& file) {
    const std::map<std::string, std::string>::const_iterator given = options.fits.find(file);
    FitInput input = load_fit(given == options.fits.end() ? file : given->second, talk, kCommand);
    result.sources.push_back(input.source);
    return std::move(input.fit);
  };
  result.request =
      request_from_text(text.text, text.source.name, {.sets = options.sets, .load_fit = load});
  restore_name(options, result.request.consumers.capacity);
  if (result.request.database) restore_name(options, result.request.database->capacity);
  return result;
}

// ---- Forecast. ----

template <class Function>
auto from_command_line(const Function& parse) {
  try {
    return parse();
  } catch (const InputError& error) {
    throw UsageError(error.parts());
  }
}

Month month_option(const std::string& text, const char* option) {
  return from_command_line([&] { return parse_month(text, {.source = option}); });
}

// Only a forecast that was asked for may ask what day it is.
bool wants_forecast(const SizeOptions& options, const SizingRequest& request) {
  const bool asked =
      !options.until.empty() || !options.growth.empty() || !options.plot_forecast.empty();
  return asked || (request.growth && (request.as_of || !options.from.empty()));
}

ForecastOptions forecast_options(const SizeOptions& options, const SizingRequest& request) {
  Month from{};
  if (!options.from.empty()) {
    from = month_option(options.from, "--from");
  } else if (request.as_of) {
    from = parse_month(*request.as_of, {.source = options.files.front(), .pointer = "/as_of"});
  } else {
    from = present_month();
  }
  const Month until = options.until.empty() ? Month{.index = from.index + kMonthsAhead}
                                            : month_option(options.until, "--until");
  if (until <= from) {
    throw UsageError(
        {.place = {.source = "--until"},
         .found = month_text(until),
         .allowed = fmt::format("a month after {}, from which on is forecast", month_text(from)),
         .hint = ""});
  }
  return {.from = from, .until = until};
}

std::optional<SizingForecast> forecast_of(const SizeOptions& options, const SizingRequest& request,
                                          const SizingPlan& plan) {
  if (!plan.infeasible.empty() || !wants_forecast(options, request)) return std::nullopt;
  std::optional<GrowthSpec> growth;
  if (!options.growth.empty()) {
    growth =
        from_command_line([&] { return parse_growth(options.growth, {.source = "--growth"}); });
  }
  return forecast(request, plan, forecast_options(options, request), growth);
}

// ---- Verification. ----

Scenario scenario_of(const SizeOptions& options, const SizingRequest& request,
                     const SizingPlan& plan) {
  return plan_scenario(request, plan,
                       {.one_cell = !options.verify_all_cells, .counts = {.cells = 0}});
}

// A run that was stopped verifies nothing.
std::optional<ExitCode> verify(const SizeOptions& options, const SizingRequest& request,
                               const Talk& talk, SizingAnswer& answer) {
  if (!options.wants_verification() || !answer.plan.infeasible.empty()) return std::nullopt;
  const StoppableRun run = run_stoppable(scenario_of(options, request, answer.plan),
                                         {.threads = thread_count(options.threads)}, talk);
  const std::string& early = run.result.provenance.stopped_early;
  if (run.stopped || !early.empty()) {
    talk.warn(fmt::format("not verified, stopped early{}{}", early.empty() ? "" : ": ",
                          safe_text(early)));
    return run.stopped ? run.stopped : ExitCode::runtime_error;
  }
  answer.verification = verify_plan(request, answer.plan, run.result);
  return std::nullopt;
}

// ---- Writing. ----

nlohmann::ordered_json document_of(const SizeOptions& options, const Read& input,
                                   const SizingAnswer& answer,
                                   const std::vector<AssertionResult>& judged) {
  return size_document(answer, {.seed = input.request.seed,
                                .options = to_json(options),
                                .inputs = input.sources,
                                .assertions = to_json(judged)});
}

SectionLayout layout_of(const OutputOptions& output) {
  return {.width = static_cast<std::size_t>(std::clamp(terminal_columns(), 60, 120)),
          .color = color_wanted(output, 1),
          .unicode = terminal_speaks_utf8()};
}

// What is to be explained must be known before the plan is printed.
void check_explained(const SizeOptions& options, const SizingPlan& plan) {
  if (!plan.infeasible.empty()) return;  // why there is none is all that can be explained
  const std::vector<std::string> names = explained_names(plan);
  for (const std::string& wanted : options.explain) {
    if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
    const std::optional<std::string> nearest = did_you_mean(wanted, names);
    throw UsageError({.place = {.source = "--explain"},
                      .found = uslkit::quoted(wanted),
                      .allowed = one_of(names),
                      .hint = nearest ? fmt::format("did you mean {}?", *nearest) : ""});
  }
}

std::string report_of(const SizeOptions& options, const SizingAnswer& answer) {
  const SectionLayout layout = layout_of(options.output);
  std::string text;
  const bool planned = answer.plan.infeasible.empty();
  for (const std::string& wanted : planned ? options.explain : std::vector<std::string>{}) {
    if (!text.empty()) text += '\n';
    text += options.markdown ? plan_explanation_markdown(answer.plan, wanted)
                             : plan_explanation_text(answer.plan, wanted, layout);
  }
  if (!text.empty()) return text;
  return options.markdown ? plan_report_markdown(answer, options.output.verbose)
                          : plan_report_text(answer, layout, options.output.verbose);
}

std::vector<PlacedAssertion> assertions_of(const SizeOptions& options, const Read& input,
                                           const KnownMetrics& known) {
  AssertionSources sources{.file = input.sources.front().name,
                           .expected = input.request.expect,
                           .asserted = options.assertions};
  if (!options.expect) sources.expected.clear();
  return placed_assertions(sources, known);
}

// Without a plan there is nothing to draw or to simulate.
void write_files(const SizeOptions& options, const SizingRequest& request,
                 const SizingAnswer& answer, const std::string& document) {
  const OutputOptions& output = options.output;
  if (!output.output.empty() && output.output != "-") write_result(document, output.output);
  if (!answer.plan.infeasible.empty()) return;
  if (!options.scenario.empty()) {
    write_result(write_scenario(scenario_of(options, request, answer.plan)), options.scenario);
  }
  if (!options.pareto.empty()) {
    write_plot(pareto_plot(answer.plan), options.pareto, plot_format(options.pareto, "--pareto"));
  }
  if (!options.plot_forecast.empty()) {
    write_plot(forecast_plot(answer.plan, *answer.forecast), options.plot_forecast,
               plot_format(options.plot_forecast, "--plot-forecast"));
  }
}

// The request's own expectations take the place of all else: a request that must show that there is
// no plan is right when there is none.
ExitCode verdict_of(const SizeOptions& options, const SizingAnswer& answer,
                    const std::vector<AssertionResult>& judged) {
  if (options.expect) return all_passed(judged) ? ExitCode::ok : ExitCode::assertion_failed;
  if (!answer.plan.infeasible.empty()) return ExitCode::no_usable_answer;
  const bool holds = !answer.verification || answer.verification->slo_met;
  return holds && all_passed(judged) ? ExitCode::ok : ExitCode::assertion_failed;
}

bool result_is_elsewhere(const SizeOptions& options, const SizingAnswer& answer) {
  const bool planned = answer.plan.infeasible.empty();
  const bool file_on_stdout =
      options.scenario == "-" || options.pareto == "-" || options.plot_forecast == "-";
  return options.output.json_on_stdout() || (planned && file_on_stdout);
}

ExitCode run_size(const SizeOptions& options) {
  check_size_options(options);
  const Talk talk(options.output);
  const Read input = read(options, talk);
  SizingAnswer answer{.plan = plan_sizing(input.request, {.draws = options.draws})};
  check_explained(options, answer.plan);
  answer.forecast = forecast_of(options, input.request, answer.plan);
  const KnownMetrics known = known_size_metrics(answer, options.wants_verification());
  if (options.list_metrics) {
    write_result(fmt::format("{}\n", fmt::join(known.names, "\n")));
    return ExitCode::ok;
  }
  const std::vector<PlacedAssertion> assertions = assertions_of(options, input, known);
  const std::optional<ExitCode> stopped = verify(options, input.request, talk, answer);
  const std::vector<AssertionResult> judged = judge(assertions, answer);
  // From here on only writing.
  const OutputOptions& output = options.output;
  std::string document;
  if (output.json || !output.output.empty()) {
    document = json_text(document_of(options, input, answer, judged));
  }
  write_files(options, input.request, answer, document);
  if (output.json_on_stdout()) write_result(document);
  if (!result_is_elsewhere(options, answer)) {
    write_result(report_of(options, answer) + assertions_section(judged));
  } else {
    for (const AssertionResult& each : judged) talk.say(line_of(each));
  }
  return stopped ? *stopped : verdict_of(options, answer, judged);
}

}  // namespace

Command make_size_command() {
  const std::shared_ptr<SizeOptions> options = std::make_shared<SizeOptions>();
  Command command;
  command.name = "size";
  command.summary = "How much is needed: partitions, consumers, brokers, shards, cells, cost";
  command.description =
      "Plans a deployment from a request: the load, the promises (SLO), and what the parts can do, "
      "as numbers, ranges or fits. Prints what to deploy, what binds each number, what it costs, "
      "the probability that every promise is kept, and what was rejected and why. Exit code 3 for "
      "a bad request, with everything that is wrong with it; 4 where no plan keeps the promises, "
      "with the nearest ones that can be kept; 99 when an --assert or, with --expect, an "
      "expectation of the request does not hold, or when the SLO does not hold in the simulation "
      "of --verify; 130 when Ctrl-C stopped that, after the plan has been printed.";
  command.examples = {
      {"uslkit size requests/black_friday.json", "what to deploy, why, and how sure"},
      {"uslkit size shop.json --verify", "the plan, simulated: does the SLO hold?"},
      {"uslkit size shop.json --fit consumer=fit.json --json", "a measured capacity; a document"},
      {"uslkit size shop.json --set /slo/max_lag=5s --explain consumers",
       "one field changed; what is behind one number"},
      {"uslkit size shop.json --growth 6%/month --until 2027-11 --plot-forecast growth.svg",
       "when is it full, and what to add by when"},
      {"uslkit size shop.json --pareto pareto.svg --scenario plan.json",
       "pictures of the choices; the plan for uslkit simulate"},
      {"uslkit size shop.json --assert 'cells.value<=20' --assert 'probability_slo_met>=0.95'",
       "exit code 99 unless both hold"}};
  command.options = size_option_list(*options);
  command.run = [options] { return run_size(*options); };
  return command;
}

}  // namespace uslkit
