// IngressStation: the nodes behind a load balancer, each with its servers and its queue.
//
// Keeps slots of requests, not requests. The caller owns the calendar and draws service times.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time_point.h"
#include "policy/load_balancer.h"
#include "run/station_meter.h"
#include "scenario/ingress.h"
#include "sim/fifo.h"

namespace uslkit {

class IngressStation {
 public:
  // `servers` per node must be given in the spec.
  explicit IngressStation(const IngressSpec& spec);

  // Where a request that comes now would go.
  [[nodiscard]] std::uint32_t pick(TimePoint now, std::uint64_t bits) {
    return nodes_.size() == 1 ? 0 : balancer_.pick(now, bits);
  }
  [[nodiscard]] bool full(std::uint32_t node) const {
    return queue_limit_ && nodes_[node].free == 0 && nodes_[node].waiting.ssize() >= *queue_limit_;
  }
  // True if its service begins now; else it waits.
  [[nodiscard]] bool enter(TimePoint now, std::uint32_t node, std::uint32_t slot);
  // A request of the node has been served; the slot whose service begins in its place.
  [[nodiscard]] std::optional<std::uint32_t> leave(TimePoint now, std::uint32_t node,
                                                   TimePoint entered, TimePoint started);

  [[nodiscard]] std::int64_t waiting() const { return waiting_; }
  // For a caller who keeps the line himself.
  void set_waiting(std::int64_t waiting) { waiting_ = waiting; }
  // He gives it back to the first node, the one in service first.
  void take_over(std::uint32_t slot, bool in_service) {
    if (in_service) {
      --nodes_.front().free;
    } else {
      nodes_.front().waiting.push(slot);
    }
  }
  [[nodiscard]] std::int64_t servers() const { return std::ssize(nodes_) * servers_; }
  [[nodiscard]] StationMeter& meter() { return meter_; }

 private:
  struct Node {
    std::int64_t free = 0;
    Fifo<std::uint32_t> waiting;
  };

  std::int64_t servers_;
  std::optional<std::int64_t> queue_limit_;
  LoadBalancer balancer_;
  std::vector<Node> nodes_;
  std::int64_t waiting_ = 0;
  StationMeter meter_;
};

}  // namespace uslkit
