#include "audit/file_values.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/input_error.h"
#include "base/number_text.h"
#include "fit/fit_usl.h"
#include "ingest/ingest.h"
#include "scenario/run_result_json.h"
#include "scenario/scenario_file.h"
#include "sim/simulate.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostScenarioBytes = 16u << 20;

// What a formula does not look at is not computed.
FitOptions plain_fit() {
  FitOptions options;
  options.robust = false;
  options.joint_draws = 0;
  options.band_points = 2;
  return options;
}

// An error inside a file, told at the formula that needs the file.
[[noreturn]] void refuse_file(const std::string& file, const InputError& error) {
  const InputError::Parts& parts = error.parts();
  const std::string at = parts.place.text();
  throw InputError({.found = fmt::format("{}: {}", at.empty() ? file : at, parts.found),
                    .allowed = parts.allowed,
                    .hint = parts.hint});
}

// The parts of "scenario.json#/lag/max_work_lag_s".
std::pair<std::string, std::string> split_reference(const std::string& text) {
  const std::size_t hash = text.find('#');
  if (hash == std::string::npos || hash == 0) {
    refuse_arguments(uslkit::quoted(text),
                     "a scenario and a place in its run's document: "
                     "'scenario.json#/lag/max_work_lag_s'");
  }
  return {text.substr(0, hash), text.substr(hash + 1)};
}

double number_in(const nlohmann::ordered_json& run, const std::string& pointer) {
  const nlohmann::ordered_json* found = nullptr;
  try {
    const nlohmann::ordered_json::json_pointer path(pointer);
    if (run.contains(path)) found = &run.at(path);
  } catch (const nlohmann::ordered_json::exception&) {
    found = nullptr;  // no pointer, or one that leads nowhere
  }
  if (found == nullptr) {
    refuse_arguments(fmt::format("the place {}, which the run's document does not have",
                                 uslkit::quoted(pointer)),
                     "a number in the document of `uslkit simulate --json`");
  }
  if (found->is_null()) return kInfinity;  // open or infinite, see run_result_json.h
  if (!found->is_number()) {
    refuse_arguments(fmt::format("{} at {}", found->type_name(), uslkit::quoted(pointer)),
                     "a number in the document of `uslkit simulate --json`");
  }
  return found->get<double>();
}

}  // namespace

FileValues::FileValues(std::string directory, FileValuesOptions options)
    : directory_(std::move(directory)), options_(std::move(options)) {}

std::string FileValues::path_of(const std::string& file) const {
  if (file == "-") refuse_arguments("standard input", "the name of a file");
  return (std::filesystem::path(directory_) / file).lexically_normal().string();
}

void FileValues::say(const std::string& what, double fraction) const {
  if (options_.on_work) options_.on_work(what, fraction);
}

const Measurements& FileValues::measurements(const std::string& file) {
  const std::map<std::string, Measurements>::const_iterator known = measurements_.find(file);
  if (known != measurements_.end()) return known->second;
  try {
    const Measurements& read = measurements_[file] = ingest({path_of(file)}, {});
    sources_.insert(sources_.end(), read.sources.begin(), read.sources.end());
    return read;
  } catch (const InputError& error) {
    measurements_.erase(file);
    refuse_file(file, error);
  }
}

const UslFit& FileValues::fit(const std::string& file) {
  const std::map<std::string, UslFit>::const_iterator known = fits_.find(file);
  if (known != fits_.end()) return known->second;
  const Measurements& rows = measurements(file);
  try {
    return fits_.emplace(file, fit_usl(rows, plain_fit())).first->second;
  } catch (const InputError& error) {
    refuse_file(file, error);
  }
}

double FileValues::fit_alpha(const std::string& file) { return fit(file).parameters.alpha; }

double FileValues::fit_beta(const std::string& file) { return fit(file).parameters.beta; }

double FileValues::fit_gamma(const std::string& file) { return fit(file).parameters.gamma; }

double FileValues::fit_peak(const std::string& file) {
  const UslFit& fitted = fit(file);
  return fitted.has_peak ? fitted.peak_concurrency.value : kInfinity;
}

double FileValues::fit_beta_upper(const std::string& file) {
  const UslFit& fitted = fit(file);
  if (fitted.identifiability.beta_upper_95) return *fitted.identifiability.beta_upper_95;
  const std::optional<Interval> interval = fitted.beta.interval();
  return interval ? interval->upper : kInfinity;
}

double FileValues::fit_residual(const std::string& file) { return fit(file).residual_sd; }

const Measurement& FileValues::row(const std::string& file, double concurrency) {
  for (const Measurement& each : measurements(file).rows) {
    if (std::abs(each.concurrency - concurrency) <= 1e-9 * concurrency) return each;
  }
  refuse_arguments(
      fmt::format("no row with N = {} in {}", format_number(concurrency), uslkit::quoted(file)),
      "the N of a row");
}

double FileValues::data_throughput(const std::string& file, double concurrency) {
  return row(file, concurrency).throughput;
}

double FileValues::data_target(const std::string& file, double concurrency) {
  const std::optional<double> target = row(file, concurrency).target_throughput;
  if (!target) {
    refuse_arguments(fmt::format("no target in {}", uslkit::quoted(file)),
                     "a file with a column \"target\"");
  }
  return *target;
}

const nlohmann::ordered_json& FileValues::run(const std::string& file) {
  const std::map<std::string, nlohmann::ordered_json>::const_iterator known = runs_.find(file);
  if (known != runs_.end()) return known->second;
  const std::string path = path_of(file);
  try {
    ByteSource source = ByteSource::open(path);
    const Scenario scenario = scenario_from_text(source.read_all(kMostScenarioBytes), path);
    sources_.push_back({.name = path,
                        .format = "uslkit scenario",
                        .sha256 = source.sha256(),
                        .bytes = source.bytes(),
                        .rows = 1});
    say(file, 0);
    SimulateOptions simulation{.threads = options_.threads, .stop = options_.stop};
    simulation.on_progress = [&](const SimulateProgress& done) { say(file, done.fraction); };
    nlohmann::ordered_json document = run_result_to_json(simulate(scenario, simulation));
    return runs_.emplace(file, std::move(document)).first->second;
  } catch (const InputError& error) {
    refuse_file(file, error);
  }
}

double FileValues::simulated(const std::string& file_and_pointer) {
  const auto [file, pointer] = split_reference(file_and_pointer);
  return number_in(run(file), pointer);
}

}  // namespace uslkit
