#include "fit/compare_fits.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "base/input_error.h"
#include "base/number_text.h"
#include "fit/quantity_text.h"
#include "fit/refit.h"
#include "fit/row_information.h"
#include "model/distributions.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kSignificant = 0.05;

// A quantity with its variance and the degrees of freedom behind it. `shown` is what the fit
// reports; `value` is what its uncertainty is centred on, which differs only on a bound.
struct Quantity {
  double value = 0;
  double variance = 0;
  double df = kInfinity;
  double shown = value;
};

// Welch's t: Satterthwaite (1946) degrees of freedom of the sum of two variances.
double joint_df(const Quantity& a, const Quantity& b) {
  const double total = a.variance + b.variance;
  const double sum = a.variance * a.variance / a.df + b.variance * b.variance / b.df;
  return sum > 0 ? total * total / sum : kInfinity;
}

double quantile_of(double level, double df) { return student_t_quantile((1 + level) / 2, df); }

double two_sided_p(double statistic, double df) {
  return 2 * student_t_survival(std::abs(statistic), df);
}

// All x with |after - x before| <= t sqrt(v_after + x^2 v_before): Fieller (1954). Where `before`
// is not significantly different from zero the set is unbounded and all that can be said is
// nothing.
Interval fieller(const Quantity& before, const Quantity& after, double quantile) {
  const double square = quantile * quantile;
  const double a = before.value * before.value - square * before.variance;
  const double b = before.value * after.value;
  const double c = after.value * after.value - square * after.variance;
  const double root = b * b - a * c;
  if (!(a > 0) || !(root >= 0)) return {-kInfinity, kInfinity};
  return {(b - std::sqrt(root)) / a, (b + std::sqrt(root)) / a};
}

// alpha or beta, which may be zero.
FitChange coefficient_change(const char* metric, const Quantity& before, const Quantity& after,
                             double level) {
  FitChange change;
  change.metric = metric;
  change.before = before.shown;
  change.after = after.shown;
  change.difference = after.shown - before.shown;
  change.worse = change.difference > 0;
  change.ratio = after.shown / before.shown;  // IEEE: x/0 is infinite, 0/0 is not a number
  const double sd = std::sqrt(before.variance + after.variance);
  if (!(sd > 0)) return change;
  const double df = joint_df(before, after);
  const double quantile = quantile_of(level, df);
  const double centre = after.value - before.value;
  change.p_value = two_sided_p(centre / sd, df);
  change.difference_interval = Interval{centre - quantile * sd, centre + quantile * sd};
  change.ratio_interval = fieller(before, after, quantile);
  return change;
}

// A positive quantity; `variance` is that of its logarithm.
FitChange positive_change(const char* metric, const Quantity& before, const Quantity& after,
                          double level) {
  FitChange change;
  change.metric = metric;
  change.before = before.value;
  change.after = after.value;
  change.worse = after.value < before.value;
  const bool both = std::isfinite(before.value) && std::isfinite(after.value);
  if (!both) {
    change.ratio = std::isfinite(before.value)  ? kInfinity
                   : std::isfinite(after.value) ? 0
                                                : kNotANumber;
    change.difference = std::isfinite(before.value)  ? kInfinity
                        : std::isfinite(after.value) ? -kInfinity
                                                     : kNotANumber;
    return change;
  }
  change.ratio = after.value / before.value;
  change.difference = after.value - before.value;
  const double sd = std::sqrt(before.variance + after.variance);
  if (!(sd > 0)) return change;
  const double df = joint_df(before, after);
  const double quantile = quantile_of(level, df);
  change.p_value = two_sided_p(std::log(change.ratio) / sd, df);
  change.ratio_interval =
      Interval{change.ratio * std::exp(-quantile * sd), change.ratio * std::exp(quantile * sd)};
  // The difference on its own scale, by the delta method again.
  const double absolute = std::sqrt(before.variance * before.value * before.value +
                                    after.variance * after.value * after.value);
  change.difference_interval =
      Interval{change.difference - quantile * absolute, change.difference + quantile * absolute};
  return change;
}

// A coefficient on its bound is not known to be exactly zero: its uncertainty is that of the
// unconstrained estimate, and the upper end of its profile says how wide that is.
Quantity bounded_coefficient(double unconstrained, const Estimate& estimate, double level,
                             double df) {
  const std::optional<Interval> interval = estimate.interval();
  const double width = interval ? interval->upper - unconstrained : 0;
  const double sd = std::isfinite(width) ? width / quantile_of(level, df) : kInfinity;
  return {unconstrained, sd * sd, df, estimate.value};
}

Quantity alpha_of(const UslFit& fit) {
  const double df = interval_degrees_of_freedom(fit);
  if (fit.alpha_on_bound) {
    return bounded_coefficient(fit.unconstrained.alpha, fit.alpha, fit.confidence_level, df);
  }
  return {fit.parameters.alpha, fit.covariance[0][0], df};
}

Quantity beta_of(const UslFit& fit) {
  const double df = interval_degrees_of_freedom(fit);
  if (fit.beta_on_bound) {
    return bounded_coefficient(fit.unconstrained.beta, fit.beta, fit.confidence_level, df);
  }
  return {fit.parameters.beta, fit.covariance[1][1], df};
}

Quantity log_gamma(const UslFit& fit) {
  const double gamma = fit.parameters.gamma;
  return {gamma, fit.covariance[2][2] / (gamma * gamma), interval_degrees_of_freedom(fit)};
}

Quantity log_peak(const UslFit& fit) {
  const std::optional<UslPeak> peak = usl_peak(fit.parameters);
  if (!peak) return {kInfinity, 0, interval_degrees_of_freedom(fit)};
  if (!(fit.parameters.alpha < 1)) return {peak->concurrency, 0, interval_degrees_of_freedom(fit)};
  return {peak->concurrency, quadratic_form(fit.covariance, log_peak_gradient(fit.parameters)),
          interval_degrees_of_freedom(fit)};
}

Quantity log_peak_throughput(const UslFit& fit) {
  const std::optional<UslPeak> peak = usl_peak(fit.parameters);
  if (!peak) return {kInfinity, 0, interval_degrees_of_freedom(fit)};
  const Vector3 gradient = log_throughput_gradient(fit.parameters, peak->concurrency);
  return {peak->throughput, quadratic_form(fit.covariance, gradient),
          interval_degrees_of_freedom(fit)};
}

Measurements rows_of(const UslFit& before, const UslFit& after, bool first, bool second) {
  Measurements measurements;
  const auto append = [&measurements](const UslFit& fit) {
    for (const FittedPoint& point : fit.rows) {
      Measurement row;
      row.concurrency = point.concurrency;
      row.throughput = point.throughput;
      measurements.rows.push_back(row);
    }
  };
  if (first) append(before);
  if (second) append(after);
  return measurements;
}

double best_rss(const Measurements& rows, ErrorModel model) {
  const RefitResult result = best_refit(make_fit_problem(rows, model));
  return result.converged ? result.rss : kNotANumber;
}

// F = ((RSS_pooled - RSS_1 - RSS_2) / 3) / ((RSS_1 + RSS_2) / (n_1 + n_2 - 6)); Chow (1960).
std::optional<TestResult> curve_test(const UslFit& before, const UslFit& after) {
  if (before.error_model != after.error_model) return std::nullopt;
  if (before.error_model == ErrorModel::known_sd) return std::nullopt;
  const double df = static_cast<double>(before.rows.size() + after.rows.size()) - 6;
  if (before.rows.size() < 4 || after.rows.size() < 4) return std::nullopt;
  const ErrorModel model = is_log_scale(before) ? ErrorModel::relative : ErrorModel::additive;
  try {
    const double separate = best_rss(rows_of(before, after, true, false), model) +
                            best_rss(rows_of(before, after, false, true), model);
    const double pooled = best_rss(rows_of(before, after, true, true), model);
    if (!(separate > 0) || !std::isfinite(pooled)) return std::nullopt;
    TestResult result;
    result.name = "one curve for both";
    result.statistic = std::max(pooled - separate, 0.0) / 3 / (separate / df);
    result.p_value = fisher_f_survival(result.statistic, 3, df);
    result.reading = result.p_value < kSignificant
                         ? "the two curves differ by more than the noise"
                         : "one curve describes both sets of rows as well as two";
    return result;
  } catch (const InputError&) {
    return std::nullopt;  // Rows too few or too alike for a curve of their own.
  }
}

std::string change_sentence(const FitChange& change) {
  std::string text = change.metric + (change.difference >= 0 ? " rose" : " fell") + " from " +
                     number_text(change.before) + " to " + number_text(change.after);
  if (std::isfinite(change.ratio) && change.after > 0) {
    text += " (x" + format_number(change.ratio, 3);
    if (change.ratio_interval && change.ratio_interval->lower >= 0) {
      text += ", " + interval_text(*change.ratio_interval);
    }
    text += ")";
  }
  if (change.p_value) text += ", p = " + format_number(*change.p_value, 2);
  return text;
}

bool shows_peak(const UslFit& fit) {
  return fit.has_peak && (fit.identifiability.peak_identified ||
                          fit.peak_concurrency.value <= fit.identifiability.max_concurrency);
}

// A peak on one side only: it moved where the other data reach past it, else nothing is known.
std::optional<std::string> peak_sentence(const UslFit& before, const UslFit& after) {
  if (shows_peak(before) == shows_peak(after)) return std::nullopt;
  const bool vanished = shows_peak(before);
  const UslFit& with = vanished ? before : after;
  const UslFit& without = vanished ? after : before;
  const std::string peak = "N = " + number_text(with.peak_concurrency.value);
  const std::string end = "N = " + number_text(without.identifiability.max_concurrency);
  if (without.identifiability.max_concurrency < with.peak_concurrency.value) {
    return std::string(vanished ? "Before" : "After") + " the peak is at " + peak + "; the data " +
           (vanished ? "after" : "before") + " end at " + end +
           ", short of it: whether it moved is not known.";
  }
  return vanished
             ? "The peak moved from " + peak + " to beyond the data, which end at " + end + "."
             : "The peak moved from beyond the data, which end at " + end + ", to " + peak + ".";
}

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string curve_sentence(const TestResult& curves) {
  return capitalised(curves.reading) + " (F = " + format_number(curves.statistic, 3) +
         ", p = " + format_number(curves.p_value, 2) + ").";
}

// Worse and significant first, by p-value. Five parameters are five chances to be fooled: where one
// curve serves both sets of rows, that comes first, and what single parameters show is no verdict.
std::vector<std::string> verdict_of(const FitComparison& comparison) {
  const FitChange* worst = nullptr;
  const FitChange* best = nullptr;
  for (const FitChange& change : comparison.changes) {
    if (!change.p_value || *change.p_value >= kSignificant) continue;
    const FitChange*& slot = change.worse ? worst : best;
    if (slot == nullptr || *change.p_value < *slot->p_value) slot = &change;
  }
  const bool same_curve = comparison.curves && comparison.curves->p_value >= kSignificant;
  std::vector<std::string> sentences;
  if (same_curve) sentences.push_back(curve_sentence(*comparison.curves));
  const char* worse = same_curve ? "Taken alone, worse: " : "Worse: ";
  const char* better = same_curve ? "Taken alone, better: " : "Better: ";
  if (worst != nullptr) sentences.push_back(worse + change_sentence(*worst) + ".");
  if (best != nullptr) sentences.push_back(better + change_sentence(*best) + ".");
  if (worst == nullptr && best == nullptr) {
    sentences.emplace_back("No parameter changed by more than the noise of the two fits.");
  }
  if (comparison.curves && !same_curve) sentences.push_back(curve_sentence(*comparison.curves));
  return sentences;
}

}  // namespace

FitComparison compare_fits(const UslFit& before, const UslFit& after) {
  if (before.throughput_unit != after.throughput_unit) {
    throw InputError({.place = {.source = "compare-fits"},
                      .found = "throughput per \"" + before.throughput_unit + "\" and \"" +
                               after.throughput_unit + "\"",
                      .allowed = "two fits in the same unit",
                      .hint = "fit both sets of measurements in the same unit"});
  }
  const double level = before.confidence_level;
  FitComparison result;
  result.changes = {coefficient_change("alpha", alpha_of(before), alpha_of(after), level),
                    coefficient_change("beta", beta_of(before), beta_of(after), level),
                    positive_change("gamma", log_gamma(before), log_gamma(after), level),
                    positive_change("peak.concurrency", log_peak(before), log_peak(after), level),
                    positive_change("peak.throughput", log_peak_throughput(before),
                                    log_peak_throughput(after), level)};
  result.curves = curve_test(before, after);
  if (before.error_model != after.error_model) {
    result.warnings.push_back({"different-error-models",
                               std::string("The first fit assumes ") + name_of(before.error_model) +
                                   " errors, the second " + name_of(after.error_model) +
                                   ": part of any difference comes from that."});
  }
  if (before.usability == Usability::wrong_model || after.usability == Usability::wrong_model) {
    result.warnings.push_back(
        {"wrong-model",
         "At least one of the two is not described by the USL: compare the curves, "
         "not the parameters."});
  }
  result.sentences = verdict_of(result);
  if (const std::optional<std::string> peak = peak_sentence(before, after)) {
    result.sentences.push_back(*peak);
  }
  for (const Note& note : result.warnings) result.sentences.push_back(note.text);
  return result;
}

const FitChange* find_change(const FitComparison& comparison, const std::string& metric) {
  for (const FitChange& change : comparison.changes) {
    if (change.metric == metric) return &change;
  }
  return nullptr;
}

}  // namespace uslkit
