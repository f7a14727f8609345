// RowCollector: keeps rows one by one while they are few, and one mean per concurrency once they
// are many.
//
// A sweep has tens of rows; a log exported as CSV may have a billion. Up to `rows_kept` rows stay
// as they are. Beyond that, every concurrency becomes a single row: the mean throughput, with the
// standard deviation of that mean (s / sqrt(count)) as its known standard deviation, updated in one
// pass. Source: Welford (1962), "Note on a Method for Calculating Corrected Sums of Squares and
// Products". Memory is flat: at most kMaxGroups distinct concurrencies, else an InputError.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/measurements.h"

namespace uslkit {

class RowCollector {
 public:
  static constexpr std::size_t kMaxGroups = 10'000;

  struct Limits {
    std::int64_t rows_kept = 100'000;  // >= 1
    std::int64_t max_rows = 0;         // 0 = any number
  };

  RowCollector(std::string source_name, Limits limits);

  void add(const Measurement& row);

  // The rows, in the order they came or, when they were too many, by ascending concurrency; with a
  // Note in the latter case. Ends the collector's use.
  [[nodiscard]] Measurements take();

 private:
  // What is touched for each row stays apart from `firsts_`, so that it stays in the cache.
  struct Group {
    double concurrency = 0;
    std::int64_t count = 0;
    double mean = 0;
    double squares = 0;           // sum of squared deviations of X
    double operations = 0;        // sum of X over rows with a latency
    double latency_weighted = 0;  // sum of X R: the mean latency is per operation, not per row
    std::int64_t with_target = 0;
    double target = 0;
    std::int64_t with_errors = 0;
    double errors = 0;
    double duration = 0;
  };

  void add_to_group(const Measurement& row);
  [[nodiscard]] Group& group_of(const Measurement& row);
  [[nodiscard]] Measurement averaged(std::size_t index) const;

  std::string source_name_;
  Limits limits_;
  std::int64_t count_ = 0;
  std::vector<Measurement> rows_;

  std::vector<Group> groups_;
  std::vector<Measurement> firsts_;   // the first row of each group
  std::vector<std::uint16_t> slots_;  // hash table of 1 + index into groups_, 0 = free
};

}  // namespace uslkit
