// LatencyAwareBalancer: of two nodes drawn by chance, the one expected to answer sooner.
//
// The "peak EWMA" rule of Twitter's Finagle: a node's estimate jumps up to a slower answer at once
// and comes down exponentially, with time and with faster answers, so a node in trouble is left
// quickly and tried again after a while. Its expected wait is estimate x (in flight + 1). A node
// that has never answered is tried first, but only with one request at a time. Failures must be
// reported with the latency of a failure (a timeout), or a node that fails fast draws all traffic.
// Not thread-safe. Cost: O(1), two exponentials a pick.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time_point.h"
#include "policy/node_set.h"

namespace uslkit {

struct LatencyAwareBalancerOptions {
  std::uint32_t nodes = 1;  // >= 1
  // Time in which an estimate without news falls to 1/e, > 0. Short: a punished node is tried again
  // soon, and answers older than this hardly count.
  Duration decay = std::chrono::seconds(10);

  void check() const;
};

class LatencyAwareBalancer {
 public:
  explicit LatencyAwareBalancer(const LatencyAwareBalancerOptions& options);

  [[nodiscard]] std::uint32_t pick(TimePoint now, std::uint64_t bits) {
    if (nodes_.healthy().empty()) return kNoNode;
    const NodePair pair = two_healthy(nodes_, bits);
    return expected_wait(pair.second, now) < expected_wait(pair.first, now) ? pair.second
                                                                            : pair.first;
  }
  void on_start(std::uint32_t node, TimePoint /*now*/) { nodes_.on_start(node); }
  void on_finish(std::uint32_t node, TimePoint now, Duration latency);
  void set_healthy(std::uint32_t node, bool healthy) { nodes_.set_healthy(node, healthy); }
  [[nodiscard]] const NodeSet& nodes() const { return nodes_; }

  // Seconds: estimate x (in flight + 1).
  [[nodiscard]] double expected_wait(std::uint32_t node, TimePoint now) const;

 private:
  struct Estimate {
    double seconds = 0;
    TimePoint at = kNever;  // of the last answer
  };

  // The share of an estimate that is left at `now`.
  [[nodiscard]] double share_left(const Estimate& estimate, TimePoint now) const;

  NodeSet nodes_;
  double decay_;  // seconds
  std::vector<Estimate> estimates_;
};

}  // namespace uslkit
