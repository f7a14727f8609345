// RunStreams: names the random streams of one cell of one replication.
//
// (seed, replication, cell, component, purpose): nothing else decides a draw. The simulator and the
// pipeline's load generator name alike, so that a prediction and a measurement of one scenario meet
// the same requests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace uslkit {

struct RunStreams {
  std::int64_t replication = 0;
  std::int64_t cell = 0;

  // stream("arrivals/payments") -> "replication 0/cell 3/arrivals/payments".
  [[nodiscard]] std::string stream(std::string_view purpose) const;
};

}  // namespace uslkit
