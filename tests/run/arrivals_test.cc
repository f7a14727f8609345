#include "run/arrivals.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

RateProfile constant(double per_second) { return {ConstantRate{Rate{per_second}}}; }

RateProfile spike() {
  return {SpikeRate{.base = Rate{1000},
                    .peak = Rate{9000},
                    .start = seconds(20),
                    .rise = seconds(10),
                    .hold = seconds(30),
                    .fall = seconds(20)}};
}

ArrivalProcess process(const Arrivals& arrivals, const RateProfile& profile, Duration end,
                       double share = 1, std::uint64_t seed = 1) {
  return ArrivalProcess(arrivals, RateCurve(profile, share, end),
                        {DrawStream(seed, "gaps"), DrawStream(seed, "bursts")});
}

std::vector<TimePoint> all(ArrivalProcess arrivals) {
  std::vector<TimePoint> times;
  for (TimePoint t = arrivals.next(); t != kEndOfTraffic; t = arrivals.next()) times.push_back(t);
  return times;
}

// Counts of consecutive intervals.
std::vector<double> counts_of(const std::vector<TimePoint>& times, Duration interval,
                              Duration end) {
  std::vector<double> counts(static_cast<std::size_t>(end / interval));
  for (const TimePoint time : times) {
    counts[static_cast<std::size_t>(time.time_since_epoch() / interval)] += 1;
  }
  return counts;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

// Kolmogorov's distance of values from the uniform law on [0, 1), times sqrt(n); 2.3 is passed by
// chance once in 20 000.
double kolmogorov(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double rank = static_cast<double>(i);
    distance = std::max({distance, (rank + 1) / n - values[i], values[i] - rank / n});
  }
  return distance * std::sqrt(n);
}

TEST_CASE("Poisson arrivals: exponential gaps, and counts whose variance is their mean") {
  const Duration end = seconds(200);
  const std::vector<TimePoint> times = all(process(PoissonArrivals{}, constant(5000), end));
  CHECK(std::abs(static_cast<double>(times.size()) - 1e6) < 4.5 * 1e3);
  std::vector<double> gaps;
  for (std::size_t i = 1; i < times.size(); ++i) {
    gaps.push_back(1 - std::exp(-5000 * in_seconds(times[i] - times[i - 1])));
  }
  CHECK(kolmogorov(gaps) < 2.3);
  const std::vector<double> counts = counts_of(times, milliseconds(20), end);  // mean 100
  const double n = static_cast<double>(counts.size());
  CHECK(std::abs(variance_of(counts) / mean_of(counts) - 1) < 4.5 * std::sqrt(2 / n));
}

TEST_CASE("Poisson arrivals follow a profile: given their number, Lambda(t) is uniform") {
  const Duration end = seconds(100);
  const RateCurve curve(spike(), 1, end);
  const std::vector<TimePoint> times = all(process(PoissonArrivals{}, spike(), end));
  CHECK(std::abs(static_cast<double>(times.size()) - curve.total()) <
        4.5 * std::sqrt(curve.total()));
  std::vector<double> places;
  for (const TimePoint time : times) places.push_back(curve.cumulative_at(time) / curve.total());
  CHECK(kolmogorov(places) < 2.3);
}

TEST_CASE("arrivals in chunks are those of one draw after the other") {
  const Duration end = seconds(30);
  const RateCurve curve(spike(), 1, end);
  const DrawStream gaps(1, "gaps");
  ArrivalProcess chunked = process(PoissonArrivals{}, spike(), end);
  double count = 0;
  for (std::uint64_t i = 0; i < 30'000; ++i) {
    count += gaps.exponential(i);
    CHECK(chunked.next() == curve.time_of(count));
  }
}

TEST_CASE("arrivals never go back in time and end with the run, for good") {
  for (const Arrivals& arrivals :
       {Arrivals(PoissonArrivals{}), Arrivals(DeterministicArrivals{}),
        Arrivals(MmppArrivals{.burst_mean = milliseconds(30), .calm_mean = milliseconds(50)})}) {
    ArrivalProcess stream = process(arrivals, spike(), seconds(100));
    TimePoint last{Duration(0)};
    std::int64_t count = 0;
    for (TimePoint time = stream.next(); time != kEndOfTraffic; time = stream.next()) {
      CHECK(time >= last);
      last = time;
      ++count;
    }
    CHECK(last < TimePoint(seconds(100)));
    CHECK(count > 400'000);
    CHECK(stream.next() == kEndOfTraffic);
  }
}

TEST_CASE("deterministic arrivals are evenly spaced, half a gap from the start by default") {
  ArrivalProcess stream = process(DeterministicArrivals{}, constant(1000), seconds(2));
  for (std::int64_t i = 0; i < 2000; ++i) {
    const Duration expected(500'000 + i * 1'000'000);
    CHECK(std::abs((stream.next().time_since_epoch() - expected).count()) <= 1);
  }
  CHECK(stream.next() == kEndOfTraffic);
}

TEST_CASE("deterministic cells with phases (cell + 1/2) / cells interleave evenly") {
  std::vector<TimePoint> together;
  for (int cell = 0; cell < 4; ++cell) {
    const std::vector<TimePoint> own =
        all(ArrivalProcess(DeterministicArrivals{}, RateCurve(constant(1000), 0.25, seconds(1)),
                           {DrawStream(1, "gaps"), DrawStream(1, "bursts")}, (cell + 0.5) / 4));
    CHECK(own.size() == 250);
    together.insert(together.end(), own.begin(), own.end());
  }
  std::sort(together.begin(), together.end());
  for (std::size_t i = 1; i < together.size(); ++i) {
    CHECK(std::abs((together[i] - together[i - 1]).count() - 1'000'000) <= 1);
  }
}

// Fischer and Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance
// Evaluation 18 (1993), section 2.2: with rates l1, l2 and exit rates s1, s2 the index of
// dispersion of counts is I(t) = 1 + A - A (1 - e^(-(s1 + s2) t)) / ((s1 + s2) t), A = 2 s1 s2
// (l1 - l2)^2 / ((s1 + s2)^2 (l1 s2 + l2 s1)).
TEST_CASE("MMPP keeps the long-run rate and has the index of dispersion of its formula") {
  const MmppArrivals bursty{
      .burst_factor = 6, .burst_mean = milliseconds(20), .calm_mean = milliseconds(80)};
  const Duration end = seconds(4000);
  const std::vector<TimePoint> times = all(process(bursty, constant(500), end));
  const double calm_rate = 500 / (0.2 * 6 + 0.8);
  const double burst_rate = 6 * calm_rate;
  const double s1 = 1 / 0.02, s2 = 1 / 0.08;
  const double a = 2 * s1 * s2 * std::pow(burst_rate - calm_rate, 2) /
                   (std::pow(s1 + s2, 2) * (burst_rate * s2 + calm_rate * s1));
  const double expected = 500 * in_seconds(end);
  CHECK(std::abs(static_cast<double>(times.size()) - expected) <
        4.5 * std::sqrt((1 + a) * expected));
  for (const Duration interval : {milliseconds(10), milliseconds(50), milliseconds(1000)}) {
    const std::vector<double> counts = counts_of(times, interval, end);
    const double x = (s1 + s2) * in_seconds(interval);
    const double truth = 1 + a - a * (1 - std::exp(-x)) / x;
    const double found = variance_of(counts) / mean_of(counts);
    CHECK(found == doctest::Approx(truth).epsilon(0.1));
  }
}

TEST_CASE("MMPP with a burst factor of 1 has Poisson's counts, and follows a profile") {
  const MmppArrivals calm{
      .burst_factor = 1, .burst_mean = milliseconds(20), .calm_mean = milliseconds(80)};
  const std::vector<TimePoint> plain = all(process(PoissonArrivals{}, spike(), seconds(100)));
  const std::vector<TimePoint> modulated = all(process(calm, spike(), seconds(100)));
  REQUIRE(std::abs(static_cast<double>(plain.size()) - static_cast<double>(modulated.size())) <= 1);
  for (std::size_t i = 0; i < std::min(plain.size(), modulated.size()); i += 97) {
    CHECK(std::abs((plain[i] - modulated[i]).count()) <= 2);
  }
}

TEST_CASE("another seed, other arrivals; no rate, none") {
  CHECK(process(PoissonArrivals{}, constant(100), seconds(1)).next() !=
        process(PoissonArrivals{}, constant(100), seconds(1), 1, 2).next());
  CHECK(process(PoissonArrivals{}, constant(0), seconds(1)).next() == kEndOfTraffic);
  CHECK(process(MmppArrivals{}, constant(100), seconds(1), 0).next() == kEndOfTraffic);
}

TEST_CASE("arrival times are the same on every compiler") {
  for (const auto& [arrivals, frozen] :
       {std::pair<Arrivals, std::uint64_t>{PoissonArrivals{}, 3086026390272471019ULL},
        {DeterministicArrivals{}, 1897009649841219355ULL},
        {MmppArrivals{.burst_mean = milliseconds(100), .calm_mean = milliseconds(500)},
         14834221443106732574ULL}}) {
    std::uint64_t hash = 0;
    for (const TimePoint time : all(process(arrivals, spike(), seconds(100)))) {
      hash =
          (hash ^ static_cast<std::uint64_t>(time.time_since_epoch().count())) * 0x100000001b3ULL;
    }
    CHECK(hash == frozen);
  }
}

}  // namespace
}  // namespace uslkit
