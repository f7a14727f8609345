#include "fit/predict.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/check.h"
#include "fit/drawn_interval.h"
#include "fit/quantity_text.h"
#include "fit/row_information.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kFarthest = 2;  // multiple of the largest N measured (Schwartz 2015)
constexpr double kLargestWhole = 1e15;

double largest_measured(const UslFit& fit) {
  double largest = fit.identifiability.max_concurrency;
  for (const FittedPoint& row : fit.rows) largest = std::max(largest, row.concurrency);
  return largest;
}

// An interval of X(N) with the given extra variance on the fit's scale.
Interval throughput_interval(const UslFit& fit, double concurrency, double extra_variance) {
  const bool log_scale = is_log_scale(fit);
  const auto response_of = [&](const UslParameters& usl) {
    const double throughput = usl_throughput(usl, concurrency);
    return log_scale ? std::log(throughput) : throughput;
  };
  const double response = response_of(fit.parameters);
  const Vector3 gradient = response_gradient(log_scale, fit.parameters, concurrency);
  const double quantile = interval_quantile(fit);
  const double half = quantile * std::sqrt(std::max(quadratic_form(fit.covariance, gradient), 0.0));
  const Interval curve = widened({response - half, response + half}, draws_on_bound(fit),
                                 fit.confidence_level, response_of);
  const double error = quantile * std::sqrt(extra_variance);
  const Interval result = with_error_of_a_run(response, curve, error);
  return log_scale ? Interval{std::exp(result.lower), std::exp(result.upper)} : result;
}

// N / X of an interval of X; a lower end of zero or less leaves the latency open above.
Interval latency_interval(double concurrency, double time_unit_s, const Interval& throughput) {
  const double slowest = throughput.lower > 0 ? concurrency / throughput.lower : kInfinity;
  return {concurrency / throughput.upper * time_unit_s, slowest * time_unit_s};
}

Predicted predicted_throughput(const UslFit& fit, double concurrency) {
  return {usl_throughput(fit.parameters, concurrency), throughput_interval(fit, concurrency, 0),
          throughput_interval(fit, concurrency, new_run_variance(fit, concurrency))};
}

// E(N) = 1/D depends on alpha and beta only: d log E = (-(N-1)/D, -N(N-1)/D, 0).
Predicted predicted_efficiency(const UslFit& fit, double concurrency) {
  const double efficiency = usl_efficiency(fit.parameters, concurrency);
  Vector3 gradient = log_throughput_gradient(fit.parameters, concurrency);
  gradient[2] = 0;
  const double half =
      interval_quantile(fit) * std::sqrt(std::max(quadratic_form(fit.covariance, gradient), 0.0));
  const Interval interval = {efficiency * std::exp(-half), efficiency * std::exp(half)};
  return {efficiency,
          widened(interval, draws_on_bound(fit), fit.confidence_level,
                  [&](const UslParameters& draw) { return usl_efficiency(draw, concurrency); }),
          std::nullopt};
}

Predicted predicted_gain(const UslFit& fit, double concurrency) {
  const Vector3 here = throughput_gradient(fit.parameters, concurrency);
  const Vector3 there = throughput_gradient(fit.parameters, concurrency + 1);
  const Vector3 gradient = {there[0] - here[0], there[1] - here[1], there[2] - here[2]};
  const double gain = usl_marginal_gain(fit.parameters, concurrency);
  const double variance = quadratic_form(fit.covariance, gradient);
  double noise = new_run_variance(fit, concurrency) + new_run_variance(fit, concurrency + 1);
  if (is_log_scale(fit)) {
    const double before = usl_throughput(fit.parameters, concurrency);
    const double after = usl_throughput(fit.parameters, concurrency + 1);
    noise = fit.residual_sd * fit.residual_sd * (before * before + after * after);
  }
  const double quantile = interval_quantile(fit);
  const double half = quantile * std::sqrt(std::max(variance, 0.0));
  const Interval mean =
      widened({gain - half, gain + half}, draws_on_bound(fit), fit.confidence_level,
              [&](const UslParameters& draw) { return usl_marginal_gain(draw, concurrency); });
  const double error = quantile * std::sqrt(noise);
  return {gain, mean, with_error_of_a_run(gain, mean, error)};
}

std::vector<Note> notes_at(const UslFit& fit, double concurrency, bool past_peak) {
  std::vector<Note> notes;
  const double largest = largest_measured(fit);
  if (concurrency > kFarthest * largest) {
    notes.push_back({"extrapolation",
                     "N = " + number_text(concurrency) + " is " +
                         number_text(concurrency / largest) + " times the largest N measured (" +
                         number_text(largest) +
                         "); nothing beyond twice is trustworthy, whatever the interval says."});
  }
  if (past_peak) {
    notes.push_back({"past-peak", "N = " + number_text(concurrency) +
                                      " lies past the peak: fewer workers do the same work with "
                                      "less latency."});
  }
  return notes;
}

std::string seconds_text(double seconds) {
  if (seconds < 1e-3) return number_text(seconds * 1e6) + " us";
  if (seconds < 1) return number_text(seconds * 1e3) + " ms";
  return number_text(seconds) + " s";
}

// Where a continuous function turns from negative to not negative on [low, high]: first on a
// logarithmic grid, then by bisection. Empty if it never does.
template <typename Function>
std::optional<double> first_crossing(const Function& function, double low, double high) {
  constexpr int kGrid = 400;
  constexpr int kBisections = 60;
  if (function(low) >= 0) return low;
  const double ratio = std::pow(high / low, 1.0 / kGrid);
  double left = low;
  for (int i = 1; i <= kGrid; ++i) {
    const double right = i == kGrid ? high : low * std::pow(ratio, i);
    if (function(right) >= 0) {
      double outside = left;
      double inside = right;
      for (int step = 0; step < kBisections; ++step) {
        const double middle = std::sqrt(outside * inside);
        (function(middle) >= 0 ? inside : outside) = middle;
      }
      return inside;
    }
    left = right;
  }
  return std::nullopt;
}

// How far the bands are searched: past every N that the fit could speak of.
double search_end(const UslFit& fit) { return 1000 * std::max(1.0, largest_measured(fit)); }

// The N at which the upper band reaches X, and the N at which the lower one does (open if never).
Interval concurrency_interval_for(const UslFit& fit, double throughput) {
  const double low = 1e-3;
  const double high = search_end(fit);
  const std::optional<double> soonest = first_crossing(
      [&](double n) { return throughput_interval(fit, n, 0).upper - throughput; }, low, high);
  const std::optional<double> latest = first_crossing(
      [&](double n) { return throughput_interval(fit, n, 0).lower - throughput; }, low, high);
  return {soonest.value_or(kInfinity), latest.value_or(kInfinity)};
}

// The N at which the slowest plausible latency reaches the limit, and the fastest one.
Interval concurrency_interval_at_latency(const UslFit& fit, double latency_s) {
  const double low = 1e-3;
  const double high = search_end(fit);
  const double unit = fit.time_unit_s();
  const auto slow = [&](double n) {
    return latency_interval(n, unit, throughput_interval(fit, n, 0)).upper - latency_s;
  };
  const auto fast = [&](double n) {
    return latency_interval(n, unit, throughput_interval(fit, n, 0)).lower - latency_s;
  };
  return {first_crossing(slow, low, high).value_or(kInfinity),
          first_crossing(fast, low, high).value_or(kInfinity)};
}

// The largest throughput that a whole number of workers reaches, or the limit of the curve.
double whole_limit(const UslFit& fit) {
  const std::optional<UslPeak> peak = usl_peak(fit.parameters);
  if (!peak) return usl_throughput_limit(fit.parameters);
  return usl_throughput(fit.parameters, static_cast<double>(peak->best_integer));
}

// Where the curve may cross the line; an open end means that it may never do so.
std::string crossing_text(const Interval& interval) {
  if (std::isinf(interval.upper)) {
    return " (the curve crosses it at N >= " + number_text(interval.lower) + ", if at all)";
  }
  return " (the curve crosses it at N = " + interval_text(interval) + ")";
}

ThroughputPrediction with_workers(const UslFit& fit, ThroughputPrediction result) {
  result.at_workers = predict_at_concurrency(fit, static_cast<double>(*result.workers));
  result.warnings = result.at_workers->warnings;
  std::string sentence = throughput_text(result.throughput, fit) + " needs " +
                         number_text(static_cast<double>(*result.workers)) +
                         (*result.workers == 1 ? " worker" : " workers");
  if (result.before_peak_interval) sentence += crossing_text(*result.before_peak_interval);
  result.sentences.push_back(sentence + ", at " + seconds_text(result.at_workers->latency_s.value) +
                             ".");
  if (result.before_peak_interval && std::isinf(result.before_peak_interval->upper)) {
    result.warnings.push_back({"no-room", "The lower edge of the band never reaches " +
                                              throughput_text(result.throughput, fit) +
                                              ": this system may not get there with any number "
                                              "of workers."});
  }
  return result;
}

// The fewest cells: one more than the bare quotient where the limit is only approached (Amdahl).
ThroughputPrediction with_cells(const UslFit& fit, ThroughputPrediction result) {
  const bool attained = usl_peak(fit.parameters).has_value();
  const double quotient = result.throughput / result.limit;
  const double cells = attained ? std::ceil(quotient * (1 - 1e-12)) : std::floor(quotient) + 1;
  std::string text = throughput_text(result.throughput, fit) +
                     " is out of reach: no number of workers gives more than " +
                     throughput_text(result.limit, fit);
  if (cells < kLargestWhole) {
    result.cells = static_cast<std::int64_t>(cells);
    result.workers_per_cell =
        usl_workers_for_throughput(fit.parameters, result.throughput / cells * (1 - 1e-12));
    text += ". Split into " + number_text(cells) + " cells that share nothing";
    if (result.workers_per_cell) {
      text +=
          ", each with " + number_text(static_cast<double>(*result.workers_per_cell)) + " workers";
    }
  }
  result.warnings.push_back({"infeasible", text + "."});
  return result;
}

}  // namespace

Prediction predict_at_concurrency(const UslFit& fit, double concurrency) {
  USLKIT_CHECK(concurrency > 0);
  Prediction result;
  result.concurrency = concurrency;
  result.throughput = predicted_throughput(fit, concurrency);
  const double unit = fit.time_unit_s();
  result.latency_s = {concurrency / result.throughput.value * unit,
                      latency_interval(concurrency, unit, *result.throughput.confidence),
                      latency_interval(concurrency, unit, *result.throughput.prediction)};
  result.efficiency = predicted_efficiency(fit, concurrency);
  result.marginal_gain = predicted_gain(fit, concurrency);
  result.extrapolation = concurrency / largest_measured(fit);
  const std::optional<UslPeak> peak = usl_peak(fit.parameters);
  result.past_peak = peak.has_value() && concurrency > peak->concurrency + 0.5;
  result.warnings = notes_at(fit, concurrency, result.past_peak);
  result.sentences.push_back("N = " + number_text(concurrency) + ": " +
                             throughput_text(result.throughput.value, fit) + " (the mean " +
                             interval_text(*result.throughput.confidence) + ", one run " +
                             interval_text(*result.throughput.prediction) + ") at " +
                             seconds_text(result.latency_s.value) + "; one more worker " +
                             (result.marginal_gain.value >= 0 ? "adds " : "costs ") +
                             throughput_text(std::abs(result.marginal_gain.value), fit) + ".");
  for (const Note& note : result.warnings) result.sentences.push_back(note.text);
  return result;
}

ThroughputPrediction predict_at_throughput(const UslFit& fit, double throughput) {
  USLKIT_CHECK(throughput > 0);
  ThroughputPrediction result;
  result.throughput = throughput;
  result.limit = whole_limit(fit);
  result.workers = usl_workers_for_throughput(fit.parameters, throughput);
  result.feasible = result.workers.has_value();
  const ConcurrencyRoots roots = usl_concurrency_at_throughput(fit.parameters, throughput);
  result.before_peak = roots.before_peak;
  result.past_peak = roots.past_peak;
  const Interval interval = concurrency_interval_for(fit, throughput);
  if (std::isfinite(interval.lower)) result.before_peak_interval = interval;
  result =
      result.feasible ? with_workers(fit, std::move(result)) : with_cells(fit, std::move(result));
  for (const Note& note : result.warnings) result.sentences.push_back(note.text);
  return result;
}

LatencyPrediction predict_at_latency(const UslFit& fit, double latency_s) {
  USLKIT_CHECK(latency_s > 0);
  LatencyPrediction result;
  result.latency_s = latency_s;
  result.concurrency = usl_concurrency_at_latency(fit.parameters, latency_s / fit.time_unit_s());
  result.feasible = result.concurrency.has_value() && *result.concurrency >= 1 - 1e-12;
  if (!result.feasible) {
    result.warnings.push_back(
        {"infeasible", seconds_text(latency_s) +
                           " is out of reach: a single worker already takes " +
                           seconds_text(usl_latency(fit.parameters, 1) * fit.time_unit_s()) +
                           ". Make the work itself faster."});
    result.sentences.push_back(result.warnings.front().text);
    return result;
  }
  result.concurrency_interval = concurrency_interval_at_latency(fit, latency_s);
  if (std::isfinite(*result.concurrency) && *result.concurrency < kLargestWhole) {
    const double whole = std::floor(*result.concurrency * (1 + 1e-12));
    result.workers = static_cast<std::int64_t>(whole);
    result.at_workers = predict_at_concurrency(fit, whole);
    result.warnings = result.at_workers->warnings;
    result.sentences.push_back("Up to " + number_text(whole) +
                               " workers keep the mean latency within " + seconds_text(latency_s) +
                               crossing_text(*result.concurrency_interval) + ", with " +
                               throughput_text(result.at_workers->throughput.value, fit) + ".");
  } else {
    result.sentences.push_back("Latency does not grow with N: any number of workers keeps " +
                               seconds_text(latency_s) + " as far as this curve is true.");
  }
  for (const Note& note : result.warnings) result.sentences.push_back(note.text);
  return result;
}

}  // namespace uslkit
