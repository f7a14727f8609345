// The law against itself (identities and round trips on asymmetric points) and against the derived
// quantities of the Cisco fit in the data index, where the well-known codes are wrong.
#include "model/usl.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

// Fit of data/cisco_mysql.csv, additive least squares (alpha != beta, so that sign errors show).
constexpr UslParameters kCisco{0.0267159450357, 0.00076909392061, 995.648785929};
constexpr UslParameters kAmdahl{0.05, 0, 100};
constexpr UslParameters kLinear{0, 0, 100};
constexpr UslParameters kSuperlinear{-0.02, 0.002, 50};

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-9); }

TEST_CASE("one worker does gamma, with efficiency 1 and latency 1/gamma") {
  for (const UslParameters& usl : {kCisco, kAmdahl, kLinear, kSuperlinear}) {
    CHECK(usl_throughput(usl, 1) == usl.gamma);
    CHECK(usl_efficiency(usl, 1) == 1);
    CHECK(usl_latency(usl, 1) == 1 / usl.gamma);
    CHECK(usl_relative_capacity(usl, 1) == 1);
  }
}

TEST_CASE("Little's law N = X R holds on the whole curve") {
  for (const UslParameters& usl : {kCisco, kAmdahl, kLinear, kSuperlinear}) {
    for (const double n : {0.3, 1.0, 7.0, 35.5, 200.0}) {
      CHECK(usl_throughput(usl, n) * usl_latency(usl, n) == near(n));
    }
  }
}

TEST_CASE("the curve of the Cisco fit has the published values") {
  CHECK(usl_throughput(kCisco, 20) == near(11063.6331182));
  CHECK(usl_throughput(kCisco, 35) == near(12341.7456739));
  CHECK(usl_throughput(kCisco, 36) == near(12342.2587653));
  CHECK(usl_latency(kCisco, 35) == near(0.00283590352004));
}

TEST_CASE("the best integer is the whole N with the largest throughput, not the floor of N*") {
  const UslPeak peak = usl_peak(kCisco).value();
  CHECK(peak.concurrency == near(35.5737882));
  CHECK(peak.best_integer == 36);
  for (double alpha = 0; alpha < 0.9; alpha += 0.07) {
    for (double beta = 1e-5; beta < 3; beta *= 1.7) {
      const UslParameters usl{alpha, beta, 1};
      const double best = static_cast<double>(usl_peak(usl).value().best_integer);
      INFO("alpha " << alpha << " beta " << beta << " best " << best);
      CHECK(usl_throughput(usl, best) >= usl_throughput(usl, best + 1));
      if (best > 1) CHECK(usl_throughput(usl, best) > usl_throughput(usl, best - 1));
    }
  }
}

TEST_CASE("ties n(n+1) = (1-alpha)/beta give the smaller whole number") {
  const UslParameters usl{0, 1.0 / 20, 1};  // X(4) == X(5)
  CHECK(usl_peak(usl)->best_integer == 4);
  CHECK(usl_throughput(usl, 4) == near(usl_throughput(usl, 5)));
}

TEST_CASE("the slope vanishes at the peak and the marginal gain changes sign there") {
  const UslPeak peak = usl_peak(kCisco).value();
  CHECK(usl_slope(kCisco, peak.concurrency) == doctest::Approx(0).epsilon(1e-9));
  CHECK(usl_slope(kCisco, 1) == near(kCisco.gamma * (1 - kCisco.alpha - kCisco.beta)));
  CHECK(usl_marginal_gain(kCisco, 35) > 0);
  CHECK(usl_marginal_gain(kCisco, 36) < 0);
}

TEST_CASE("without crosstalk there is no peak; the limit is gamma/alpha or infinite") {
  CHECK_FALSE(usl_peak(kAmdahl));
  CHECK_FALSE(usl_peak(kLinear));
  CHECK(usl_throughput_limit(kAmdahl) == near(2000));
  CHECK(std::isinf(usl_throughput_limit(kLinear)));
  CHECK(usl_throughput_limit(kCisco) == doctest::Approx(12342.8526).epsilon(1e-8));
}

TEST_CASE("a system with alpha >= 1 or a huge beta peaks at its first worker") {
  CHECK(usl_peak({1.2, 0.1, 10})->concurrency == 1);
  CHECK(usl_peak({0.2, 5, 10})->concurrency == 1);
  CHECK(usl_peak({0.2, 5, 10})->best_integer == 1);
}

TEST_CASE("the overhead parts sum to 1/C(N)") {
  for (const UslParameters& usl : {kCisco, kAmdahl, kLinear, kSuperlinear}) {
    for (const double n : {1.0, 2.0, 18.0, 216.0}) {
      CHECK(usl_overhead(usl, n).sum() == near(1 / usl_relative_capacity(usl, n)));
    }
  }
}

TEST_CASE("both roots of N(X) lie on the curve, one on each side of the peak") {
  const double peak = usl_peak(kCisco)->concurrency;
  for (const double share : {0.05, 0.3, 0.77, 0.95, 0.9999}) {
    const double throughput = share * usl_peak(kCisco)->throughput;
    const ConcurrencyRoots roots = usl_concurrency_at_throughput(kCisco, throughput);
    REQUIRE(roots.before_peak.has_value());
    REQUIRE(roots.past_peak.has_value());
    CHECK(*roots.before_peak < peak);
    CHECK(*roots.past_peak > peak);
    CHECK(usl_throughput(kCisco, *roots.before_peak) == near(throughput));
    CHECK(usl_throughput(kCisco, *roots.past_peak) == near(throughput));
  }
}

TEST_CASE("N(X) of the Cisco fit: where the reference codes use the Amdahl formula") {
  const ConcurrencyRoots a = usl_concurrency_at_throughput(kCisco, 955);
  CHECK(*a.before_peak == near(0.958069455));
  CHECK(*a.past_peak == near(1320.87961));
  const ConcurrencyRoots b = usl_concurrency_at_throughput(kCisco, 12201);
  CHECK(*b.before_peak == near(29.5690362));
  CHECK(*b.past_peak == near(42.7979593));
  CHECK_FALSE(usl_concurrency_at_throughput(kCisco, 12343).before_peak);
  CHECK_FALSE(usl_concurrency_at_throughput(kCisco, 12343).past_peak);
}

TEST_CASE("at the peak throughput itself both roots are the peak") {
  for (const UslParameters& usl : {kCisco, kSuperlinear, UslParameters{0.3, 0.011, 7}}) {
    const UslPeak peak = usl_peak(usl).value();
    const ConcurrencyRoots roots = usl_concurrency_at_throughput(usl, peak.throughput);
    REQUIRE(roots.before_peak.has_value());
    CHECK(*roots.before_peak == doctest::Approx(peak.concurrency).epsilon(1e-6));
    CHECK(*roots.past_peak == doctest::Approx(peak.concurrency).epsilon(1e-6));
  }
}

TEST_CASE("N(X) with one root only: Amdahl, linear, and a curve that only falls") {
  CHECK(*usl_concurrency_at_throughput(kAmdahl, 1000).before_peak == near(19));
  CHECK_FALSE(usl_concurrency_at_throughput(kAmdahl, 1000).past_peak);
  CHECK_FALSE(usl_concurrency_at_throughput(kAmdahl, 2000).before_peak);
  CHECK(*usl_concurrency_at_throughput(kLinear, 12345).before_peak == near(123.45));
  const UslParameters falling{1.2, 0.1, 10};
  const ConcurrencyRoots roots = usl_concurrency_at_throughput(falling, 4);
  CHECK_FALSE(roots.before_peak);
  CHECK(usl_throughput(falling, roots.past_peak.value()) == near(4));
}

TEST_CASE("N(R), X(R), R(X) invert the curve where the book's equation 9 does not") {
  CHECK(*usl_concurrency_at_latency(kCisco, 0.03) == near(177.698404));
  CHECK(*usl_throughput_at_latency(kCisco, 0.03) == near(5923.28013));
  CHECK(*usl_throughput_at_latency(kCisco, 0.05) == near(4712.29375));
  CHECK(*usl_latency_at_throughput(kCisco, 7000).before_peak == near(0.00127036296));
  for (const UslParameters& usl : {kCisco, kAmdahl, kSuperlinear}) {
    for (const double n : {13.0, 20.0, 35.0, 90.0}) {
      const double latency = usl_latency(usl, n);
      CHECK(*usl_concurrency_at_latency(usl, latency) == near(n));
      CHECK(*usl_throughput_at_latency(usl, latency) == near(usl_throughput(usl, n)));
      const LatencyRoots roots = usl_latency_at_throughput(usl, usl_throughput(usl, n));
      const double peak = usl_peak(usl) ? usl_peak(usl)->concurrency : n + 1;
      CHECK(*(n < peak ? roots.before_peak : roots.past_peak) == near(latency));
    }
  }
}

TEST_CASE("latencies no curve reaches have no concurrency") {
  CHECK_FALSE(usl_concurrency_at_latency(kCisco, 0.5 / kCisco.gamma));
  CHECK_FALSE(usl_concurrency_at_latency(kLinear, 0.5));
  CHECK(std::isinf(usl_concurrency_at_latency(kLinear, 0.01).value()));
}

TEST_CASE("workers for a throughput: the worked examples of inverse sizing") {
  const UslParameters usl{0.02, 0.001, 1};
  CHECK(usl_workers_for_throughput(usl, 12) == 25);
  CHECK(usl_workers_for_throughput(usl, 8) == 11);
  CHECK_FALSE(usl_workers_for_throughput(usl, 15));
  CHECK(usl_workers_for_throughput(kLinear, 700) == 7);
  CHECK(usl_workers_for_throughput(kLinear, 700.001) == 8);
  CHECK(usl_workers_for_throughput(kCisco, 1) == 1);
}

TEST_CASE("workers for what the curve reaches only between two integers: none") {
  const UslPeak peak = usl_peak(kCisco).value();
  CHECK_FALSE(usl_workers_for_throughput(kCisco, peak.throughput));
  CHECK(usl_workers_for_throughput(kCisco, usl_throughput(kCisco, 36)) == 36);
}

TEST_CASE("negative coefficients: the pole is where the denominator vanishes") {
  const UslParameters concave{0.0781478486, -0.00020112128631, 24.766};  // raytracer, unbounded
  const double pole = usl_pole(concave).value();
  CHECK(pole == doctest::Approx(401).epsilon(0.01));
  CHECK(usl_denominator(concave, pole) == doctest::Approx(0).epsilon(1e-9));
  CHECK(std::isinf(usl_throughput(concave, pole * 1.01)));
  CHECK(usl_pole({-0.01, 0, 1}).value() == near(101));
  CHECK_FALSE(usl_pole(kCisco));
  CHECK_FALSE(usl_pole(kSuperlinear));
  CHECK_FALSE(usl_pole(kLinear));
}

TEST_CASE("N(X) on a curve with a pole returns the root before it") {
  const UslParameters concave{0.0781478486, -0.00020112128631, 24.766};
  const double throughput = usl_throughput(concave, 200);
  CHECK(usl_concurrency_at_throughput(concave, throughput).before_peak.value() == near(200));
}

}  // namespace
}  // namespace uslkit
