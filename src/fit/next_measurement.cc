#include "fit/next_measurement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/input_error.h"
#include "base/number_text.h"
#include "fit/quantity_text.h"
#include "fit/row_information.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kLargestConcurrency = 1'000'000'000;

// The rows' information at one draw of the parameters, and the gradient of the target there.
struct Scenario {
  UslParameters usl;
  Information information;
  Vector3 target{};
};

std::optional<Vector3> target_gradient(const NextOptions& options, const UslParameters& usl) {
  switch (options.target) {
    case NextOptions::Target::peak_concurrency:
      if (!(usl.beta > 0) || !(usl.alpha < 1)) return std::nullopt;
      return log_peak_gradient(usl);
    case NextOptions::Target::throughput:
      return log_throughput_gradient(usl, options.throughput_at);
    case NextOptions::Target::alpha:
      return Vector3{1, 0, 0};
    case NextOptions::Target::beta:
      return Vector3{0, 1, 0};
  }
  return std::nullopt;
}

const char* name_of(NextOptions::Target target) {
  switch (target) {
    case NextOptions::Target::peak_concurrency:
      return "peak concurrency (relative width)";
    case NextOptions::Target::throughput:
      return "throughput (relative width)";
    case NextOptions::Target::alpha:
      return "alpha (absolute width)";
    case NextOptions::Target::beta:
      return "beta (absolute width)";
  }
  return "";
}

// Even stretches of the fit's own draws; the estimate alone where there are none.
std::vector<UslParameters> chosen_draws(const UslFit& fit, int most) {
  const std::vector<UslParameters>& draws = fit.joint_draws.draws;
  if (draws.empty()) return {fit.parameters};
  const std::size_t count = std::min(draws.size(), static_cast<std::size_t>(most));
  std::vector<UslParameters> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(draws[i * draws.size() / count]);
  return result;
}

// All whole numbers up to 256, then steps of 6 %: some 500 candidates up to a billion.
std::vector<std::int64_t> candidate_numbers(std::int64_t largest) {
  constexpr std::int64_t kEveryNumberTo = 256;
  constexpr double kStep = 1.06;
  std::vector<std::int64_t> result;
  for (std::int64_t number = 1; number < largest;) {
    result.push_back(number);
    number =
        number < kEveryNumberTo ? number + 1 : std::llround(static_cast<double>(number) * kStep);
  }
  result.push_back(largest);
  return result;
}

class Advisor {
 public:
  Advisor(const UslFit& fit, const NextOptions& options)
      : fit_(fit), stop_(options.stop), log_scale_(is_log_scale(fit)) {
    const std::vector<double> precision = row_precisions(fit);
    for (const UslParameters& usl : chosen_draws(fit, options.draws)) {
      const std::optional<Vector3> target = target_gradient(options, usl);
      if (!target) continue;
      Scenario scenario{usl, {}, *target};
      for (std::size_t i = 0; i < fit.rows.size(); ++i) {
        scenario.information.add(response_gradient(log_scale_, usl, fit.rows[i].concurrency),
                                 precision[i]);
      }
      scenarios_.push_back(scenario);
    }
  }

  [[nodiscard]] std::size_t scenarios() const { return scenarios_.size(); }

  // The expected width after `runs` more runs at N, on top of those already committed to.
  [[nodiscard]] double width_after(double concurrency, int runs) const {
    throw_if_stopped(stop_);
    std::vector<double> deviation;
    deviation.reserve(scenarios_.size());
    const double precision = runs / new_run_variance(fit_, concurrency);
    for (const Scenario& scenario : scenarios_) {
      Information information = scenario.information;
      if (runs > 0) {
        information.add(response_gradient(log_scale_, scenario.usl, concurrency), precision);
      }
      const std::optional<Matrix3> covariance = information.inverse();
      deviation.push_back(covariance ? std::sqrt(quadratic_form(*covariance, scenario.target))
                                     : kInfinity);
    }
    const std::vector<double>::iterator middle =
        deviation.begin() + static_cast<std::ptrdiff_t>(deviation.size() / 2);
    std::nth_element(deviation.begin(), middle, deviation.end());
    return 2 * interval_quantile(fit_) * *middle;
  }

  // From here on the runs count as made.
  void commit(double concurrency, int runs) {
    const double precision = runs / new_run_variance(fit_, concurrency);
    for (Scenario& scenario : scenarios_) {
      scenario.information.add(response_gradient(log_scale_, scenario.usl, concurrency), precision);
    }
  }

 private:
  const UslFit& fit_;
  StopRequest stop_;
  bool log_scale_;
  std::vector<Scenario> scenarios_;
};

// Half a width as people read it: a relative one in per cent.
std::string half_width_text(double width, bool relative) {
  if (std::isinf(width)) return "unknown";
  return "+-" + (relative ? percent_text(width / 2) : format_number(width / 2, 3));
}

std::string sentence_of(const NextAdvice& advice, const NextOptions& options) {
  const NextCandidate& best = advice.candidates.front();
  const bool relative = options.target == NextOptions::Target::peak_concurrency ||
                        options.target == NextOptions::Target::throughput;
  std::string name = "N*";
  if (options.target == NextOptions::Target::alpha) name = "alpha";
  if (options.target == NextOptions::Target::beta) name = "beta";
  if (options.target == NextOptions::Target::throughput) {
    name = "X(" + number_text(options.throughput_at) + ")";
  }
  return "Measure N = " + number_text(static_cast<double>(best.concurrency)) + " next: " + name +
         " is expected to be known to " + half_width_text(best.width_after_one, relative) +
         " after one run and to " + half_width_text(best.width_after_runs, relative) + " after " +
         std::to_string(options.runs) + " (now " + half_width_text(advice.width_now, relative) +
         ").";
}

// The measured N that a candidate could repeat.
std::vector<std::int64_t> measured_numbers(const UslFit& fit,
                                           const std::vector<std::int64_t>& candidates) {
  std::vector<std::int64_t> result;
  for (const std::int64_t number : candidates) {
    const double n = static_cast<double>(number);
    const bool measured =
        std::any_of(fit.rows.begin(), fit.rows.end(),
                    [n](const FittedPoint& row) { return std::abs(row.concurrency - n) < 1e-9; });
    if (measured) result.push_back(number);
  }
  return result;
}

struct BestRun {
  std::int64_t concurrency = 0;
  double width = kInfinity;
};

BestRun best_run(const Advisor& advisor, const std::vector<std::int64_t>& numbers) {
  BestRun best = {numbers.front(), kInfinity};
  for (const std::int64_t number : numbers) {
    const double width = advisor.width_after(static_cast<double>(number), 1);
    if (width < best.width) best = {number, width};
  }
  return best;
}

// Greedy: each run at the N that is best given the runs before it. The optimal design trusts the
// model; where no N was ever run twice nothing could show it wrong, so the last of several runs
// repeats a measured N.
void recommend(NextAdvice& advice, Advisor& advisor, const UslFit& fit,
               const std::vector<std::int64_t>& numbers, int runs) {
  constexpr int kMostRecommended = 12;
  const int count = std::min(runs, kMostRecommended);
  const std::vector<std::int64_t> measured = measured_numbers(fit, numbers);
  bool replicated = fit.distinct_concurrency < fit.points || measured.empty();
  for (int run = 0; run < count; ++run) {
    const bool last = run + 1 == count && count > 1;
    const BestRun best = best_run(advisor, last && !replicated ? measured : numbers);
    replicated = replicated ||
                 std::find(measured.begin(), measured.end(), best.concurrency) != measured.end();
    advisor.commit(static_cast<double>(best.concurrency), 1);
    advice.recommended.push_back(best.concurrency);
    advice.width_after_recommended = best.width;
  }
}

std::vector<Note> cautions_of(const UslFit& fit, const NextAdvice& advice) {
  std::vector<Note> cautions;
  if (fit.usability == Usability::wrong_model) {
    cautions.push_back({"wrong-model",
                        "The USL does not describe these data, and this advice assumes that it "
                        "does: find out what changes along the sweep first."});
  }
  if (fit.distinct_concurrency == fit.points) {
    const std::string repeat =
        advice.recommended.size() > 1
            ? "; one of the runs advised repeats a measured N for that reason."
            : ": repeat a measured N as well.";
    cautions.push_back(
        {"no-replicates",
         "No N was measured twice, so nothing tells noise from a wrong model" + repeat});
  }
  return cautions;
}

}  // namespace

void NextOptions::check() const {
  if (max_concurrency < 1 || max_concurrency > kLargestConcurrency) {
    throw InputError({.place = {.source = "--max-n"},
                      .found = std::to_string(max_concurrency),
                      .allowed = "a whole number from 1 to 1000000000",
                      .hint = "the largest concurrency you can run"});
  }
  if (runs < 1 || runs > 1000) {
    throw InputError({.place = {.source = "--runs"},
                      .found = std::to_string(runs),
                      .allowed = "a whole number from 1 to 1000",
                      .hint = ""});
  }
  if (draws < 1) {
    throw InputError({.place = {.source = "--draws"},
                      .found = std::to_string(draws),
                      .allowed = "a whole number of 1 or more",
                      .hint = ""});
  }
  if (target == Target::throughput && !(throughput_at > 0 && std::isfinite(throughput_at))) {
    throw InputError({.place = {.source = "--at"},
                      .found = format_number(throughput_at),
                      .allowed = "the N whose throughput is wanted, above 0",
                      .hint = ""});
  }
}

NextAdvice next_measurement(const UslFit& fit, const NextOptions& options) {
  options.check();
  if (fit.rows.empty() || !(fit.residual_sd > 0)) {
    throw FitNotUsable(
        {.place = {.source = "fit"},
         .found = fit.rows.empty() ? "a fit without its rows" : "a fit without any residual noise",
         .allowed = "a fit with rows and noise: advice weighs one against the other",
         .hint = "fit the measurements again"});
  }
  Advisor advisor(fit, options);
  if (advisor.scenarios() == 0) {
    throw FitNotUsable({.place = {.source = "fit"},
                        .found = "no peak in any draw of the parameters",
                        .allowed = "a fit whose uncertainty includes a peak",
                        .hint = "ask for another target, such as the throughput at a given N"});
  }
  NextAdvice advice;
  advice.target = name_of(options.target);
  advice.draws_used = static_cast<int>(advisor.scenarios());
  advice.width_now = advisor.width_after(1, 0);
  const std::vector<std::int64_t> numbers = candidate_numbers(options.max_concurrency);
  for (const std::int64_t number : numbers) {
    NextCandidate candidate;
    candidate.concurrency = number;
    candidate.width_after_one = advisor.width_after(static_cast<double>(number), 1);
    candidate.width_after_runs = advisor.width_after(static_cast<double>(number), options.runs);
    candidate.gain = std::isinf(advice.width_now)
                         ? (std::isinf(candidate.width_after_one) ? 0 : 1)
                         : 1 - candidate.width_after_one / advice.width_now;
    advice.candidates.push_back(candidate);
  }
  std::stable_sort(advice.candidates.begin(), advice.candidates.end(),
                   [](const NextCandidate& a, const NextCandidate& b) {
                     return a.width_after_one < b.width_after_one;
                   });
  recommend(advice, advisor, fit, numbers, options.runs);
  advice.cautions = cautions_of(fit, advice);
  advice.sentence = sentence_of(advice, options);
  return advice;
}

}  // namespace uslkit
