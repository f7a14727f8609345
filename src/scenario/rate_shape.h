// RateShape: a rate profile as straight pieces, before it is integrated.
#pragma once

#include <cstdint>
#include <vector>

#include "scenario/traffic.h"

namespace uslkit {

// The value runs in a straight line from `from` at start_ns to `to` at the next piece's start.
struct RatePiece {
  std::int64_t start_ns = 0;
  double from = 0;
  double to = 0;

  friend bool operator==(const RatePiece&, const RatePiece&) = default;
};

// Requests per second over [0, end): pieces in order of their starts, the first at 0, the last one
// ending at `end`. See sim/rate_curve.h for what is exact and what is rasterised.
[[nodiscard]] std::vector<RatePiece> straight_pieces(const RateProfile& profile, Duration end);

}  // namespace uslkit
