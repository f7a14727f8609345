// Predictions from a finished fit: what happens at N workers, how many reach a throughput or keep a
// latency, and when the answer is that none can.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/usl_fit.h"

namespace uslkit {

// `confidence` is for the curve (the mean of many runs), `prediction` for one new run. Both by the
// delta method on the fit's own scale: d' C d with the covariance C of (alpha, beta, gamma),
// Student's t with the fit's degrees of freedom, on log X where errors are relative (so that no end
// is negative), on X otherwise. They assume that the USL holds at that N and that the parameters'
// spread is small enough for the curve to be straight in them; far beyond the data it is neither.
struct Predicted {
  double value = 0;
  std::optional<Interval> confidence;
  std::optional<Interval> prediction;
};

struct Prediction {
  double concurrency = 1;    // N
  Predicted throughput;      // X(N), in the fit's unit
  Predicted latency_s;       // R(N) = N/X(N), Little's law, in seconds
  Predicted efficiency;      // X(N) / (gamma N); no prediction interval
  Predicted marginal_gain;   // X(N+1) - X(N); the prediction is of the difference of two runs
  double extrapolation = 0;  // N / max N measured
  bool past_peak = false;
  std::vector<std::string> sentences;
  std::vector<Note> warnings;  // "extrapolation", "past-peak"
};

// N > 0.
[[nodiscard]] Prediction predict_at_concurrency(const UslFit& fit, double concurrency);

struct ThroughputPrediction {
  double throughput = 0;                         // what was asked for
  bool feasible = false;                         // by the estimated curve
  std::optional<double> before_peak;             // N with X(N) = throughput on the rising branch
  std::optional<Interval> before_peak_interval;  // where the confidence band crosses; may be open
  std::optional<double> past_peak;               // the other root: same throughput, more latency
  std::optional<std::int64_t> workers;           // smallest whole N that reaches it
  std::optional<Prediction> at_workers;
  double limit = 0;  // the largest throughput at any whole N; may be infinite
  // Where it is infeasible: the fewest equal cells, each its own system at its best N, that share
  // nothing and reach it together.
  std::optional<std::int64_t> cells;
  std::optional<std::int64_t> workers_per_cell;
  std::vector<std::string> sentences;
  std::vector<Note> warnings;  // "infeasible", "extrapolation", "no-room"
};

// throughput > 0, in the fit's unit.
[[nodiscard]] ThroughputPrediction predict_at_throughput(const UslFit& fit, double throughput);

struct LatencyPrediction {
  double latency_s = 0;               // the limit that was asked for
  bool feasible = false;              // one worker alone is fast enough
  std::optional<double> concurrency;  // largest N with R(N) <= latency; may be infinite
  std::optional<Interval> concurrency_interval;
  std::optional<std::int64_t> workers;  // largest whole such N
  std::optional<Prediction> at_workers;
  std::vector<std::string> sentences;
  std::vector<Note> warnings;  // "infeasible", "extrapolation", "past-peak"
};

// latency > 0, in seconds.
[[nodiscard]] LatencyPrediction predict_at_latency(const UslFit& fit, double latency_s);

}  // namespace uslkit
