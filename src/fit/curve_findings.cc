#include "fit/curve_findings.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "fit/bounded_fit.h"
#include "fit/lack_of_fit.h"
#include "fit/quantity_text.h"
#include "fit/usability.h"

namespace uslkit {
namespace {

constexpr double kFarPeak = 2;  // do not trust the curve beyond this multiple of max N

void say(Findings& findings, const std::string& sentence) { findings.push_back({"", sentence}); }

void warn(Findings& findings, const char* code, const std::string& sentence) {
  findings.push_back({code, sentence});
}

void add_wrong_model(Findings& findings, const UslFit& fit) {
  if (!looks_saturating(fit)) {
    warn(findings, "lack-of-fit",
         "The USL does not describe these data: it misses the mean throughput by " +
             percent_text(relative_misfit(fit)) +
             " (rms), which noise does not explain. Do not use alpha, beta or N* "
             "of this fit.");
    return;
  }
  std::string sentence =
      "This looks like a saturating queue, not a USL: throughput rises in a straight line to a "
      "ceiling and stays there";
  for (const RivalModel& model : fit.models) {
    if (model.name != "knee" || model.parameters.size() != 2) continue;
    sentence += " (" + throughput_text(model.parameters[1], fit) +
                ", reached at N = " + number_text(model.parameters[1] / model.parameters[0]) + ")";
  }
  warn(findings, "saturating-queue", sentence + ". Do not use alpha, beta or N* of this fit.");
}

void add_small_misfit(Findings& findings, const UslFit& fit) {
  if (test_rejects(fit, kPureErrorTest) || test_rejects(fit, kKnownVarianceTest)) {
    warn(findings, "lack-of-fit",
         "The curve misses the means by " + percent_text(relative_misfit(fit)) +
             " (rms): little, but more than the noise explains; the intervals "
             "are too narrow.");
  } else if (test_rejects(fit, kRunsTest)) {
    warn(findings, "few-runs",
         "The residuals run in long stretches of one sign: the data have a slightly other shape "
         "than the USL.");
  }
}

const char* const kSuperlinearCauses =
    "Usual causes: a fixed data set that fits into more caches, idle or half-used workers counted "
    "in N, special small configurations. Find the cause before you rely on it; the payback comes "
    "later.";

// The fitter's own remark that alpha was held at zero against the evidence, if it made one.
const Note* superlinear_pole(const UslFit& fit) {
  for (const Note& note : fit.warnings) {
    if (note.code == kSuperlinearPole) return &note;
  }
  return nullptr;
}

void add_superlinear(Findings& findings, const UslFit& fit) {
  if (const Note* pole = superlinear_pole(fit)) {
    say(findings, pole->text);
    warn(findings, "superlinear",
         std::string("Superlinear: the reported curve with alpha = 0 does not show it. ") +
             kSuperlinearCauses);
    return;
  }
  warn(findings, "superlinear",
       "Superlinear: throughput per worker grows with N at first (alpha = " +
           number_text(fit.parameters.alpha) + interval_clause(fit.alpha, fit.confidence_level) +
           "). " + kSuperlinearCauses);
}

// The row with the most throughput per worker, where that is clearly more than at the smallest N.
const FittedPoint* best_worked_row(const UslFit& fit) {
  constexpr double kClearly = 1.05;
  if (fit.rows.empty()) return nullptr;
  const auto per_worker = [](const FittedPoint& row) { return row.throughput / row.concurrency; };
  const FittedPoint& best = *std::max_element(
      fit.rows.begin(), fit.rows.end(),
      [&](const FittedPoint& a, const FittedPoint& b) { return per_worker(a) < per_worker(b); });
  return per_worker(best) > kClearly * per_worker(fit.rows.front()) ? &best : nullptr;
}

void add_alpha_on_bound(Findings& findings, const UslFit& fit) {
  const std::string found = fit.unconstrained.alpha < 0
                                ? "came out at " + number_text(fit.unconstrained.alpha) +
                                      ", not significantly below zero, and is held at 0."
                                : "is 0.";
  warn(findings, "alpha-on-bound", "Contention is not visible: alpha " + found);
  const FittedPoint* best = best_worked_row(fit);
  if (best == nullptr) return;
  const FittedPoint& first = fit.rows.front();
  const double gain =
      best->throughput / best->concurrency / (first.throughput / first.concurrency) - 1;
  warn(findings, "possibly-superlinear",
       "Throughput per worker rises by " + percent_text(gain) + " from N = " +
           number_text(first.concurrency) + " to N = " + number_text(best->concurrency) +
           ", which this curve cannot show: these data may be superlinear. " +
           "Repeat the runs at the smallest N. " + kSuperlinearCauses);
}

// What an unconstrained or quadratic fit may return, and physics does not allow.
void add_negative_beta(Findings& findings, const UslFit& fit) {
  warn(findings, "beta-below-zero",
       "beta = " + number_text(fit.parameters.beta) +
           interval_clause(fit.beta, fit.confidence_level) +
           " is below zero: no crosstalk can do that. It says that throughput bends less than "
           "contention alone would bend it, within the data; the curve has no peak and must not "
           "be extrapolated. Without --unconstrained and --gamma quadratic such data are fitted "
           "with beta = 0.");
}

// A ceiling follows from contention only where contention is more than noise.
bool shows_ceiling(const UslFit& fit) {
  const std::optional<Interval> interval = fit.alpha.interval();
  return !interval || interval->lower > 0;
}

void add_no_crosstalk(Findings& findings, const UslFit& fit) {
  std::string sentence = "No evidence of crosstalk: beta is 0 within the noise";
  if (fit.identifiability.beta_upper_95.value_or(0) > 0) {
    sentence += ", at most " + number_text(*fit.identifiability.beta_upper_95) + " at 95 %";
  }
  sentence += ". ";
  if (fit.parameters.alpha > 0 && std::isfinite(fit.throughput_limit)) {
    sentence +=
        "Contention limits: " + percent_text(fit.parameters.alpha) + " of the work is serialised" +
        percent_interval_clause(fit.alpha, fit.confidence_level) +
        (shows_ceiling(fit)
             ? ", so throughput cannot exceed " + throughput_text(fit.throughput_limit, fit) + "."
             : "; that may be none, so no ceiling is shown.");
  } else if (!(fit.parameters.alpha < 0)) {
    sentence += "Scaling is linear as far as the data reach.";
  }
  warn(findings, "no-crosstalk", sentence);
}

// Contention and crosstalk have different units (alpha, beta N); they compare at a given N only.
void add_contention_and_crosstalk(Findings& findings, const UslFit& fit) {
  const double largest = fit.identifiability.max_concurrency;
  const bool at_peak = fit.has_peak && fit.peak_concurrency.value <= kFarPeak * largest;
  const double operating_point =
      at_peak ? std::max(1.0, std::round(fit.peak_concurrency.value)) : largest;
  const double contention = fit.parameters.alpha;
  const double crosstalk = fit.parameters.beta * operating_point;
  const std::string place =
      "N = " + number_text(operating_point) + (at_peak ? " (the peak)" : " (the largest measured)");
  if (!(contention > 0)) {
    say(findings, "Crosstalk alone limits: at " + place + " it costs as much as " +
                      percent_text(crosstalk) + " of serialised work would.");
    return;
  }
  std::string sentence =
      contention >= crosstalk ? "Contention limits first: " : "Crosstalk limits first: ";
  sentence += percent_text(contention) + " of the work is serialised" +
              percent_interval_clause(fit.alpha, fit.confidence_level) + "; at " + place +
              " crosstalk costs as much as another " + percent_text(crosstalk) + " would.";
  say(findings, sentence);
}

void add_limits(Findings& findings, const UslFit& fit, Usability usability) {
  if (usability == Usability::superlinear) {
    add_superlinear(findings, fit);
  } else if (fit.alpha_on_bound) {
    add_alpha_on_bound(findings, fit);
  }
  if (fit.parameters.beta < 0) {
    add_negative_beta(findings, fit);
  } else if (usability == Usability::amdahl || fit.beta_on_bound) {
    add_no_crosstalk(findings, fit);
  } else if (usability != Usability::superlinear) {
    add_contention_and_crosstalk(findings, fit);
  }
}

void add_peak(Findings& findings, const UslFit& fit) {
  if (!fit.has_peak || fit.beta_on_bound) return;
  const std::optional<Interval> interval = fit.peak_concurrency.interval();
  if (!interval && fit.gamma_mode == GammaMode::quadratic) {
    say(findings,
        "The quadratic method puts the peak at N = " + number_text(fit.peak_concurrency.value) +
            " with " + throughput_text(fit.peak_throughput.value, fit) +
            "; it has no theory of errors, so there is no interval.");
    return;
  }
  if (!fit.identifiability.peak_identified) {
    const bool beyond = !fit.identifiability.reach || *fit.identifiability.reach < 1;
    std::string sentence =
        beyond ? "The data show no peak" : "The peak is not located: noise hides it";
    if (interval && std::isfinite(interval->lower)) {
      sentence +=
          "; N* >= " + number_text(interval->lower) + " at " + percent_text(fit.confidence_level);
    }
    warn(findings, "no-peak-shown",
         sentence + ". Do not quote N* = " + number_text(fit.peak_concurrency.value) +
             " as a result.");
    return;
  }
  say(findings, "Throughput peaks at N = " + number_text(fit.peak_concurrency.value) +
                    interval_clause(fit.peak_concurrency, fit.confidence_level) + " with " +
                    throughput_text(fit.peak_throughput.value, fit) +
                    "; the best whole number is N = " + std::to_string(fit.best_integer) + ".");
}

void add_reach(Findings& findings, const UslFit& fit) {
  const std::optional<double> reach = fit.identifiability.reach;
  const double largest = fit.identifiability.max_concurrency;
  if (fit.beta_on_bound || !reach || !fit.has_peak) {
    say(findings, "The data end at N = " + number_text(largest) +
                      "; do not extrapolate beyond N = " + number_text(kFarPeak * largest) + ".");
  } else if (*reach < 1 / kFarPeak) {
    warn(findings, "far-from-peak",
         "The largest N measured (" + number_text(largest) + ") is only " + percent_text(*reach) +
             " of N*: the peak is an extrapolation beyond twice the data.");
  } else if (*reach < 1) {
    warn(findings, "peak-beyond-data",
         "The largest N measured (" + number_text(largest) + ") is " + percent_text(*reach) +
             " of N*: the peak was not measured.");
  }
}

}  // namespace

Findings curve_findings(const UslFit& fit, Usability usability) {
  Findings findings;
  if (usability == Usability::wrong_model) {
    add_wrong_model(findings, fit);
    return findings;
  }
  add_limits(findings, fit, usability);
  add_peak(findings, fit);
  add_reach(findings, fit);
  add_small_misfit(findings, fit);
  return findings;
}

}  // namespace uslkit
