#include "run/station_meter.h"

#include <utility>

namespace uslkit {
namespace {

double seconds_of(SignedInt128 nanoseconds) { return static_cast<double>(nanoseconds) * 1e-9; }

}  // namespace

// Whoever is inside now enters, as far as the window knows, at its start.
void StationMeter::open(TimePoint start, SignedInt128 entered_sum) {
  opened_ = start.time_since_epoch().count();
  arrivals_ = 0;
  departures_ = 0;
  flow_ = -entered_sum;
  stay_ = 0;
  wait_ = 0;
  busy_ = 0;
}

StationTally StationMeter::close(TimePoint end, std::string name, double server_seconds) const {
  const SignedInt128 at_end = SignedInt128{end.time_since_epoch().count()} * inside_;
  StationTally tally;
  tally.name = std::move(name);
  tally.server_seconds = server_seconds;
  tally.busy_seconds = seconds_of(busy_);
  tally.arrivals = arrivals_;
  tally.departures = departures_;
  tally.number_integral_s = seconds_of(flow_ + at_end);
  tally.time_sum_s = seconds_of(stay_);
  tally.wait_sum_s = seconds_of(wait_);
  return tally;
}

}  // namespace uslkit
