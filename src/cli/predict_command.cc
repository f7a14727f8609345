// `uslkit predict`: what a fit expects at N workers, for a throughput, within a latency.
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "base/units_text.h"
#include "cli/command.h"
#include "cli/fit_input.h"
#include "cli/output.h"
#include "cli/predict_text.h"
#include "documents/predict_document.h"
#include "fit/predict.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit predict";

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> concurrency;
  std::vector<std::string> throughput;
  std::vector<std::string> latency;
  OutputOptions output;
};

// Far above any real system, far below where squares overflow.
constexpr double kMost = 1e15;

double positive(const std::string& text, const std::string& place) {
  const double value = parse_number_argument(text, place);
  if (value > 0 && value <= kMost) return value;
  throw UsageError({.place = {.source = place},
                    .found = uslkit::quoted(text),
                    .allowed = "a number above 0 and up to 1e15",
                    .hint = ""});
}

bool is_plain_number(const std::string& text) {
  return text.find_first_not_of("0123456789.eE+-") == std::string::npos;
}

// "12k/s" in the fit's unit; a plain number is taken to be in it already.
double throughput_argument(const std::string& text, double time_unit_s) {
  if (is_plain_number(text)) return positive(text, "--throughput");
  try {
    return parse_rate(text, {.source = "--throughput"}).per_second * time_unit_s;
  } catch (const InputError& error) {
    throw UsageError(error.parts());
  }
}

double latency_argument_s(const std::string& text) {
  try {
    return in_seconds(parse_duration(text, {.source = "--latency"}));
  } catch (const InputError& error) {
    throw UsageError(error.parts());
  }
}

// The arguments are checked before the file is opened; the unit is only known after.
void check(const Settings& settings) {
  for (const std::string& text : settings.concurrency) static_cast<void>(positive(text, "--n"));
  for (const std::string& text : settings.throughput) {
    static_cast<void>(throughput_argument(text, 1));
  }
  for (const std::string& text : settings.latency) static_cast<void>(latency_argument_s(text));
  if (settings.concurrency.empty() && settings.throughput.empty() && settings.latency.empty()) {
    throw UsageError({.place = {.source = kCommand},
                      .found = "nothing to predict",
                      .allowed = "--n N, --throughput RATE or --latency TIME, each repeatable",
                      .hint = "for example: uslkit predict fit.json --n 64"});
  }
}

Predictions predict(const Settings& settings, const UslFit& fit) {
  Predictions result;
  for (const std::string& text : settings.concurrency) {
    result.at_concurrency.push_back(predict_at_concurrency(fit, positive(text, "--n")));
  }
  for (const std::string& text : settings.throughput) {
    result.at_throughput.push_back(
        predict_at_throughput(fit, throughput_argument(text, fit.time_unit_s())));
  }
  for (const std::string& text : settings.latency) {
    result.at_latency.push_back(predict_at_latency(fit, latency_argument_s(text)));
  }
  return result;
}

ExitCode run_predict(const Settings& settings) {
  check(settings);
  const std::string file = one_file(settings.files, kCommand);
  const Talk talk(settings.output);
  const FitInput input = load_fit(file, talk, kCommand);
  const Predictions predictions = predict(settings, input.fit);
  const nlohmann::ordered_json options = {{"files", {file}},
                                          {"n", settings.concurrency},
                                          {"throughput", settings.throughput},
                                          {"latency", settings.latency}};
  write_answer(settings.output, predictions_document(input, predictions, options),
               predictions_text(input.fit, predictions));
  return ExitCode::ok;
}

}  // namespace

Command make_predict_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "predict";
  command.summary = "Predict from a fit: at N, for a throughput, within a latency";
  command.description =
      "Answers from a fit.json (or from measurements, fitted with default options): throughput, "
      "latency and efficiency at N workers; how many workers a throughput needs, or that none "
      "suffice; how many a latency limit allows. Each with its uncertainty.";
  command.examples = {
      {"uslkit predict fit.json --n 64", "throughput, latency and efficiency at N = 64"},
      {"uslkit predict fit.json --throughput 12k/s", "how many workers that needs"},
      {"uslkit predict fit.json --latency 2ms", "how many workers keep it"}};
  command.options = {
      list_option("file", "FILE", settings->files, "fit.json or measurements; - is standard input"),
      list_option("--n", "NUMBER", settings->concurrency, "Predict at this concurrency"),
      list_option("--throughput", "RATE", settings->throughput,
                  "Workers needed for this throughput: 12k/s, 300/min, or a number in the unit of "
                  "the fit"),
      list_option("--latency", "TIME", settings->latency,
                  "Workers that keep the mean latency within this: 2ms, 1.5s")};
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_predict(*settings); };
  return command;
}

}  // namespace uslkit
