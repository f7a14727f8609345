#include "sim/ingress_station.h"

namespace uslkit {
namespace {

LoadBalancerOptions options_of(const IngressSpec& spec) {
  LoadBalancerOptions options;
  options.kind = static_cast<LoadBalancerOptions::Kind>(spec.balancing);
  options.nodes = static_cast<std::uint32_t>(spec.nodes);
  options.weights = spec.weights;
  return options;
}
static_assert(static_cast<int>(Balancing::latency_aware) ==
              static_cast<int>(LoadBalancerOptions::Kind::latency_aware));

}  // namespace

IngressStation::IngressStation(const IngressSpec& spec)
    : servers_(spec.servers.value()),
      queue_limit_(spec.queue_limit),
      balancer_(options_of(spec)),
      nodes_(static_cast<std::size_t>(spec.nodes)) {
  for (Node& node : nodes_) node.free = servers_;
}

bool IngressStation::enter(TimePoint now, std::uint32_t node, std::uint32_t slot) {
  meter_.enter(now);
  if (nodes_.size() > 1) balancer_.on_start(node, now);
  Node& at = nodes_[node];
  if (at.free > 0) {
    --at.free;
    return true;
  }
  at.waiting.push(slot);
  ++waiting_;
  return false;
}

std::optional<std::uint32_t> IngressStation::leave(TimePoint now, std::uint32_t node,
                                                   TimePoint entered, TimePoint started) {
  meter_.leave(now, entered, started);
  if (nodes_.size() > 1) balancer_.on_finish(node, now, now - entered);
  Node& at = nodes_[node];
  if (at.waiting.empty()) {
    ++at.free;
    return std::nullopt;
  }
  --waiting_;
  return at.waiting.pop();
}

}  // namespace uslkit
