// AliasTable: draws an index with given weights in constant time (Walker 1977, as built by Vose
// 1991).
#pragma once

#include <cstdint>
#include <vector>

namespace uslkit {

// Built once, then immutable. 16 bytes per index.
class AliasTable {
 public:
  // Weights >= 0 with a positive sum; at most 2^31 of them.
  explicit AliasTable(const std::vector<double>& weights);

  // `uniform` in [0, 1]: its leading part picks the column, the rest tosses the column's coin. 53
  // bits leave at least 22 for the coin.
  [[nodiscard]] std::uint32_t pick(double uniform) const {
    const double scaled = uniform * count_;
    std::uint32_t column = static_cast<std::uint32_t>(scaled);
    if (column >= columns_.size()) column = static_cast<std::uint32_t>(columns_.size()) - 1;
    const Column& found = columns_[column];
    // Without a branch: nobody can foresee the coin.
    const std::uint32_t keeps = scaled - static_cast<double>(column) < found.keep ? ~0U : 0U;
    return (column & keeps) | (found.alias & ~keeps);
  }
  // Fetches what pick(uniform) will look at first. Inlined by force, as all functions that only
  // prefetch: g++ 12 holds their calls for pure and drops them.
  [[gnu::always_inline]] void prefetch(double uniform) const {
    const std::size_t column = static_cast<std::size_t>(uniform * count_);
    if (column < columns_.size()) __builtin_prefetch(&columns_[column]);
  }
  [[nodiscard]] std::size_t size() const { return columns_.size(); }

 private:
  struct Column {
    double keep = 1;
    std::uint32_t alias = 0;
  };
  double count_;
  std::vector<Column> columns_;
};

}  // namespace uslkit
