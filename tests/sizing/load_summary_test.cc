#include "sizing/load_summary.h"

#include <doctest/doctest.h>

#include "model/skew.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

TrafficSpec spike() {
  TrafficClass big{.name = "big",
                   .rate = {SpikeRate{.base = {100},
                                      .peak = {1000},
                                      .start = std::chrono::seconds(10),
                                      .rise = std::chrono::seconds(20),
                                      .hold = std::chrono::seconds(30),
                                      .fall = std::chrono::seconds(20)}},
                   .size = Bytes{500}};
  TrafficClass small{.name = "small", .rate = {ConstantRate{{50}}}, .size = Bytes{2000}};
  return {.classes = {big, small}};
}

}  // namespace

TEST_CASE("peak, mean and bytes of a spike are those of its trapezoid") {
  const LoadSummary load = summarise_load(spike(), std::chrono::seconds(100));
  CHECK(load.peak_rate == doctest::Approx(1050));
  CHECK(load.peak_reached_s == doctest::Approx(30));
  CHECK(load.first_rate == doctest::Approx(150));
  // 100 everywhere, and 900 more over a trapezoid of 30 s on top and 70 s at the foot.
  CHECK(load.mean_rate == doctest::Approx(150 + 900 * (30 + 70) / 2.0 / 100));
  CHECK(load.peak_bytes_per_s == doctest::Approx(1000 * 500 + 50 * 2000));
  CHECK(load.mean_bytes_per_s ==
        doctest::Approx(500 * (100 + 900 * (30 + 70) / 2.0 / 100) + 50 * 2000));
  // Above 95 % of 1050: 997.5, of which 947.5 must come from the spike: 52.5 / 900 of each slope.
  CHECK(load.seconds_near_peak == doctest::Approx(30 + 2 * 20 * 52.5 / 900));
}

TEST_CASE("scaled traffic has scaled rates and the same shape") {
  const LoadSummary load = summarise_load(spike(), std::chrono::seconds(100));
  const LoadSummary twice = summarise_load(scaled_traffic(spike(), 2), std::chrono::seconds(100));
  CHECK(twice.peak_rate == doctest::Approx(2 * load.peak_rate));
  CHECK(twice.mean_rate == doctest::Approx(2 * load.mean_rate));
  CHECK(twice.peak_bytes_per_s == doctest::Approx(2 * load.peak_bytes_per_s));
  CHECK(twice.peak_reached_s == load.peak_reached_s);
  CHECK(twice.seconds_near_peak == doctest::Approx(load.seconds_near_peak));
}

TEST_CASE("the largest tenant's share is that of all classes together") {
  TrafficSpec traffic = spike();
  traffic.classes[0].tenants = ZipfTenants{.count = 1000, .exponent = 1};
  const double top = zipf_top_share({.tenants = 1000, .exponent = 1});
  // The second class has no tenants: it dilutes the first.
  CHECK(summarise_load(traffic, std::chrono::seconds(100)).top_share ==
        doctest::Approx(top * 1000 / 1050));
  traffic.classes[1].tenants = HotTenants{.count = 10, .hot = {{.tenant = 0, .share = 0.5}}};
  CHECK(summarise_load(traffic, std::chrono::seconds(100)).top_share ==
        doctest::Approx((top * 1000 + 0.5 * 50) / 1050));
}

TEST_CASE("concentration is the sum of squared shares, at most where classes differ") {
  TrafficSpec traffic = spike();
  for (TrafficClass& each : traffic.classes) each.tenants = UniformTenants{.count = 400};
  CHECK(summarise_load(traffic, std::chrono::seconds(100)).concentration ==
        doctest::Approx(1.0 / 400));
  traffic.classes[1].tenants = NoTenants{};
  CHECK(summarise_load(traffic, std::chrono::seconds(100)).concentration ==
        doctest::Approx(1.0 / 400 * (1000.0 / 1050) * (1000.0 / 1050)));
  traffic.classes[0].tenants = HotTenants{.count = 12, .hot = {{.tenant = 3, .share = 0.5}}};
  CHECK(summarise_load(traffic, std::chrono::seconds(100)).concentration ==
        doctest::Approx((0.25 + 0.25 / 11) * (1000.0 / 1050) * (1000.0 / 1050)));
}

}  // namespace uslkit
