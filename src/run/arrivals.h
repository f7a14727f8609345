// ArrivalProcess: the moments at which one traffic class sends its requests, in one cell.
//
// Every process is a unit-rate process on the axis of expected counts, mapped to time by the
// inverse of the rate curve's integral (Cinlar, "Introduction to Stochastic Processes", 1975,
// theorem 4.7.2), so that any profile is followed exactly and nothing is thinned:
// - Poisson: the sum of exponential draws 0 .. i.
// - Deterministic: i + phase. With `cells` cells and the phase (cell + 1/2) / cells the arrivals of
//   all cells together are evenly spaced.
// - MMPP: Poisson under a rate that is multiplied, by turns, by a high and a low factor of long-run
//   mean 1. Sojourn j lasts an exponential time by draw j + 1 of the stream of bursts; draw 0 picks
//   the first state from the stationary law. Cells that share this stream burst together.
// Arrival i depends on draws 0 .. i only; the chunks in which they are made change nothing.
// Memory: 2 kB and the curve. Cost per Poisson arrival: about 5 ns. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/indexed_draw.h"
#include "base/time_point.h"
#include "run/rate_curve.h"
#include "scenario/traffic.h"

namespace uslkit {

struct ArrivalStreams {
  DrawStream gaps;
  DrawStream bursts;  // of MMPP only
};

class ArrivalProcess {
 public:
  ArrivalProcess(const Arrivals& arrivals, RateCurve curve, const ArrivalStreams& streams,
                 double phase = 0.5);

  // The next arrival, never before the last one; kEndOfTraffic once there is none.
  [[nodiscard]] TimePoint next() {
    if (kind_ == Kind::kDeterministic) return cursor_.time_of(deterministic_count());
    count_ += next_exponential();
    if (kind_ == Kind::kPoisson) return cursor_.time_of(count_);
    return next_modulated();
  }

  // The next ones, as by next().
  void fill(std::span<TimePoint> times);

  [[nodiscard]] const RateCurve& curve() const { return cursor_.curve(); }

 private:
  enum class Kind : std::uint8_t { kPoisson, kDeterministic, kModulated };
  static constexpr std::size_t kChunk = 256;

  // A stretch of constant burst factor: the modulated counts from `begin` to `end` are the curve's
  // counts from `base` to `base_end` times the factor.
  struct Sojourn {
    std::uint64_t number = 0;
    double end_ns = 0;
    double factor = 1;
    double base = 0;
    double base_end = 0;
    double begin = 0;
    double end = 0;
  };

  [[nodiscard]] double deterministic_count() { return static_cast<double>(index_++) + phase_; }
  [[nodiscard]] double next_exponential() {
    if (index_ % kChunk == 0) gaps_.fill_exponential(index_, draws_);
    return draws_[index_++ % kChunk];
  }
  void start_bursts(const MmppArrivals& arrivals);
  void measure_sojourn();
  [[nodiscard]] bool next_sojourn();
  [[nodiscard]] TimePoint next_modulated();

  Kind kind_ = Kind::kPoisson;
  double phase_;
  RateCursor cursor_;
  DrawStream gaps_;
  DrawStream bursts_;
  std::uint64_t index_ = 0;
  double count_ = 0;
  std::array<double, kChunk> draws_;

  // MMPP: [0] between bursts, [1] in a burst.
  std::array<double, 2> factors_{1, 1};
  std::array<double, 2> means_ns_{0, 0};
  std::size_t state_ = 0;
  Sojourn sojourn_;
};

}  // namespace uslkit
