// RowCollector: keeps rows one by one while they are few, and one mean per concurrency once they
// are many.
//
// A sweep has tens of rows; a log exported as CSV may have a billion. Up to `rows_kept` rows stay
// as they are. Beyond that, every concurrency becomes a single row: the mean throughput, with the
// standard deviation of that mean (s / sqrt(count)) as its known standard deviation, updated in one
// pass. Source: Welford (1962), "Note on a Method for Calculating Corrected Sums of Squares and
// Products". Memory is flat: at most kMaxGroups distinct concurrencies, else an InputError.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <unordered_map>
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
  struct Group {
    Measurement first;
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

  // Fibonacci hashing (Knuth, TAOCP 3, 6.4): the standard hash of a double costs more than the
  // rest.
  struct QuickHash {
    std::size_t operator()(double value) const {
      return static_cast<std::size_t>((std::bit_cast<std::uint64_t>(value) * 0x9E3779B97F4A7C15u) >>
                                      32);
    }
  };

  void add_to_group(const Measurement& row);

  std::string source_name_;
  Limits limits_;
  std::int64_t count_ = 0;
  std::vector<Measurement> rows_;
  std::unordered_map<double, Group, QuickHash> groups_;
};

}  // namespace uslkit
