#include "ingest/row_collector.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/input_error.h"
#include "ingest/reader.h"

namespace uslkit {

RowCollector::RowCollector(std::string source_name, Limits limits)
    : source_name_(std::move(source_name)), limits_(limits) {}

void RowCollector::add(const Measurement& row) {
  ++count_;
  if (limits_.max_rows > 0 && count_ > limits_.max_rows) {
    throw InputError({{.source = source_name_, .line = row.line},
                      fmt::format("more than {} rows", limits_.max_rows),
                      fmt::format("at most {} rows, as --max-rows says", limits_.max_rows),
                      "raise --max-rows"});
  }
  if (count_ <= limits_.rows_kept) {
    rows_.push_back(row);
    return;
  }
  if (!rows_.empty()) {
    for (const Measurement& kept : rows_) add_to_group(kept);
    rows_ = {};
  }
  add_to_group(row);
}

void RowCollector::add_to_group(const Measurement& row) {
  Group& group = group_of(row);
  ++group.count;
  const double deviation = row.throughput - group.mean;
  group.mean += deviation / static_cast<double>(group.count);
  group.squares += deviation * (row.throughput - group.mean);
  if (row.latency_s) {
    group.operations += row.throughput;
    group.latency_weighted += row.throughput * *row.latency_s;
  }
  group.with_target += row.target_throughput ? 1 : 0;
  group.target += row.target_throughput.value_or(0);
  group.with_errors += row.error_ratio ? 1 : 0;
  group.errors += row.error_ratio.value_or(0);
  group.duration += row.duration_s.value_or(0);
}

// Fibonacci hashing with open addressing (Knuth, TAOCP 3, section 6.4): at most a third of the
// slots is taken, so that a search ends after a step or two.
RowCollector::Group& RowCollector::group_of(const Measurement& row) {
  constexpr int kSlotBits = 15;
  constexpr std::size_t kSlots = std::size_t{1} << kSlotBits;
  static_assert(3 * (kMaxGroups + 1) <= kSlots);
  static_assert(kMaxGroups < std::numeric_limits<decltype(slots_)::value_type>::max());
  if (slots_.empty()) slots_.resize(kSlots);
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(row.concurrency);
  std::size_t slot = static_cast<std::size_t>((bits * 0x9E3779B97F4A7C15u) >> (64 - kSlotBits));
  for (; slots_[slot] != 0; slot = (slot + 1) % kSlots) {
    Group& group = groups_[slots_[slot] - 1u];
    if (group.concurrency == row.concurrency) return group;
  }
  if (groups_.size() == kMaxGroups) {
    throw InputError({{.source = source_name_, .line = row.line},
                      fmt::format("more than {} rows with more than {} different N",
                                  limits_.rows_kept, kMaxGroups),
                      fmt::format("at most {} different N in a file that long", kMaxGroups),
                      "round N, or take a sample of the rows"});
  }
  firsts_.push_back(row);
  groups_.push_back({.concurrency = row.concurrency});
  slots_[slot] = static_cast<std::uint16_t>(groups_.size());
  return groups_.back();
}

Measurement RowCollector::averaged(std::size_t index) const {
  const Group& group = groups_[index];
  Measurement row = firsts_[index];
  const double count = static_cast<double>(group.count);
  row.throughput = group.mean;
  row.throughput_sd.reset();
  row.latency_s.reset();
  row.target_throughput.reset();
  row.error_ratio.reset();
  row.duration_s.reset();
  if (group.count > 1) row.throughput_sd = std::sqrt(group.squares / (count - 1) / count);
  if (group.operations > 0) row.latency_s = group.latency_weighted / group.operations;
  if (group.with_target > 0)
    row.target_throughput = group.target / static_cast<double>(group.with_target);
  if (group.with_errors > 0)
    row.error_ratio = group.errors / static_cast<double>(group.with_errors);
  if (group.duration > 0) row.duration_s = group.duration;
  return row;
}

Measurements RowCollector::take() {
  Measurements result;
  result.rows = std::move(rows_);
  if (groups_.empty()) return result;
  for (std::size_t i = 0; i < groups_.size(); ++i) result.rows.push_back(averaged(i));
  std::sort(result.rows.begin(), result.rows.end(), [](const Measurement& a, const Measurement& b) {
    return a.concurrency < b.concurrency;
  });
  add_note(result, "rows-averaged",
           fmt::format(
               "{}: {} rows are more than {}, so each N became one row: the mean throughput, with "
               "the standard deviation of that mean ({} rows)",
               source_name_, count_, limits_.rows_kept, result.rows.size()));
  return result;
}

}  // namespace uslkit
