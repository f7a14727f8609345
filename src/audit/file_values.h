// FileValues: numbers that formulas take from files: fits of measurements, rows, simulated runs.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "audit/formula.h"
#include "model/measurements.h"
#include "model/usl_fit.h"

namespace uslkit {

struct FileValuesOptions {
  int threads = 1;  // of a simulation; never changes a result
  // Set from outside (Ctrl-C): a simulation stops early, and its numbers are of no use.
  const std::atomic<bool>* stop = nullptr;
  // Told what is about to be read, fitted or simulated, and how much of a simulation is done.
  std::function<void(const std::string& what, double fraction)> on_work{};
};

// Every file is read once, every fit and every simulation made once. Names are relative to a
// directory. Not thread-safe; lives as long as one audit.
class FileValues {
 public:
  explicit FileValues(std::string directory, FileValuesOptions options = {});

  // The default fit of a file (relative errors); fields of it.
  [[nodiscard]] double fit_alpha(const std::string& file);
  [[nodiscard]] double fit_beta(const std::string& file);
  [[nodiscard]] double fit_gamma(const std::string& file);
  [[nodiscard]] double fit_peak(const std::string& file);        // N*; infinite without a peak
  [[nodiscard]] double fit_beta_upper(const std::string& file);  // upper end of beta at 95 %
  [[nodiscard]] double fit_residual(const std::string& file);    // relative residual sd

  // The row of a file with this concurrency.
  [[nodiscard]] double data_throughput(const std::string& file, double concurrency);
  [[nodiscard]] double data_target(const std::string& file, double concurrency);

  // "scenario.json#/lag/max_work_lag_s": a number of the run's document (run.schema.json).
  [[nodiscard]] double simulated(const std::string& file_and_pointer);

  // Every file that was used, in the order of first use.
  [[nodiscard]] const std::vector<MeasurementSource>& sources() const { return sources_; }

 private:
  [[nodiscard]] std::string path_of(const std::string& file) const;
  [[nodiscard]] const Measurements& measurements(const std::string& file);
  [[nodiscard]] const UslFit& fit(const std::string& file);
  [[nodiscard]] const Measurement& row(const std::string& file, double concurrency);
  [[nodiscard]] const nlohmann::ordered_json& run(const std::string& file);
  void say(const std::string& what, double fraction) const;

  std::string directory_;
  FileValuesOptions options_;
  std::map<std::string, Measurements> measurements_;
  std::map<std::string, UslFit> fits_;
  std::map<std::string, nlohmann::ordered_json> runs_;
  std::vector<MeasurementSource> sources_;
};

// A function of a file: its first argument is a text in single quotes.
struct FileFormula {
  std::string name;
  std::string text_argument;  // "file"
  std::vector<FormulaArgument> more;
  std::string gives;
  std::string source;
  double (*call)(FileValues& files, const std::string& text, std::span<const double> more);
};

[[nodiscard]] const std::vector<FileFormula>& file_formulas();

// "fit_alpha('file')".
[[nodiscard]] std::string signature(const FileFormula& formula);

}  // namespace uslkit
