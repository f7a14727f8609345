// FluidLog: a log as a fluid, with its lags, exactly: arrivals flow in at the rate of a LoadCurve,
// consumers drain it at a capacity that is constant from one call to the next.
//
//   events  A(t) arrived  ____/          Q(t) = A(t) - D(t), the backlog
//                      __/   |Q  /       age-lag = t - s with A(s) = D(t): the head event's age
//                   __/      | _/        work-lag = Q / nominal capacity
//                  /---age---|/ D(t)
//
// Between two changes the load is linear and the capacity constant, so that Q is a parabola and the
// age of the head is monotone between a few points that can be told; maxima, means and times above
// the objective are those of the continuous course, not of samples. Source: Newell (1982),
// Applications of Queueing Theory, chapter 2. Assumes one queue that is served in order: a
// partition that is hotter than others lags more. Below saturation a fluid knows no lag at all.
//
// Holds a reference to the curve. Cost: amortised O(1) per call and load segment passed.
#pragma once

#include <cstddef>

#include "sizing/load_curve.h"

namespace uslkit {

// One lag's course so far.
struct LagCourse {
  double greatest = 0;
  double greatest_at_s = 0;
  double integral = 0;  // over time: / elapsed is the mean
  double above_s = 0;   // time above the objective
};

class FluidLog {
 public:
  // `objective_s` > 0 is the lag that counts as too much.
  FluidLog(const LoadCurve& load, double objective_s);

  // `serving` flows from now to `until_s`; `nominal` > 0 is what it is but for a pause.
  struct Capacity {
    double serving = 0;
    double nominal = 1;
  };
  void advance(double until_s, const Capacity& capacity);

  [[nodiscard]] double now_s() const { return now_; }
  [[nodiscard]] double backlog() const { return backlog_; }
  [[nodiscard]] double arrived() const { return arrived_; }  // since time 0
  [[nodiscard]] double served() const { return served_; }    // since time 0
  [[nodiscard]] double age_lag_s() const { return backlog_ > 0 ? now_ - head_ : 0; }
  [[nodiscard]] double rate() const;  // of arrivals, now

  [[nodiscard]] const LagCourse& work() const { return work_; }
  [[nodiscard]] const LagCourse& age() const { return age_; }
  [[nodiscard]] double greatest_backlog() const { return greatest_backlog_; }
  [[nodiscard]] double greatest_backlog_at_s() const { return greatest_backlog_at_; }
  // The first moment without a backlog since the greatest one; negative: none yet.
  [[nodiscard]] double drained_at_s() const { return drained_at_; }

  // The greatest lags since this was last asked.
  struct Peaks {
    double work_s = 0;
    double age_s = 0;
  };
  [[nodiscard]] Peaks take_peaks();

 private:
  struct Piece {
    double length = 0;
    double net = 0;    // arrivals - service at its start
    double slope = 0;  // of arrivals
    bool idle = false;
    bool empties = false;  // no backlog at its end
  };

  [[nodiscard]] Piece next_piece(double until_s, double serving) const;
  [[nodiscard]] Piece growing_piece(double length, double net, double slope) const;
  void flow(const Piece& piece, double until_s, const Capacity& capacity);
  void note_backlog(const Piece& piece, double nominal);
  void note_ages(const Piece& piece, double serving);
  double note_served(double at_s, double mass, double serving);
  void skip_silence();
  void finish(const Piece& piece, double until_s);

  const LoadCurve& load_;
  double objective_;
  double now_ = 0;
  double backlog_;
  double head_;              // when the oldest unread event arrived; now without one
  std::size_t at_ = 0;       // the segment of now
  std::size_t head_at_ = 0;  // the segment of the head
  double arrived_ = 0;
  double served_ = 0;
  LagCourse work_;
  LagCourse age_;
  Peaks peaks_;
  double greatest_backlog_ = 0;
  double greatest_backlog_at_ = 0;
  double drained_at_ = -1;
};

}  // namespace uslkit
