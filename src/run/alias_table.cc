#include "run/alias_table.h"

#include <numeric>

#include "base/check.h"

namespace uslkit {

AliasTable::AliasTable(const std::vector<double>& weights)
    : count_(static_cast<double>(weights.size())), columns_(weights.size()) {
  USLKIT_CHECK(!weights.empty());
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  USLKIT_CHECK(sum > 0);
  std::vector<double> level(weights.size());
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    USLKIT_CHECK(weights[i] >= 0);
    level[i] = weights[i] * count_ / sum;
    (level[i] < 1 ? small : large).push_back(i);
  }
  // Each small column is filled up from a large one, which may become small itself.
  while (!small.empty() && !large.empty()) {
    const std::uint32_t under = small.back();
    const std::uint32_t over = large.back();
    small.pop_back();
    columns_[under] = {.keep = level[under], .alias = over};
    level[over] -= 1 - level[under];
    if (level[over] < 1) {
      large.pop_back();
      small.push_back(over);
    }
  }
  // What is left is 1 up to rounding.
  for (const std::uint32_t i : small) columns_[i] = {.keep = 1, .alias = i};
  for (const std::uint32_t i : large) columns_[i] = {.keep = 1, .alias = i};
}

}  // namespace uslkit
