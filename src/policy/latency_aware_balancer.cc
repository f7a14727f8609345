#include "policy/latency_aware_balancer.h"

#include "base/check.h"
#include "base/portable_math.h"

namespace uslkit {
namespace {

// Longer than any answer: the price of a second request to a node that has not answered yet.
constexpr double kUnknownWait = 1e6;  // seconds

}  // namespace

void LatencyAwareBalancerOptions::check() const {
  USLKIT_CHECK(nodes >= 1);
  USLKIT_CHECK(decay > Duration{0});
}

LatencyAwareBalancer::LatencyAwareBalancer(const LatencyAwareBalancerOptions& options)
    : nodes_(options.nodes), decay_(in_seconds(options.decay)), estimates_(options.nodes) {
  options.check();
}

void LatencyAwareBalancer::on_finish(std::uint32_t node, TimePoint now, Duration latency) {
  USLKIT_CHECK(latency >= Duration{0});
  nodes_.on_finish(node);
  Estimate& estimate = estimates_[node];
  const double answer = in_seconds(latency);
  if (estimate.at == kNever || answer >= estimate.seconds) {
    estimate.seconds = answer;
  } else {
    const double left = share_left(estimate, now);
    estimate.seconds = estimate.seconds * left + answer * (1 - left);
  }
  estimate.at = now;
}

double LatencyAwareBalancer::expected_wait(std::uint32_t node, TimePoint now) const {
  const Estimate& estimate = estimates_[node];
  const double in_flight = static_cast<double>(nodes_.in_flight(node));
  if (estimate.at == kNever) return in_flight * kUnknownWait;
  return estimate.seconds * share_left(estimate, now) * (in_flight + 1);
}

double LatencyAwareBalancer::share_left(const Estimate& estimate, TimePoint now) const {
  if (now <= estimate.at) return 1;
  return portable_exp(-in_seconds(now - estimate.at) / decay_);
}

}  // namespace uslkit
