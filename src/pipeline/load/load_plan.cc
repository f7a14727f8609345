#include "pipeline/load/load_plan.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <unistd.h>

#include "base/check.h"
#include "pipeline/load/event_format.h"
#include "policy/key_hash.h"
#include "run/rate_curve.h"
#include "scenario/policy_options.h"

namespace uslkit {
namespace {

constexpr double kMostPostsPerSecond = 5'000;
constexpr double kMostSinglesPerSecond = 20'000;
constexpr double kMostChosen = 100;
constexpr std::size_t kMostBodyBytes = 1'000'000;  // below the ingress's 1 MiB
constexpr std::size_t kMostKeysPerTenant = 16;

double highest_rate(const RateCurve& curve) {
  double highest = 0;
  for (const RateCurve::Segment& segment : curve.segments()) {
    highest = std::max({highest, segment.rate, segment.rate + segment.slope * segment.length_ns});
  }
  return highest;
}

}  // namespace

void LoadOptions::check() const {
  USLKIT_CHECK(port > 0);
  USLKIT_CHECK(threads >= 1);
  USLKIT_CHECK(threads <= 64);
  USLKIT_CHECK(connections >= 1);
  USLKIT_CHECK(connections <= 65536);
  USLKIT_CHECK(batch_events >= 0);
  USLKIT_CHECK(batch_events <= 10'000);
  USLKIT_CHECK(linger >= Duration{0});
  USLKIT_CHECK(schedule_lag_limit >= Duration{0});
  USLKIT_CHECK(most_waiting >= 1);
}

double peak_rate(const Scenario& scenario) {
  double peak = 0;
  for (const TrafficClass& each : scenario.traffic.classes) {
    peak += highest_rate(RateCurve(each.rate, 1, scenario.duration));
  }
  return peak;
}

std::int64_t chosen_batch_events(const Scenario& scenario) {
  const double peak = peak_rate(scenario);
  if (!scenario.ingress.admission.empty() && peak <= kMostSinglesPerSecond) return 1;
  return static_cast<std::int64_t>(
      std::clamp(std::ceil(peak / kMostPostsPerSecond), 1.0, kMostChosen));
}

LoadPlan::LoadPlan(const Scenario& scenario, const LoadOptions& options)
    : scenario_(scenario), options_(options) {
  options.check();
  batch_events_ = options.batch_events > 0 ? options.batch_events : chosen_batch_events(scenario);
  const std::uint64_t start = static_cast<std::uint64_t>(options.clock.wall_us(TimePoint{}));
  run_tag_ = static_cast<std::uint32_t>(key_hash(start, static_cast<std::uint64_t>(::getpid())) &
                                        0xFFFFFF);
  for (std::size_t i = 0; i < scenario_.traffic.classes.size(); ++i) add_class(i);
}

void LoadPlan::add_class(std::size_t index) {
  const TrafficClass& traffic = scenario_.traffic.classes[index];
  ClassPlan plan{.traffic = &traffic, .index = index};
  plan.placement.emplace(traffic.tenants, scenario_.log);
  plan.tenants = !std::holds_alternative<NoTenants>(traffic.tenants);
  if (plan.tenants) {
    const std::size_t tenants = plan.placement->tenant_count();
    plan.keys_per_tenant = static_cast<std::uint32_t>(
        std::clamp<std::size_t>(KeyPool::kKeys / tenants, 1, kMostKeysPerTenant));
  } else {
    plan.keys = std::make_unique<KeyPool>(scenario_, index);
  }
  if (traffic.retry) {
    plan.retry.emplace(retry_options(*traffic.retry));
    plan.most_attempts = traffic.retry->max_attempts;
    if (traffic.retry->budget) {
      plan.budget =
          std::make_unique<Locked<RetryBudget>>(budget_options(*traffic.retry->budget, 1));
    }
  }
  const EventFormat format(plan, *this);
  const std::size_t fits = std::max<std::size_t>(kMostBodyBytes / (format.most_bytes() + 1), 1);
  plan.batch_events = std::min(static_cast<std::size_t>(batch_events_), fits);
  const std::size_t size = static_cast<std::size_t>(traffic.size.count);
  if (format.least_bytes() > size) {
    notes_.push_back(
        fmt::format("class {}: its events take up to {} bytes, more than its size of {}",
                    traffic.name, format.least_bytes(), size));
  }
  classes_.push_back(std::move(plan));
}

}  // namespace uslkit
