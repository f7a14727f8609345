// `uslkit validate-scenario`: is this scenario right, and what would a run of it cost?
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/input_errors.h"
#include "base/json_document.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_metrics.h"
#include "cli/scenario_options.h"
#include "documents/json_text.h"
#include "documents/provenance.h"
#include "report/human_number.h"
#include "report/run_tables.h"
#include "report/safe_text.h"
#include "scenario/scenario_file.h"
#include "sim/run_cost.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit validate-scenario";

struct Settings {
  ScenarioOptions scenario;
  OutputOptions output;
  bool print = false;
};

// What came of one file.
struct Finding {
  MeasurementSource source;
  std::string message{};  // everything that is wrong; empty: nothing
  std::vector<InputError::Parts> errors{};
  ExitCode code = ExitCode::ok;
  std::optional<Scenario> scenario{};
  RunCost cost{};
};

void take_errors(Finding& finding, const InputError& error, ExitCode code) {
  finding.code = code;
  finding.message = error.what();
  const InputErrors* several = dynamic_cast<const InputErrors*>(&error);
  finding.errors =
      several == nullptr ? std::vector<InputError::Parts>{error.parts()} : several->errors();
}

// Expectations name metrics, which only this floor knows.
void check_expectations(const Scenario& scenario, const std::string& source) {
  const std::vector<std::string> names = run_metric_names(scenario);
  std::vector<InputError::Parts> errors;
  for (std::size_t i = 0; i < scenario.expect.size(); ++i) {
    const Place place{.source = source, .pointer = fmt::format("/expect/{}", i)};
    try {
      static_cast<void>(parse_run_assertion(scenario.expect[i], place, names));
    } catch (const InputError& error) {
      errors.push_back(error.parts());
    }
  }
  if (!errors.empty()) throw InputErrors(std::move(errors));
}

// A file that cannot be read, or is no JSON, is bad input (3); one that can but breaks the rules of
// scenarios has failed validation (5).
Finding validate(const std::string& file, const Settings& settings, const Talk& talk) {
  Finding finding;
  finding.source.name = file;
  ExitCode code = ExitCode::bad_input;
  try {
    const ScenarioText text = open_scenario_file(file, talk, kCommand);
    finding.source = text.source;
    static_cast<void>(JsonDocument::parse(text.text, {.source = file}));
    code = ExitCode::validation_failed;
    const Scenario scenario = scenario_of(text, settings.scenario.sets);
    check_expectations(scenario, file);
    finding.cost = estimate_run_cost(scenario, thread_count(settings.scenario));
    finding.scenario = scenario;
  } catch (const UsageError&) {
    throw;
  } catch (const InputError& error) {
    take_errors(finding, error, code);
  }
  return finding;
}

// "ok  mm1.json: mm1, about 80k requests, 160k events, 12 MB, 0.02 s".
std::string ok_line(const Finding& finding) {
  const RunCost& cost = finding.cost;
  std::string line = fmt::format("ok  {}: {}, about {} requests, {} events, {}, {}",
                                 safe_text(finding.source.name), safe_text(finding.scenario->name),
                                 si_number(cost.requests), si_number(cost.events),
                                 bytes_text(cost.memory_bytes), seconds_text(cost.seconds, 2));
  if (cost.events_exceed_budget) line += "; more events than its budget";
  if (cost.memory_exceeds_budget) line += "; more memory than its budget";
  return line + "\n";
}

nlohmann::ordered_json error_json(const InputError::Parts& parts) {
  return {{"source", parts.place.source}, {"line", parts.place.line},
          {"column", parts.place.column}, {"pointer", parts.place.pointer},
          {"found", parts.found},         {"allowed", parts.allowed},
          {"hint", parts.hint},           {"contradicts", parts.contradicts.pointer}};
}

nlohmann::ordered_json finding_json(const Finding& finding) {
  nlohmann::ordered_json errors = nlohmann::ordered_json::array();
  for (const InputError::Parts& parts : finding.errors) errors.push_back(error_json(parts));
  nlohmann::ordered_json json = {{"file", finding.source.name},
                                 {"valid", finding.code == ExitCode::ok},
                                 {"readable", finding.code != ExitCode::bad_input},
                                 {"errors", std::move(errors)},
                                 {"name", nullptr},
                                 {"scenario_sha256", nullptr},
                                 {"cost", nullptr}};
  if (!finding.scenario) return json;
  json["name"] = finding.scenario->name;
  json["scenario_sha256"] = scenario_hash(*finding.scenario);
  const RunCost& cost = finding.cost;
  json["cost"] = {{"requests", cost.requests},
                  {"events", cost.events},
                  {"peak_backlog_events", cost.peak_backlog_events},
                  {"memory_bytes", cost.memory_bytes},
                  {"seconds", cost.seconds},
                  {"events_exceed_budget", cost.events_exceed_budget},
                  {"memory_exceeds_budget", cost.memory_exceeds_budget}};
  return json;
}

nlohmann::ordered_json document_of(const Settings& settings, const std::vector<Finding>& findings) {
  std::vector<MeasurementSource> inputs;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    if (!finding.source.sha256.empty()) inputs.push_back(finding.source);
    files.push_back(finding_json(finding));
  }
  nlohmann::ordered_json document = envelope({.document = "validate-scenario",
                                              .seed = 0,
                                              .options = to_json(settings.scenario),
                                              .inputs = std::move(inputs),
                                              .notes = {}});
  document["files"] = std::move(files);
  return document;
}

// The gravest of all files: unreadable before invalid before right.
ExitCode gravest(const std::vector<Finding>& findings) {
  ExitCode code = ExitCode::ok;
  for (const Finding& finding : findings) {
    if (finding.code == ExitCode::bad_input) return finding.code;
    if (finding.code != ExitCode::ok) code = finding.code;
  }
  return code;
}

ExitCode run_validate(const Settings& settings) {
  if (settings.scenario.files.empty()) {
    throw UsageError({.place = {.source = kCommand},
                      .found = "no scenario files",
                      .allowed = "one scenario file or more, or - for standard input",
                      .hint = "uslkit validate-scenario --help shows examples"});
  }
  const Talk talk(settings.output);
  std::vector<Finding> findings;
  std::string text;
  for (const std::string& file : settings.scenario.files) {
    findings.push_back(validate(file, settings, talk));
    const Finding& finding = findings.back();
    if (finding.code != ExitCode::ok) {
      if (!settings.output.json_on_stdout()) say_error(finding.message);
    } else if (settings.print) {
      text += write_scenario(*finding.scenario, true);
    } else {
      text += ok_line(finding);
    }
  }
  write_answer(settings.output, document_of(settings, findings), text);
  return gravest(findings);
}

}  // namespace

Command make_validate_scenario_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "validate-scenario";
  command.summary = "Check scenario files: every error at once, and what a run would cost";
  command.description =
      "Reads scenario files and lists everything that is wrong with them, with line, JSON pointer, "
      "rule and remedy. For each good one it prints an ok line with the estimated cost of a run: "
      "requests, events, memory and seconds, to a factor of about two. Exit code 0 when all are "
      "right, 5 when one breaks a rule of scenarios, 3 when one cannot be read or is no JSON.";
  command.examples = {
      {"uslkit validate-scenario scenarios/*.json", "all errors of all files"},
      {"uslkit validate-scenario shop.json --set /cells/count=8", "with a change"},
      {"uslkit validate-scenario shop.json --print > full.json", "with every default filled in"}};
  command.options = {
      list_option("file", "FILE", settings->scenario.files,
                  "Scenario files (JSON); - is standard input"),
      list_option("--set", "/POINTER=VALUE", settings->scenario.sets,
                  "Change a field of the scenario first, such as /ingress/nodes=4"),
      flag_option("--print", settings->print,
                  "Print the scenario in full, with every default, instead of the ok line")};
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_validate(*settings); };
  return command;
}

}  // namespace uslkit
