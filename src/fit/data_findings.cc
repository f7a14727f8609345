#include "fit/data_findings.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "base/number_text.h"
#include "fit/error_model_test.h"
#include "fit/quantity_text.h"
#include "fit/usability.h"

namespace uslkit {
namespace {

constexpr double kBigShift = 0.25;   // a row that moves N* by more decides it
constexpr double kModelShift = 0.2;  // so does an error model
constexpr std::int64_t kFewPoints = 8;
constexpr std::int64_t kBootstrapPoints = 20;
constexpr double kStrongCorrelation = 0.98;

void say(Findings& findings, const std::string& sentence) { findings.push_back({"", sentence}); }

void warn(Findings& findings, const char* code, const std::string& sentence) {
  findings.push_back({code, sentence});
}

void add_generator(Findings& findings, const UslFit& fit) {
  for (const Note& note : fit.warnings) {
    if (note.code.rfind("generator-limited", 0) != 0) continue;
    const bool ends = !note.text.empty() && note.text.back() == '.';
    say(findings, "The load generator may have set these throughputs, not the system: " +
                      note.text + (ends ? "" : "."));
    return;
  }
}

void add_error_model(Findings& findings, const UslFit& fit) {
  if (test_rejects(fit, kPowerOfMeanTest)) {
    warn(findings, "error-model-doubtful",
         "The error model in use (" + std::string(name_of(fit.error_model)) +
             ") is doubtful: " + test_named(fit, kPowerOfMeanTest)->reading + ".");
  }
  if (fit.error_model_sensitivity.size() < 2) return;
  double least_alpha = std::numeric_limits<double>::infinity();
  double most_alpha = -least_alpha;
  double least_peak = least_alpha;
  double most_peak = -least_alpha;
  for (const ErrorModelSensitivity& choice : fit.error_model_sensitivity) {
    const double peak = choice.peak_concurrency.value_or(std::numeric_limits<double>::infinity());
    least_alpha = std::min(least_alpha, choice.parameters.alpha);
    most_alpha = std::max(most_alpha, choice.parameters.alpha);
    least_peak = std::min(least_peak, peak);
    most_peak = std::max(most_peak, peak);
  }
  const bool peak_moves = std::isfinite(least_peak) && most_peak > least_peak * (1 + kModelShift);
  const double alpha_range = most_alpha - least_alpha;
  const bool alpha_moves = alpha_range > std::max(kModelShift * std::abs(most_alpha), 1e-6);
  const std::string peaks = std::isinf(least_peak) ? "no peak under any"
                            : std::isinf(most_peak)
                                ? "N* " + number_text(least_peak) + " or no peak"
                                : "N* " + number_text(least_peak) + " to " + number_text(most_peak);
  const std::string sentence = "Across error models alpha is " + number_text(least_alpha) + " to " +
                               number_text(most_alpha) + ", " + peaks + ".";
  if (peak_moves) {
    warn(findings, "error-model-matters", sentence);
  } else if (alpha_moves) {
    say(findings, sentence);
  } else {
    say(findings, "The choice of error model hardly matters here.");
  }
}

double robust_shift(const UslFit& fit) {
  if (!fit.has_peak || !fit.robust_peak_concurrency) return 0;
  return std::abs(std::log(*fit.robust_peak_concurrency / fit.peak_concurrency.value));
}

std::string robust_clause(const UslFit& fit) {
  if (!fit.robust) return "the robust fit failed";
  std::string text = "without their influence alpha would be " + number_text(fit.robust->alpha);
  if (fit.robust_peak_concurrency) {
    text += " and N* " + number_text(*fit.robust_peak_concurrency);
  } else if (fit.has_peak) {
    text += " and there would be no peak";
  }
  return text;
}

void add_outliers(Findings& findings, const UslFit& fit) {
  std::string list;
  std::size_t count = 0;
  for (const FittedPoint& row : fit.rows) {
    if (!row.outlier) continue;
    ++count;
    if (count > 3) continue;
    list += (list.empty() ? "N = " : ", N = ") + number_text(row.concurrency) + " (" +
            signed_percent_text(row.throughput / row.fitted - 1) + " from the curve" +
            (row.line > 0 ? ", line " + std::to_string(row.line) : "") + ")";
  }
  if (count > 0) {
    warn(findings, "outliers",
         std::to_string(count) + (count == 1 ? " row stands" : " rows stand") +
             " apart from the others: " + list +
             (count > 3 ? " and " + std::to_string(count - 3) + " more" : "") +
             ". Nothing was removed; " + robust_clause(fit) + ".");
    return;
  }
  if (robust_shift(fit) > kBigShift) {
    warn(findings, "robust-disagrees",
         "A fit that ignores suspicious rows differs: " + robust_clause(fit) + ".");
  }
}

void add_single_rows(Findings& findings, const UslFit& fit) {
  if (!fit.has_peak || !fit.identifiability.peak_identified) return;
  const FittedPoint* worst = nullptr;
  double worst_shift = kBigShift;
  for (const FittedPoint& row : fit.rows) {
    if (!row.parameters_without) continue;
    const double shift = row.peak_without
                             ? std::abs(std::log(*row.peak_without / fit.peak_concurrency.value))
                             : std::numeric_limits<double>::infinity();
    if (shift <= worst_shift) continue;
    worst = &row;
    worst_shift = shift;
  }
  if (worst == nullptr) return;
  warn(findings, "depends-on-one-row",
       "N* rests on one row: without N = " + number_text(worst->concurrency) +
           (worst->line > 0 ? " (line " + std::to_string(worst->line) + ")" : "") +
           (worst->peak_without ? " it would be " + number_text(*worst->peak_without)
                                : " there would be no peak") +
           ". Repeat that run.");
}

void add_sample(Findings& findings, const UslFit& fit) {
  if (fit.points < kFewPoints) {
    warn(findings, "few-points",
         std::to_string(fit.points) + " rows leave " + std::to_string(fit.degrees_of_freedom) +
             (fit.degrees_of_freedom == 1 ? " degree" : " degrees") +
             " of freedom: intervals are wide and no test is sharp.");
  }
  const bool bootstrapped =
      fit.alpha.bootstrap.has_value() || fit.joint_draws.method.rfind("bootstrap", 0) == 0;
  if (bootstrapped && fit.points < kBootstrapPoints) {
    warn(findings, "small-bootstrap-sample",
         "Bootstrap intervals from fewer than " + std::to_string(kBootstrapPoints) +
             " rows are too narrow (95 % covers some 86 % at 7 rows); quote the profile "
             "intervals.");
  }
  for (const double correlation : fit.identifiability.correlation) {
    if (std::abs(correlation) <= kStrongCorrelation) continue;
    warn(findings, "strongly-correlated",
         "Two parameters are correlated by " + format_number(correlation, 3) +
             ": the curve is better known than either of them.");
    return;
  }
}

}  // namespace

Findings data_findings(const UslFit& fit, Usability usability) {
  Findings findings;
  add_generator(findings, fit);
  if (usability != Usability::wrong_model) add_error_model(findings, fit);
  add_outliers(findings, fit);
  if (usability == Usability::usable) add_single_rows(findings, fit);
  add_sample(findings, fit);
  return findings;
}

}  // namespace uslkit
