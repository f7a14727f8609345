#include "base/wide_buckets.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "base/histogram.h"
#include "tests/base/vector_widths.h"

namespace uslkit {
namespace {

// All magnitudes, the edges of buckets and their neighbours.
std::vector<std::int64_t> values_of_all_sizes() {
  std::vector<std::int64_t> values;
  for (std::int64_t small = 0; small < 2000; ++small) values.push_back(small);
  for (int power = 10; power < 50; ++power) {
    const std::int64_t edge = std::int64_t{1} << power;
    for (const std::int64_t step : {edge >> 5, edge >> 8}) {
      for (const std::int64_t near : {-1, 0, 1}) values.push_back(edge + step + near);
    }
  }
  values.push_back((std::int64_t{1} << 50) - 1);
  return values;
}

TEST_CASE("every width of vector finds the sums and, for every number of bits, the buckets") {
  const std::vector<std::int64_t> values = values_of_all_sizes();
  for (const int bits : {1, 5, 8, 14}) {
    CAPTURE(bits);
    std::vector<std::uint32_t> expected(values.size());
    static_cast<void>(
        find_buckets(values.data(), values.size(), bits, expected.data(), VectorWidth::kPortable));
    for (const VectorWidth width : vector_widths()) {
      for (const std::size_t count :
           {std::size_t{0}, std::size_t{1}, std::size_t{7}, values.size()}) {
        std::vector<std::uint32_t> buckets(values.size() + 1, 77);
        const ValueSums sums = find_buckets(values.data(), count, bits, buckets.data(), width);
        CHECK(std::equal(buckets.begin(), buckets.begin() + static_cast<std::ptrdiff_t>(count),
                         expected.begin()));
        CHECK(buckets[count] == 77);  // nothing is written past the end
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += static_cast<std::uint64_t>(values[i]);
        CHECK(sums.sum == sum);
        CHECK(sums.most == (count == 0 ? 0
                                       : *std::max_element(
                                             values.begin(),
                                             values.begin() + static_cast<std::ptrdiff_t>(count))));
        CHECK(sums.least == (count == 0 ? INT64_MAX : 0));
      }
    }
  }
}

TEST_CASE("many values at once fill a histogram as one by one") {
  for (const int bits : {1, 5, 8, 14}) {
    CAPTURE(bits);
    Histogram one_by_one(bits);
    Histogram at_once(bits);
    std::vector<std::int64_t> values = values_of_all_sizes();
    for (const bool beyond_the_last_bucket : {false, true}) {
      if (beyond_the_last_bucket) values.push_back(std::int64_t{1} << 60);
      for (const std::int64_t value : values) one_by_one.record(value);
      at_once.record_all(values);
      CHECK(at_once == one_by_one);
    }
  }
}

TEST_CASE("values that are alike, all or all but the last, fill a histogram as one by one") {
  for (const std::size_t count : {1, 2, 511, 512, 513, 2000}) {
    for (const std::int64_t last : {3'500'000, 3'500'001}) {
      std::vector<std::int64_t> values(count, 3'500'000);
      values.back() = last;
      Histogram one_by_one(7);
      Histogram at_once(7);
      for (const std::int64_t value : values) one_by_one.record(value);
      at_once.record_all(values);
      CHECK(at_once == one_by_one);
    }
  }
}

}  // namespace
}  // namespace uslkit
