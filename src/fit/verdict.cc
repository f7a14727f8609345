#include "fit/verdict.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "base/number_text.h"
#include "fit/error_model_test.h"
#include "fit/lack_of_fit.h"
#include "fit/quantity_text.h"

namespace uslkit {
namespace {

constexpr double kSignificant = 0.01;     // for verdicts; one sweep in a hundred by chance
constexpr double kMaterialMisfit = 0.05;  // the curve misses the means by more than this, rms
constexpr double kFarPeak = 2;            // do not trust the curve beyond this multiple of max N
constexpr double kBigShift = 0.25;        // a row that moves N* by more decides it
constexpr double kModelShift = 0.2;       // so does an error model
constexpr std::int64_t kFewPoints = 8;
constexpr std::int64_t kBootstrapPoints = 20;
constexpr double kStrongCorrelation = 0.98;

const TestResult* test_named(const UslFit& fit, const char* name) {
  for (const TestResult& test : fit.tests) {
    if (test.name == name) return &test;
  }
  return nullptr;
}

bool is_significant(const TestResult* test) {
  return test != nullptr && test->p_value < kSignificant;
}

// Root mean square over the distinct N of the mean relative distance from the curve.
double relative_misfit(const UslFit& fit) {
  double sum = 0;
  std::size_t groups = 0;
  std::size_t begin = 0;
  while (begin < fit.rows.size()) {
    std::size_t end = begin;
    double mean = 0;
    while (end < fit.rows.size() && !(fit.rows[begin].concurrency < fit.rows[end].concurrency)) {
      mean += fit.rows[end].throughput / fit.rows[end].fitted - 1;
      ++end;
    }
    mean /= static_cast<double>(end - begin);
    sum += mean * mean;
    ++groups;
    begin = end;
  }
  return groups > 0 ? std::sqrt(sum / static_cast<double>(groups)) : 0;
}

bool looks_saturating(const UslFit& fit) {
  const TestResult* test = test_named(fit, kSaturationTest);
  return test != nullptr && test->statistic > kSaturationDeltaAic &&
         relative_misfit(fit) > kMaterialMisfit / 2;
}

bool lacks_fit(const UslFit& fit) {
  const bool significant = is_significant(test_named(fit, kPureErrorTest)) ||
                           is_significant(test_named(fit, kKnownVarianceTest)) ||
                           is_significant(test_named(fit, kRunsTest));
  return significant && relative_misfit(fit) > kMaterialMisfit;
}

bool is_superlinear(const UslFit& fit) {
  const std::optional<Interval> interval = fit.alpha.interval();
  return fit.parameters.alpha < 0 && interval.has_value() && interval->upper < 0;
}

Usability usability_of(const UslFit& fit) {
  if (looks_saturating(fit) || lacks_fit(fit)) return Usability::wrong_model;
  if (is_superlinear(fit)) return Usability::superlinear;
  if (fit.beta_on_bound || !(fit.parameters.beta > 0)) return Usability::amdahl;
  if (!fit.has_peak || !fit.identifiability.peak_identified) return Usability::no_peak_shown;
  return Usability::usable;
}

// Collects the verdict; a warning is a sentence with a code.
class Writer {
 public:
  explicit Writer(const UslFit& fit) : fit_(fit) { verdict_.usability = usability_of(fit); }

  Verdict write() {
    if (verdict_.usability == Usability::wrong_model) {
      wrong_model();
    } else {
      limits();
      peak();
      reach();
      small_misfit();
    }
    generator();
    error_model();
    outliers();
    if (verdict_.usability == Usability::usable) single_rows();
    sample();
    next();
    return std::move(verdict_);
  }

 private:
  void say(const std::string& sentence) { verdict_.sentences.push_back(sentence); }

  void warn(const char* code, const std::string& sentence) {
    say(sentence);
    verdict_.warnings.push_back({code, sentence});
  }

  [[nodiscard]] std::string throughput(double value) const { return throughput_text(value, fit_); }

  void wrong_model() {
    if (!looks_saturating(fit_)) {
      warn("lack-of-fit",
           "The USL does not describe these data: it misses the mean throughput by " +
               percent_text(relative_misfit(fit_)) +
               " (rms), which noise does not explain. Do not use alpha, beta or N* "
               "of this fit.");
      return;
    }
    std::string sentence =
        "This looks like a saturating queue, not a USL: throughput rises in a straight line to a "
        "ceiling and stays there";
    for (const RivalModel& model : fit_.models) {
      if (model.name != "knee" || model.parameters.size() != 2) continue;
      sentence += " (" + throughput(model.parameters[1]) +
                  ", reached at N = " + number_text(model.parameters[1] / model.parameters[0]) +
                  ")";
    }
    warn("saturating-queue", sentence + ". Do not use alpha, beta or N* of this fit.");
  }

  void small_misfit() {
    if (is_significant(test_named(fit_, kPureErrorTest)) ||
        is_significant(test_named(fit_, kKnownVarianceTest))) {
      warn("lack-of-fit", "The curve misses the means by " + percent_text(relative_misfit(fit_)) +
                              " (rms): little, but more than the noise explains; the intervals "
                              "are too narrow.");
    } else if (is_significant(test_named(fit_, kRunsTest))) {
      warn("few-runs",
           "The residuals run in long stretches of one sign: the data have a slightly other shape "
           "than the USL.");
    }
  }

  void limits() {
    if (is_superlinear(fit_)) {
      warn("superlinear",
           "Superlinear: throughput per worker grows with N at first (alpha = " +
               number_text(fit_.parameters.alpha) +
               interval_clause(fit_.alpha, fit_.confidence_level) +
               "). Usual causes: a fixed data set that fits into more caches, idle or half-used "
               "workers counted in N, special small configurations. Find the cause before you rely "
               "on it; the payback comes later.");
      return;
    }
    if (fit_.alpha_on_bound) {
      warn("alpha-on-bound",
           "Contention is not visible: alpha came out below zero, not "
           "significantly, and is held at 0.");
    }
    if (verdict_.usability == Usability::amdahl || fit_.beta_on_bound) {
      no_crosstalk();
      return;
    }
    contention_and_crosstalk();
  }

  void no_crosstalk() {
    std::string sentence = "No evidence of crosstalk: beta is 0 within the noise";
    if (fit_.identifiability.beta_upper_95.value_or(0) > 0) {
      sentence += ", at most " + number_text(*fit_.identifiability.beta_upper_95) + " at 95 %";
    }
    sentence += ". ";
    if (fit_.parameters.alpha > 0) {
      sentence += "Contention limits: " + percent_text(fit_.parameters.alpha) +
                  " of the work is serialised" +
                  percent_interval_clause(fit_.alpha, fit_.confidence_level) +
                  ", so throughput cannot exceed " + throughput(fit_.throughput_limit) + ".";
    } else {
      sentence += "Scaling is linear as far as the data reach.";
    }
    warn("no-crosstalk", sentence);
  }

  // Contention and crosstalk have different units (alpha, beta N); they compare at a given N only.
  void contention_and_crosstalk() {
    const double largest = fit_.identifiability.max_concurrency;
    const bool at_peak = fit_.has_peak && fit_.peak_concurrency.value <= kFarPeak * largest;
    const double operating_point =
        at_peak ? std::max(1.0, std::round(fit_.peak_concurrency.value)) : largest;
    const double contention = fit_.parameters.alpha;
    const double crosstalk = fit_.parameters.beta * operating_point;
    const std::string place = "N = " + number_text(operating_point) +
                              (at_peak ? " (the peak)" : " (the largest measured)");
    if (!(contention > 0)) {
      say("Crosstalk alone limits: at " + place + " it costs as much as " +
          percent_text(crosstalk) + " of serialised work would.");
      return;
    }
    std::string sentence =
        contention >= crosstalk ? "Contention limits first: " : "Crosstalk limits first: ";
    sentence += percent_text(contention) + " of the work is serialised" +
                percent_interval_clause(fit_.alpha, fit_.confidence_level) + "; at " + place +
                " crosstalk costs as much as another " + percent_text(crosstalk) + " would.";
    say(sentence);
  }

  void peak() {
    if (!fit_.has_peak || fit_.beta_on_bound) return;
    const std::optional<Interval> interval = fit_.peak_concurrency.interval();
    if (!fit_.identifiability.peak_identified) {
      const bool beyond = !fit_.identifiability.reach || *fit_.identifiability.reach < 1;
      std::string sentence =
          beyond ? "The data show no peak" : "The peak is not located: noise hides it";
      if (interval && std::isfinite(interval->lower)) {
        sentence += "; N* >= " + number_text(interval->lower) + " at " +
                    percent_text(fit_.confidence_level);
      }
      warn("no-peak-shown", sentence + ". Do not quote N* = " +
                                number_text(fit_.peak_concurrency.value) + " as a result.");
      return;
    }
    say("Throughput peaks at N = " + number_text(fit_.peak_concurrency.value) +
        interval_clause(fit_.peak_concurrency, fit_.confidence_level) + " with " +
        throughput(fit_.peak_throughput.value) +
        "; the best whole number is N = " + std::to_string(fit_.best_integer) + ".");
  }

  void reach() {
    const std::optional<double> reach = fit_.identifiability.reach;
    const double largest = fit_.identifiability.max_concurrency;
    if (fit_.beta_on_bound || !reach || !fit_.has_peak) {
      say("The data end at N = " + number_text(largest) +
          "; do not extrapolate beyond N = " + number_text(kFarPeak * largest) + ".");
    } else if (*reach < 1 / kFarPeak) {
      warn("far-from-peak", "The largest N measured (" + number_text(largest) + ") is only " +
                                percent_text(*reach) +
                                " of N*: the peak is an extrapolation beyond twice the data.");
    } else if (*reach < 1) {
      warn("peak-beyond-data", "The largest N measured (" + number_text(largest) + ") is " +
                                   percent_text(*reach) +
                                   " of N*: the peak itself was not measured.");
    }
  }

  void generator() {
    for (const Note& note : fit_.warnings) {
      if (note.code.rfind("generator-limited", 0) != 0) continue;
      say("The load generator may have set these throughputs, not the system: " + note.text);
      return;
    }
  }

  void error_model() {
    const TestResult* test = test_named(fit_, kPowerOfMeanTest);
    if (test != nullptr && test->p_value < kSignificant) {
      warn("error-model-doubtful", "The error model in use (" +
                                       std::string(name_of(fit_.error_model)) +
                                       ") is doubtful: " + test->reading + ".");
    }
    if (fit_.error_model_sensitivity.size() < 2) return;
    double least_alpha = std::numeric_limits<double>::infinity();
    double most_alpha = -least_alpha;
    double least_peak = least_alpha;
    double most_peak = -least_alpha;
    for (const ErrorModelSensitivity& choice : fit_.error_model_sensitivity) {
      const double peak = choice.peak_concurrency.value_or(std::numeric_limits<double>::infinity());
      least_alpha = std::min(least_alpha, choice.parameters.alpha);
      most_alpha = std::max(most_alpha, choice.parameters.alpha);
      least_peak = std::min(least_peak, peak);
      most_peak = std::max(most_peak, peak);
    }
    const bool peak_moves = std::isfinite(least_peak) && most_peak > least_peak * (1 + kModelShift);
    const double alpha_range = most_alpha - least_alpha;
    const bool alpha_moves = alpha_range > std::max(kModelShift * std::abs(most_alpha), 1e-6);
    const std::string peaks = std::isinf(least_peak)
                                  ? "no peak under any"
                                  : "N* from " + number_text(least_peak) + " to " +
                                        (std::isinf(most_peak) ? "none" : number_text(most_peak));
    const std::string sentence = "Across error models alpha ranges from " +
                                 number_text(least_alpha) + " to " + number_text(most_alpha) +
                                 ", " + peaks + ".";
    if (peak_moves) {
      warn("error-model-matters", sentence);
    } else if (alpha_moves) {
      say(sentence);
    } else {
      say("The choice of error model hardly matters here.");
    }
  }

  void outliers() {
    std::string list;
    std::size_t count = 0;
    for (const FittedPoint& row : fit_.rows) {
      if (!row.outlier) continue;
      ++count;
      if (count > 3) continue;
      list += (list.empty() ? "N = " : ", N = ") + number_text(row.concurrency) + " (" +
              signed_percent_text(row.throughput / row.fitted - 1) + " from the curve" +
              (row.line > 0 ? ", line " + std::to_string(row.line) : "") + ")";
    }
    if (count > 0) {
      warn("outliers", std::to_string(count) + (count == 1 ? " row stands" : " rows stand") +
                           " apart from the others: " + list + (count > 3 ? ", ..." : "") +
                           ". Nothing was removed; " + robust_clause() + ".");
      return;
    }
    if (robust_shift() > kBigShift) {
      warn("robust-disagrees",
           "A fit that ignores suspicious rows differs: " + robust_clause() + ".");
    }
  }

  [[nodiscard]] double robust_shift() const {
    if (!fit_.has_peak || !fit_.robust_peak_concurrency) return 0;
    return std::abs(std::log(*fit_.robust_peak_concurrency / fit_.peak_concurrency.value));
  }

  [[nodiscard]] std::string robust_clause() const {
    if (!fit_.robust) return "the robust fit failed";
    std::string text = "without their influence alpha would be " + number_text(fit_.robust->alpha);
    if (fit_.robust_peak_concurrency) {
      text += " and N* " + number_text(*fit_.robust_peak_concurrency);
    } else if (fit_.has_peak) {
      text += " and there would be no peak";
    }
    return text;
  }

  void single_rows() {
    if (!fit_.has_peak || !fit_.identifiability.peak_identified) return;
    const FittedPoint* worst = nullptr;
    double worst_shift = kBigShift;
    for (const FittedPoint& row : fit_.rows) {
      if (!row.parameters_without) continue;
      const double shift = row.peak_without
                               ? std::abs(std::log(*row.peak_without / fit_.peak_concurrency.value))
                               : std::numeric_limits<double>::infinity();
      if (shift <= worst_shift) continue;
      worst = &row;
      worst_shift = shift;
    }
    if (worst == nullptr) return;
    warn("depends-on-one-row",
         "N* rests on one row: without N = " + number_text(worst->concurrency) +
             (worst->line > 0 ? " (line " + std::to_string(worst->line) + ")" : "") +
             (worst->peak_without ? " it would be " + number_text(*worst->peak_without)
                                  : " there would be no peak") +
             ". Repeat that run.");
  }

  void sample() {
    if (fit_.points < kFewPoints) {
      warn("few-points", std::to_string(fit_.points) + " rows leave " +
                             std::to_string(fit_.degrees_of_freedom) +
                             (fit_.degrees_of_freedom == 1 ? " degree" : " degrees") +
                             " of freedom: intervals are wide and no test is sharp.");
    }
    const bool bootstrapped =
        fit_.alpha.bootstrap.has_value() || fit_.joint_draws.method.rfind("bootstrap", 0) == 0;
    if (bootstrapped && fit_.points < kBootstrapPoints) {
      warn("small-bootstrap-sample",
           "Bootstrap intervals from fewer than " + std::to_string(kBootstrapPoints) +
               " rows are too narrow (95 % covers some 86 % at 7 rows); quote the profile "
               "intervals.");
    }
    for (const double correlation : fit_.identifiability.correlation) {
      if (std::abs(correlation) <= kStrongCorrelation) continue;
      warn("strongly-correlated", "Two parameters are correlated by " +
                                      format_number(correlation, 3) +
                                      ": the curve is better known than either of them.");
      return;
    }
  }

  void next() {
    const double largest = fit_.identifiability.max_concurrency;
    switch (verdict_.usability) {
      case Usability::wrong_model:
        say("Next: look at the curve and the residuals, and at what changes along the sweep "
            "(a saturated resource, a queue limit, a different regime) before you fit again.");
        return;
      case Usability::superlinear:
        say("Next: repeat the runs at the smallest N, which decide alpha.");
        return;
      case Usability::amdahl:
      case Usability::no_peak_shown:
        if (fit_.has_peak && fit_.identifiability.reach && *fit_.identifiability.reach >= 1) {
          say("Next: repeat the runs at the smallest and the largest N; `uslkit next` ranks the "
              "candidates.");
          return;
        }
        say("Next: measure beyond N = " + number_text(largest) +
            ", up to twice as many; `uslkit next` ranks the candidates.");
        return;
      case Usability::usable:
        say("Next: check the neighbours of N = " + std::to_string(fit_.best_integer) +
            " by a run of their own; `uslkit next` says what else would narrow the answer.");
        return;
    }
  }

  const UslFit& fit_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(const UslFit& fit) { return Writer(fit).write(); }

}  // namespace uslkit
