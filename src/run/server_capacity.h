// ServerCapacity: how many requests a second a synchronous server completes with so many at work.
#pragma once

#include <algorithm>

#include "model/usl.h"
#include "scenario/synchronous.h"

namespace uslkit {

// With n = requests at work / in_flight_per_node, in node-equivalents:
//   n <= 1      gamma n             one node is not yet busy
//   n <= nodes  gamma C(n)          the work spreads over the nodes, as the USL says
//   n > nodes   gamma min(C(nodes), C(n))
// There is no further node beyond `nodes`: more requests at work add coordination but no power. So
// throughput stays at C(nodes) until the falling branch of the curve lies below it, and from there
// follows that branch: n node-equivalents of work in flight coordinate like n nodes. Source: the
// USL (model/usl.h) read as in the papers' account of the monolith's collapse; that in-flight work
// beyond the hardware coordinates like nodes is this model's assumption.
class ServerCapacity {
 public:
  // Throws InputError where no request would ever be done.
  explicit ServerCapacity(const SynchronousSpec& spec);

  // Requests per second, for so many at work.
  [[nodiscard]] double throughput(double at_work) const {
    const double n = at_work / per_node_;
    if (n <= 1) return usl_.gamma * n;
    // As in usl_throughput, in line.
    const double on_curve = usl_.gamma * n / (1 + (n - 1) * (usl_.alpha + usl_.beta * n));
    return n <= nodes_ ? on_curve : std::min(ceiling_, on_curve);
  }

 private:
  UslParameters usl_;
  double nodes_;
  double per_node_;
  double ceiling_;
};

}  // namespace uslkit
