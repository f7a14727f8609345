// LoadCurve: a recorded load as a rate that runs straight from sample to sample, and its integral,
// the cumulative count of arrivals A(t).
#pragma once

#include <vector>

namespace uslkit {

struct LoadPoint {
  double time_s = 0;
  double rate_per_s = 0;
};

class LoadCurve {
 public:
  // On [start, start + length) the rate is rate + slope x, x = seconds since the start.
  struct Segment {
    double start_s = 0;
    double length_s = 0;
    double rate = 0;
    double slope = 0;
    double cumulative = 0;  // A at the start

    [[nodiscard]] double end_s() const { return start_s + length_s; }
    [[nodiscard]] double rate_at(double x) const { return rate + slope * x; }
    [[nodiscard]] double mass(double from, double to) const {
      return (to - from) * (rate + 0.5 * slope * (from + to));
    }
  };

  // At least two points; times grow from 0; rates are finite and >= 0. `waiting` events arrived
  // before time 0, at the rate of the first point (within the second before, where that is 0).
  explicit LoadCurve(const std::vector<LoadPoint>& points, double waiting = 0);

  // In order of time; the first one begins before 0 if events were waiting.
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
  [[nodiscard]] double end_s() const { return segments_.back().end_s(); }
  [[nodiscard]] double waiting() const { return waiting_; }
  [[nodiscard]] double total() const;                       // arrivals in [0, end)
  [[nodiscard]] double rate_at(double time_s) const;        // held before 0 and after the end
  [[nodiscard]] double cumulative_at(double time_s) const;  // 0 at time 0
  // The greatest rate within [from, to], and where the whole load first has its greatest rate.
  [[nodiscard]] double greatest_rate(double from_s, double to_s) const;
  [[nodiscard]] double peak_at_s() const;

 private:
  [[nodiscard]] std::size_t index_at(double time_s) const;

  std::vector<Segment> segments_;
  double waiting_;
};

}  // namespace uslkit
