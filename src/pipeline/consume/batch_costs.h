// BatchCosts: what batches have cost, as sums from which T(b) = t0 + b t1 follows by least squares.
//
// Processing and writing apart, so that a calibrated scenario can state both laws. Sums only: no
// batch is kept, and sums of several consumers add up. Not thread-safe.
#pragma once

#include <cstdint>

#include "base/histogram.h"
#include "base/units.h"
#include "scenario/service_law.h"

namespace uslkit {

// Pairs (b, T): events of a batch and the time it took, in seconds.
struct BatchRegression {
  std::int64_t batches = 0;
  double events = 0;           // sum of b
  double events_squared = 0;   // sum of b^2
  double seconds = 0;          // sum of T
  double seconds_squared = 0;  // sum of T^2
  double product = 0;          // sum of b T

  void add(std::int64_t batch_events, Duration time);
  void merge(const BatchRegression& other);

  // Least squares with t0, t1 >= 0; the cv is that of the residuals, by the mean time. Where all
  // batches had one size everything is counted as per event. Zero without batches.
  [[nodiscard]] BatchLaw law() const;
};

struct BatchCosts {
  BatchRegression processing{};  // from taken to processed: reading, decoding, business logic
  BatchRegression writing{};     // from a server of the database at hand to stored
  // From an event's append (LogRecord::timestamp_ns) to a consumer's hand, of events that found
  // their consumer idle: the time until they are seen, without any wait behind others.
  Histogram pull{5};

  void merge(const BatchCosts& other);
};

}  // namespace uslkit
