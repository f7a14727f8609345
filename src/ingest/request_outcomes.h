// RequestOutcomes: how many requests of a run succeeded, and one note for all runs of a file.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/measurements.h"

namespace uslkit {

// Counts of one run, as far as its tool prints them.
struct RequestOutcomes {
  double succeeded = 0;
  double failed = 0;

  [[nodiscard]] double success_ratio() const;  // 1 when nothing was counted
  // Sets `error_ratio`. Throughput is the caller's business: some tools print the rate of all
  // requests, some that of the successful ones.
  void describe(Measurement& row) const;
};

// Sums the failures of a file's runs into one note, code "failed-requests".
class FailureTally {
 public:
  void add(const RequestOutcomes& outcomes);
  // `what` is the plural of what is counted: "requests".
  void note_into(Measurements& measurements, std::string_view what) const;

 private:
  std::int64_t runs_ = 0;
  std::int64_t runs_with_failures_ = 0;
  double failed_ = 0;
  double all_ = 0;
};

}  // namespace uslkit
