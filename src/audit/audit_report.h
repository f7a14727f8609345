// AuditReport: what became of every claim, with the numbers that decided it. Plain data, made by
// audit/audit, read by cli/.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "audit/claims.h"
#include "model/measurements.h"

namespace uslkit {

enum class AuditVerdict {
  ok,               // holds as stated
  conditional,      // holds under a reading other than the literal one
  contradicted,     // holds under no reading
  bug,              // a listing that does not do what it promises
  underdetermined,  // depends on a quantity that is not stated
};
// "OK", "CONDITIONAL", ...
[[nodiscard]] const char* name_of(AuditVerdict verdict);
[[nodiscard]] const std::vector<AuditVerdict>& all_verdicts();
[[nodiscard]] std::vector<std::string> verdict_names();

struct ReadingOutcome {
  std::string name;
  std::string formula;
  StatedBound bound = StatedBound::equal;
  double law = 0;        // what the formula gives
  double tolerance = 0;  // in the unit of the stated number
  bool holds = false;
};

// The law's value where the free quantity begins and ends.
struct FreeOutcome {
  FreeParameter parameter;
  double law_from = 0;
  double law_to = 0;
  bool somewhere = false;  // the claim holds somewhere in the range
  bool everywhere = false;
};

struct ComputedValue {
  std::string name;
  double value = 0;
  std::string unit;
  std::string note;
};

struct AuditedClaim {
  std::string id;
  std::string family;
  std::string where;
  std::string statement;
  ClaimKind kind = ClaimKind::value;
  StatedBound bound = StatedBound::equal;
  std::string unit;
  double stated = 0;
  double law = 0;  // by the literal reading; of a free quantity at the beginning of its range
  AuditVerdict verdict = AuditVerdict::ok;
  std::optional<std::size_t> deciding{};  // the first reading that holds
  std::optional<FreeOutcome> free{};
  std::vector<ReadingOutcome> readings{};
  std::vector<ComputedValue> also{};
  std::string sentence{};  // why, in words
};

struct AuditedCombination {
  std::string id;
  std::string statement;
  bool consistent = false;
  std::vector<ComputedValue> values{};
  std::string sentence{};
};

// What a verdict was given how often.
[[nodiscard]] std::size_t count_of(const std::vector<AuditedClaim>& claims, AuditVerdict verdict);

// In the order in which they first occur.
[[nodiscard]] std::vector<std::string> families_of(const std::vector<AuditedClaim>& claims);

struct AuditReport {
  std::string name;  // of the claims, to people
  std::vector<std::string> about{};
  std::vector<AuditedClaim> claims{};
  std::vector<AuditedCombination> combinations{};
  std::vector<MeasurementSource> sources{};  // the claims file first, then what its formulas read
  bool stopped = false;                      // by a signal: the rest is missing
};

}  // namespace uslkit
