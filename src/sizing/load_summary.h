// LoadSummary: what sizing needs to know of traffic: peak, mean, bytes, skew, and its course.
#pragma once

#include <vector>

#include "model/fluid_course.h"
#include "scenario/traffic.h"

namespace uslkit {

// All classes together, for a load factor of 1; rates in events per second.
struct LoadSummary {
  double peak_rate = 0;
  double mean_rate = 0;
  double first_rate = 0;  // at the start: what runs before a surge
  double peak_bytes_per_s = 0;
  double mean_bytes_per_s = 0;
  double peak_reached_s = 0;     // when the peak is first reached
  double seconds_near_peak = 0;  // with a rate above 95 % of it
  double length_s = 0;
  std::vector<LoadKnot> knots{};  // the course, for fluid_course

  // Largest share of the load that one tenant has; 0 where every event has a key of its own.
  // Tenants of one number in several classes are taken for the same one.
  double top_share = 0;
  // Sum of the tenants' squared shares (an upper limit where classes differ): how far hashing alone
  // lets partitions differ. 0 without tenants.
  double concentration = 0;
};

// Over [0, length), length > 0. Bytes before compression.
[[nodiscard]] LoadSummary summarise_load(const TrafficSpec& traffic, Duration length);

// The traffic with every rate multiplied by a factor >= 0.
[[nodiscard]] TrafficSpec scaled_traffic(const TrafficSpec& traffic, double factor);

}  // namespace uslkit
