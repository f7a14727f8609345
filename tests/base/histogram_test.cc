#include "base/histogram.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

// Values over twelve decades, as latencies are.
std::vector<std::int64_t> latencies(int count) {
  Random random(1, "histogram test");
  std::vector<std::int64_t> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(static_cast<std::int64_t>(std::exp(28 * random.uniform())));
  }
  return values;
}

Histogram histogram_of(const std::vector<std::int64_t>& values, int bits = 8) {
  Histogram histogram(bits);
  for (const std::int64_t value : values) histogram.record(value);
  return histogram;
}

TEST_CASE("quantiles are off by at most half a bucket: 2^-(bits+1) of the value") {
  std::vector<std::int64_t> values = latencies(20'001);
  for (const int bits : {1, 5, 7, 8, 9, 14}) {
    const Histogram histogram = histogram_of(values, bits);
    std::sort(values.begin(), values.end());
    for (const double p : {0.0001, 0.01, 0.07, 0.5, 0.9, 0.99, 0.999, 0.99999}) {
      const double rank = std::ceil(p * static_cast<double>(values.size()));
      const double truth = static_cast<double>(values[static_cast<std::size_t>(rank) - 1]);
      const double found = static_cast<double>(histogram.quantile(p).count());
      CHECK(std::abs(found - truth) <= std::ldexp(truth, -bits - 1));
    }
  }
}

TEST_CASE("every value lies in the bucket that says so, and the bucket is narrow enough") {
  for (const int bits : {1, 8, 14}) {
    for (int power = 0; power < 50; ++power) {
      for (const std::int64_t offset : {-1, 0, 1}) {
        const std::int64_t value = (std::int64_t{1} << power) + offset;
        const std::vector<Histogram::Bucket> buckets = histogram_of({value}, bits).buckets();
        REQUIRE(buckets.size() == 1);
        CHECK(buckets[0].count == 1);
        CHECK(buckets[0].lower <= value);
        CHECK(buckets[0].upper >= value);
        const std::int64_t width = buckets[0].upper - buckets[0].lower + 1;
        CHECK((width == 1 || width << bits <= buckets[0].lower));
        CHECK((value >= (std::int64_t{2} << bits) || width == 1));
      }
    }
  }
}

TEST_CASE("buckets touch without gap or overlap") {
  Histogram histogram(3);
  for (std::int64_t value = 0; value < 100'000; ++value) histogram.record(value);
  const std::vector<Histogram::Bucket> buckets = histogram.buckets();
  CHECK(buckets.front().lower == 0);
  for (std::size_t i = 1; i < buckets.size(); ++i) {
    CHECK(buckets[i].lower == buckets[i - 1].upper + 1);
    const std::int64_t width = std::min<std::int64_t>(buckets[i].upper, 99'999) - buckets[i].lower;
    CHECK(buckets[i].count == static_cast<std::uint64_t>(width + 1));
  }
}

TEST_CASE("count, minimum, maximum and mean are exact") {
  Histogram histogram;
  CHECK(histogram.empty());
  constexpr std::int64_t kHuge = (std::int64_t{1} << 60) + 1;
  histogram.record(3);
  histogram.record(kHuge, 40);  // a sum beyond 64 bits, a value beyond the last bucket
  histogram.record(Duration(1'000'001));
  histogram.record(5, 0);
  CHECK(histogram.count() == 42);
  CHECK(histogram.min() == Duration(3));
  CHECK(histogram.max() == Duration(kHuge));
  const long double sum = 40.0L * kHuge + 1'000'004;
  CHECK(histogram.mean_ns() == doctest::Approx(static_cast<double>(sum / 42)).epsilon(1e-15));
  CHECK(histogram.buckets().back().upper == kHuge);
}

TEST_CASE("a merged histogram equals the histogram of all values, in any order") {
  const std::vector<std::int64_t> values = latencies(3000);
  Histogram odd, even;
  for (std::size_t i = 0; i < values.size(); ++i) (i % 2 != 0 ? odd : even).record(values[i]);
  Histogram merged = odd;
  merged.merge(even);
  even.merge(odd);
  CHECK(merged == even);
  CHECK(merged == histogram_of(values));
  merged.merge(Histogram());
  CHECK(merged == histogram_of(values));
  CHECK_FALSE(merged == odd);
  merged.clear();
  CHECK(merged == Histogram());
}

TEST_CASE("a quantile is the value of rank ceil(p n), never outside minimum and maximum") {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 100; ++value) histogram.record(value);
  CHECK(histogram.quantile(0) == Duration(1));
  CHECK(histogram.quantile(0.07) == Duration(7));  // 0.07 x 100 is above 7 in binary
  CHECK(histogram.quantile(0.071) == Duration(8));
  CHECK(histogram.quantile(0.5) == Duration(50));
  CHECK(histogram.quantile(0.99) == Duration(99));
  CHECK(histogram.quantile(1) == Duration(100));
  CHECK(Histogram().quantile(0.5) == Duration(0));
  const Histogram one = histogram_of({1'234'567});
  for (const double p : {0.0, 0.3, 1.0}) CHECK(one.quantile(p) == Duration(1'234'567));
}

TEST_CASE("the fraction above a value counts what is greater, and interpolates inside a bucket") {
  Histogram exact;
  for (std::int64_t value = 1; value <= 100; ++value) exact.record(value);
  CHECK(exact.fraction_above(Duration(0)) == 1.0);
  CHECK(exact.fraction_above(Duration(1)) == 0.99);
  CHECK(exact.fraction_above(Duration(99)) == 0.01);
  CHECK(exact.fraction_above(Duration(100)) == 0.0);
  CHECK(Histogram().fraction_above(Duration(1)) == 0.0);
  Histogram wide(2);
  for (std::int64_t value = 0; value < 100'000; ++value) wide.record(value);
  for (const std::int64_t value : {1'000, 33'333, 65'535, 65'536, 90'000, 99'999}) {
    const double truth = 1 - static_cast<double>(value + 1) / 1e5;
    CHECK(wide.fraction_above(Duration(value)) == doctest::Approx(truth).epsilon(1e-12));
  }
}

TEST_CASE("what a histogram held before it was cleared makes no difference") {
  Histogram used;
  for (const std::int64_t value : {std::int64_t{3}, std::int64_t{40'000}, std::int64_t{1} << 55}) {
    used.record(value);
  }
  used.clear();
  CHECK(used == Histogram());
  CHECK(used.buckets().empty());
  Histogram fresh;
  for (const std::int64_t value : {90'000, 1, 5'000'000, 70}) {
    used.record(value);
    fresh.record(value);
    CHECK(used == fresh);
    CHECK(fresh == used);
  }
  CHECK(used.buckets() == fresh.buckets());
  CHECK(used.quantile(0.5) == fresh.quantile(0.5));
  CHECK(used.fraction_above(Duration(80)) == fresh.fraction_above(Duration(80)));
  fresh.record(71);
  used.record(72);
  CHECK(used != fresh);
}

TEST_CASE("histograms of other values with the same count, sum and extremes are not equal") {
  CHECK(histogram_of({1, 10, 20, 29}) != histogram_of({1, 12, 18, 29}));
  CHECK(histogram_of({1, 10, 20, 29}) == histogram_of({20, 29, 10, 1}));
}

TEST_CASE("a histogram merges with one of other powers of two, with an empty one and with itself") {
  Histogram low;
  Histogram high;
  Histogram both;
  for (const std::int64_t value : {5, 900, 70'000}) {
    low.record(value);
    both.record(value);
  }
  for (const std::int64_t value : {2'000'000, 900'000'000}) {
    high.record(value);
    both.record(value);
  }
  Histogram upwards = low;
  upwards.merge(high);
  CHECK(upwards == both);
  Histogram downwards = high;
  downwards.merge(low);
  CHECK(downwards == both);
  upwards.merge(Histogram());
  CHECK(upwards == both);
  Histogram none;
  none.merge(both);
  CHECK(none == both);
  none.merge(none);
  both.merge(upwards);
  CHECK(none == both);
}

TEST_CASE("a histogram comes back from its parts, and from nothing that contradicts itself") {
  const Histogram odd = histogram_of({0, 3, 511, 512, 513, 1'234'567, 1'234'570, INT64_C(1) << 51});
  CHECK(Histogram::restored(odd.parts()) == odd);
  CHECK(Histogram::restored(Histogram(5).parts()) == Histogram(5));
  const auto refuses = [&odd](const std::function<void(Histogram::Parts&)>& spoil) {
    Histogram::Parts parts = odd.parts();
    spoil(parts);
    return !Histogram::restored(parts);
  };
  CHECK(refuses([](Histogram::Parts& parts) { parts.bits = 0; }));
  CHECK(refuses([](Histogram::Parts& parts) { parts.buckets[1].count = 0; }));
  CHECK(refuses([](Histogram::Parts& parts) { std::swap(parts.buckets[0], parts.buckets[1]); }));
  CHECK(refuses([](Histogram::Parts& parts) { ++parts.buckets.back().lower; }));
  CHECK(refuses([](Histogram::Parts& parts) { parts.min = 4; }));
  CHECK(refuses([](Histogram::Parts& parts) { parts.max = 1'234'567; }));
  CHECK(refuses([](Histogram::Parts& parts) { parts.sum = 5; }));
  CHECK(refuses([](Histogram::Parts& parts) { parts.buckets.clear(); }));
}

}  // namespace
}  // namespace uslkit
