// size_options: which request is planned, what the command line changes in it, and what is asked
// for besides the plan.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/input_text.h"
#include "cli/option.h"
#include "cli/output.h"

namespace uslkit {

struct SizeOptions {
  std::vector<std::string> files;
  std::vector<std::string> sets;  // "/slo/max_lag=5s", those of --fit and --seed among them
  // Files of --fit: as given, by the absolute name under which the request holds them.
  std::map<std::string, std::string> fits;
  std::int64_t draws = 100'000;
  std::string until;
  std::string from;
  std::string growth;
  bool verify = false;
  bool verify_all_cells = false;
  std::int64_t threads = 0;  // of the verification; 0: as many as there are cores
  std::string scenario;
  std::string pareto;
  std::string plot_forecast;
  std::vector<std::string> explain;
  std::vector<std::string> assertions;
  bool expect = false;
  bool list_metrics = false;
  bool markdown = false;
  OutputOptions output;

  [[nodiscard]] bool wants_verification() const { return verify || verify_all_cells; }
};

[[nodiscard]] std::vector<Option> size_option_list(SizeOptions& target);

// Throws UsageError where two results want standard output, or two inputs standard input, or a plot
// has a name of no known format: before any work is done.
void check_size_options(const SizeOptions& options);

// The options as they were used, for provenance.
[[nodiscard]] nlohmann::ordered_json to_json(const SizeOptions& options);

}  // namespace uslkit
