// UslFit: everything a fit says about a system, so that each number can be defended.
//
// Made by fit/, read by sizing, simulation and report. Plain data. Open interval ends are
// +-infinity here and `null` in JSON; a quantity that could not be computed is an empty optional.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/measurements.h"
#include "model/usl.h"

namespace uslkit {

struct Interval {
  double lower = 0;
  double upper = 0;

  friend bool operator==(const Interval&, const Interval&) = default;
};

// How measurement errors are thought to grow; decides the weights.
//   relative    constant coefficient of variation: least squares on log X (default)
//   additive    constant standard deviation: least squares on X, as R usl and the book do
//   known_sd    every row brings its standard deviation: weights 1/sd^2, no free variance
//   replicates  relative errors, their variance taken from repeated runs at the same N (pure error)
enum class ErrorModel { relative, additive, known_sd, replicates };

// How gamma is obtained: fitted with the others, fixed to the mean X of the rows at N = 1, fixed to
// a number of the user's, or the spreadsheet's quadratic regression on N/C(N) - 1 (GCaP, ch. 5).
enum class GammaMode { fitted, first_row, given, quadratic };

[[nodiscard]] const char* name_of(ErrorModel model);
[[nodiscard]] const char* name_of(GammaMode mode);

struct Estimate {
  double value = 0;
  std::optional<double> standard_error;
  std::optional<Interval> wald;       // value +- t(n-p) standard errors
  std::optional<Interval> profile;    // profile likelihood, F(1, n-p) cut; may be open
  std::optional<Interval> bootstrap;  // percentile, when asked for
  // What to quote: the profile where it exists, else Wald.
  [[nodiscard]] std::optional<Interval> interval() const { return profile ? profile : wald; }
};

enum class Usability {
  usable,         // peak located, or honestly shown to lie beyond the data
  no_peak_shown,  // usable below the data's end; N* has only a lower limit
  amdahl,         // beta on its bound: no evidence of crosstalk, upper limit given
  superlinear,    // alpha significantly below zero
  wrong_model,    // lack of fit: the USL does not describe these data
};
[[nodiscard]] const char* name_of(Usability usability);

struct FittedPoint {
  double concurrency = 0;
  double throughput = 0;
  double fitted = 0;
  double residual = 0;      // on the scale of the error model (log: relative error)
  double standardized = 0;  // residual / (sd sqrt(1-leverage)), leave-one-out (Studentised) sd
  double leverage = 0;      // 0..1
  double cooks_distance = 0;
  double robust_weight = 1;            // 0..1 in the robust fit
  bool outlier = false;                // flagged, never removed
  std::optional<double> peak_without;  // N* when this row is left out
  std::optional<UslParameters> parameters_without;
  std::int64_t line = 0;
  std::int32_t source = 0;
};

struct BandPoint {
  double concurrency = 0;
  double throughput = 0;
  Interval confidence;  // of the curve
  Interval prediction;  // of one new run
};

// A rival description of the same rows, fitted under the same error model.
struct RivalModel {
  std::string name;  // "linear", "amdahl", "gustafson", "usl", "log-usl", "knee"
  std::string formula;
  std::vector<std::string> parameter_names;
  std::vector<double> parameters;
  int parameter_count = 0;
  double rss = 0;
  double r_squared = 0;        // on the throughput scale
  std::optional<double> aicc;  // refused where n - k - 1 < 1
  double aic = 0;
  double bic = 0;
  std::optional<double> f_statistic;  // nested in the USL only: is the USL significantly better?
  std::optional<double> f_p_value;
  std::string remark;
};

struct TestResult {
  std::string name;  // "Breusch-Pagan", "lack of fit (pure error)", "runs"
  double statistic = 0;
  double p_value = 1;
  std::string reading;  // one sentence in words
};

// The answer under each other choice of error model: how much does the choice matter?
struct ErrorModelSensitivity {
  ErrorModel model = ErrorModel::relative;
  UslParameters parameters;
  std::optional<double> peak_concurrency;
};

struct Identifiability {
  double max_concurrency = 0;
  std::optional<double> reach;          // max N / N*; below about 1 the peak is not in the data
  double beta_zero_p_value = 1;         // F test of beta = 0, one-sided for beta > 0
  std::optional<double> beta_upper_95;  // one-sided upper limit, when beta is on its bound
  double condition_number = 0;          // of the scaled Jacobian
  std::array<double, 3> correlation{};  // alpha-beta, alpha-gamma, beta-gamma
  bool peak_identified = false;         // both ends of the N* interval are finite
  std::string sentence;                 // "the data show no peak; N* >= 24.6 at 95 %"
};

// Draws from the joint uncertainty of (alpha, beta, gamma): sizing propagates them together.
struct JointDraws {
  std::string method;  // "bayes-grid", "bootstrap-residual", "normal", ...
  std::uint64_t seed = 0;
  std::vector<UslParameters> draws;
};

struct BayesSummary {
  double probability_beta_positive = 0;
  Estimate alpha, beta, gamma;              // value = posterior mean; interval in `profile`
  double peak_median = 0;                   // may be +infinity
  Interval peak;                            // 95 % equal-tailed; upper may be +infinity
  double probability_peak_within_data = 0;  // P(N* <= max N)
};

struct UslFit {
  // What was asked.
  ErrorModel error_model = ErrorModel::relative;
  GammaMode gamma_mode = GammaMode::fitted;
  double confidence_level = 0.95;
  std::uint64_t seed = 0;
  std::string concurrency_name = "concurrency";
  std::string throughput_name = "throughput";
  std::string throughput_unit = "/s";
  std::vector<MeasurementSource> sources;

  // What was found.
  UslParameters parameters;     // the reported curve, physically admissible
  UslParameters unconstrained;  // before any bound
  bool beta_on_bound = false;   // beta was < 0 unconstrained: refitted as Amdahl
  bool alpha_on_bound = false;  // alpha was < 0, not significantly: refitted at 0
  int free_parameters = 3;      // p
  Estimate alpha, beta, gamma;
  std::array<std::array<double, 3>, 3> covariance{};  // alpha, beta, gamma; rows of a bound are 0

  bool has_peak = false;
  Estimate peak_concurrency;      // N*; the interval may be open above
  Estimate peak_throughput;       // X(N*)
  std::int64_t best_integer = 0;  // 0 without a peak
  double throughput_limit = 0;    // sup X(N); may be +infinity
  std::optional<Interval> throughput_limit_interval;

  // How good it is.
  std::int64_t points = 0;  // n rows
  std::int64_t distinct_concurrency = 0;
  int degrees_of_freedom = 0;  // of the residual variance
  double rss = 0;              // on the scale of the error model
  double rss_throughput = 0;   // sum of squared errors on the throughput scale
  double r_squared = 0;        // on the throughput scale
  double residual_sd = 0;      // on the scale of the error model
  Identifiability identifiability;
  std::vector<TestResult> tests;
  std::vector<ErrorModelSensitivity> error_model_sensitivity;
  std::vector<RivalModel> models;
  std::vector<FittedPoint> rows;
  std::vector<BandPoint> band;
  std::vector<UslOverhead> overhead;
  std::optional<UslParameters> robust;  // the redescending fit, for comparison
  std::optional<double> robust_peak_concurrency;
  std::optional<BayesSummary> bayes;
  JointDraws joint_draws;

  // What it means.
  Usability usability = Usability::usable;
  std::vector<std::string> verdict;  // sentences for people, most important first
  std::vector<Note> warnings;

  // 1 for throughput per second, 60 per minute, 3600 per hour.
  [[nodiscard]] double time_unit_s() const;
};

}  // namespace uslkit
