// checks: everything in a report that can be kept or broken, in one list: for JUnit, and for exit
// codes of pipelines.
#pragma once

#include <string>
#include <vector>

#include "page/report_documents.h"
#include "scenario/prediction_check.h"

namespace uslkit {

struct Check {
  std::string suite{};  // "run laptop surge (measured)"
  std::string name{};   // "ack p99 <= 50 ms"
  bool kept = false;
  std::string found{};   // "44.6 ms"
  std::string detail{};  // why it was broken, what would mend it; may be empty
};

// A real run, and the simulation that foretold it.
struct PredictionPair {
  const RunPart* predicted = nullptr;
  const RunPart* measured = nullptr;
  PredictionCheck check{};
};

// Each measured run with the first simulated run of the same scenario (by its SHA-256, else by its
// name); a lone simulation and a lone measurement belong together whatever they are called.
[[nodiscard]] std::vector<PredictionPair> prediction_pairs(const ReportDocuments& documents);

// Assertions, usability of fits, promises and infeasibilities of plans and their verification,
// objectives and conservation of runs, predictions against measurements, and audited claims, in
// this order. A claim is kept where its verdict is OK or CONDITIONAL.
[[nodiscard]] std::vector<Check> all_checks(const ReportDocuments& documents);

}  // namespace uslkit
