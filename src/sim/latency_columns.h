// LatencyColumns: latencies of many requests, a column for each traffic class, to be recorded
// together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace uslkit {

class LatencyColumns {
 public:
  explicit LatencyColumns(std::size_t classes) : columns_(classes), counts_(classes) {}

  // Empty, with room for `most`.
  void begin(std::size_t most) {
    for (std::vector<std::int64_t>& column : columns_) {
      if (column.size() < most) column.resize(most);
    }
    for (std::size_t& count : counts_) count = 0;
  }
  void add(std::size_t traffic_class, std::int64_t latency_ns) {
    columns_[traffic_class][counts_[traffic_class]++] = latency_ns;
  }
  // So many of one class, to be written where the answer points.
  [[nodiscard]] std::int64_t* add_all(std::size_t traffic_class, std::size_t count) {
    std::int64_t* const next = columns_[traffic_class].data() + counts_[traffic_class];
    counts_[traffic_class] += count;
    return next;
  }
  // visit(traffic_class, latencies) of each class that has any.
  template <typename Visit>
  void visit(Visit&& visit) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (counts_[i] > 0) visit(i, std::span(columns_[i]).first(counts_[i]));
    }
  }

 private:
  std::vector<std::vector<std::int64_t>> columns_;
  std::vector<std::size_t> counts_;
};

}  // namespace uslkit
