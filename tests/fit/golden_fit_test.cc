// The certified optima, standard errors and intervals of the golden sets.
//
// Source of every number: least squares by SciPy 1.10.1, then Gauss-Newton in 80-bit arithmetic to
// stationarity; checked with Ceres 2.1, TinySolver and MASS 7.3 (profiles). See data/SOURCES.md.
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "fit/ceres_fit.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "fit/fit_problem.h"
#include "fit/fit_usl.h"
#include "fit/peak_profile.h"
#include "fit/profile.h"
#include "fit/quadratic.h"
#include "fit/refit.h"
#include "tests/fit/golden_rows.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// ---- Table A: additive least squares, unconstrained, three parameters.
struct Optimum {
  const char* name;
  UslParameters usl;
  std::array<double, 3> standard_error;
  double rss;
  double peak_concurrency;  // 0: none
  double peak_throughput;
};
const std::vector<Optimum> kOptima = {
    {"specsdm91",
     {0.027728475619, 0.00010436548384, 89.995233104},
     {0.009121732, 1.987527e-05, 14.21349},
     27453.7196,
     96.519561,
     1883.899},
    {"specsdm91_rounded",
     {0.027728907786, 0.00010434801079, 89.987147434},
     {0.009098375, 1.982397e-05, 14.17595},
     27310.0815,
     96.5276203,
     1883.77869},
    {"raytracer",
     {0.078147848602, -0.00020112128631, 24.766174121},
     {0.01340502, 0.0001199948, 2.157057},
     484.017675,
     0,
     0},
    {"raytracer_first6",
     {0.024444041422, 0.0016268092804, 20.856045303},
     {0.008390656, 0.0002613985, 0.7885063},
     10.0918818,
     24.4882512,
     203.488183},
    {"cisco_mysql",
     {0.026715945036, 0.00076909392061, 995.64878593},
     {0.004493828, 8.645446e-05, 28.69837},
     1023849.52,
     35.5737882,
     12342.8526},
    {"cisco_mysql_first10",
     {0.01700276672, 0.00044653917203, 938.37927197},
     {0.006926376, 0.0005175587, 15.7927},
     10043.1555,
     46.9187428,
     16052.1024},
    {"oracledb",
     {0.44137156449, 0.045298334729, 3.3860784072},
     {0.04674164, 0.01618402, 0.06111657},
     205.493198,
     3.5117242,
     4.74092107},
    {"sysbench_cpu",
     {0.42877465273, 1.9522667356e-05, 12516.929525},
     {0.06986833, 2.473077e-05, 1724.795},
     59601205.2,
     171.054364,
     28745.8705},
    {"schwartz_linear2",
     {0.050016968037, 0.020001259105, 1800.0654048},
     {7.164118e-05, 5.043029e-06, 0.2116221},
     0.842694631,
     6.89174589,
     5888.28371},
    {"usl_test_synthetic",
     {0.02000576133, 0.019999665278, 1.0000051217},
     {3.525808e-06, 2.653848e-07, 6.090723e-06},
     2.73281537e-10,
     7.000038,
     3.57140949},
};

// The table prints 7 to 9 digits of errors and sums.
constexpr double kParameterDigits = 1e-7;
constexpr double kErrorDigits = 1e-6;

void check_parameters(const UslParameters& found, const UslParameters& expected, double relative) {
  CHECK(near(found.alpha, expected.alpha, relative));
  CHECK(near(found.beta, expected.beta, relative));
  CHECK(near(found.gamma, expected.gamma, relative));
}

struct Minimum {
  FitProblem problem;
  RefitResult fit;
  ErrorVariance variance;
  Covariance covariance;

  [[nodiscard]] ProfileBase base(double level) const {
    return {.minimum = fit.parameters,
            .free = {},
            .rss = fit.rss,
            .rss_cut = variance.rss_cut(fit.rss, level)};
  }
};

Minimum minimum_of(const std::string& name, ErrorModel model) {
  Minimum minimum;
  minimum.problem = make_fit_problem(golden_rows(name), model);
  minimum.fit = ceres_fit(minimum.problem);
  minimum.variance = error_variance(minimum.problem, minimum.fit.rss, 3);
  minimum.covariance =
      covariance_of(minimum.problem, minimum.fit.parameters, {}, minimum.variance.variance);
  return minimum;
}

void check_interval(const Interval& found, const Interval& expected, double relative) {
  if (std::isinf(expected.upper)) {
    CHECK(std::isinf(found.upper));
  } else {
    CHECK(near(found.upper, expected.upper, relative));
  }
  CHECK(near(found.lower, expected.lower, relative));
}

}  // namespace

TEST_CASE("additive least squares finds the certified optimum of every golden set") {
  for (const Optimum& expected : kOptima) {
    CAPTURE(expected.name);
    const Minimum minimum = minimum_of(expected.name, ErrorModel::additive);
    REQUIRE(minimum.fit.converged);
    check_parameters(minimum.fit.parameters, expected.usl, kParameterDigits);
    CHECK(near(minimum.fit.rss, expected.rss, kErrorDigits));
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(near(minimum.covariance.standard_error[i], expected.standard_error[i], kErrorDigits));
    }
    const std::optional<UslPeak> peak = usl_peak(minimum.fit.parameters);
    CHECK(peak.has_value() == (expected.peak_concurrency > 0));
    if (!peak) continue;
    CHECK(near(peak->concurrency, expected.peak_concurrency, kErrorDigits));
    CHECK(near(peak->throughput, expected.peak_throughput, kErrorDigits));
  }
}

TEST_CASE("Ceres alone and the Newton solver alone find the same optima") {
  for (const Optimum& expected : kOptima) {
    CAPTURE(expected.name);
    const FitProblem problem = make_fit_problem(golden_rows(expected.name), ErrorModel::additive);
    const UslParameters start = linear_start(problem);
    const RefitResult ceres = ceres_refit(problem, start);
    const RefitResult newton = refit(problem, start);
    REQUIRE(ceres.converged);
    REQUIRE(newton.converged);
    check_parameters(ceres.parameters, expected.usl, kParameterDigits);
    check_parameters(newton.parameters, expected.usl, kParameterDigits);
  }
}

// 60-digit Gauss-Newton on the rounded SPEC SDM91 rows: the project's own certified USL with beta >
// 0.
TEST_CASE("SPEC SDM91 agrees with 60-digit arithmetic to ten digits") {
  const Minimum minimum = minimum_of("specsdm91_rounded", ErrorModel::additive);
  check_parameters(minimum.fit.parameters,
                   {2.77289077856e-02, 1.04348010787e-04, 8.99871474337e+01}, 1e-10);
  CHECK(near(minimum.covariance.standard_error[0], 9.0983747664e-03, 1e-9));
  CHECK(near(minimum.covariance.standard_error[1], 1.9823973352e-05, 1e-9));
  CHECK(near(minimum.covariance.standard_error[2], 1.4175950220e+01, 1e-9));
  CHECK(near(minimum.fit.rss, 2.73100814784e+04, 1e-10));
  CHECK(near(std::sqrt(minimum.variance.variance), 8.26288107721e+01, 1e-10));
  CHECK(near(usl_peak(minimum.fit.parameters)->concurrency, 96.527620268, 1e-10));
}

// Table C.
TEST_CASE("raytracer, whose beta comes out negative, is reported as its certified Amdahl fit") {
  const UslFit fit =
      fit_usl(golden_rows("raytracer"), {.error_model = ErrorModel::additive, .robust = false});
  CHECK(fit.beta_on_bound);
  CHECK_FALSE(fit.alpha_on_bound);
  CHECK(near(fit.parameters.alpha, 0.05777078074, 1e-9));
  CHECK(fit.parameters.beta == doctest::Approx(0).epsilon(1e-300));
  CHECK(near(fit.parameters.gamma, 21.848842866, 1e-9));
  CHECK(near(fit.rss, 697.2378, 1e-6));
  CHECK(near(fit.unconstrained.beta, -0.00020112128631, kParameterDigits));
  CHECK(fit.usability == Usability::amdahl);
}

// Table D: gamma fixed to X(1), additive errors; and log X with gamma free. One number is not the
// table's: for cisco_mysql_first10 it prints beta = -2.88451714e-05, where its solver stopped 1e-7
// standard errors early; 50-digit Gauss-Newton gives -2.88451373737e-05.
TEST_CASE("two-parameter and logarithmic fits agree with their certified values") {
  struct Row {
    const char* name;
    double alpha, beta;  // gamma held at X(1)
    UslParameters log;   // least squares on log X
    double quadratic_alpha, quadratic_beta;
  };
  const std::vector<Row> rows = {
      {"specsdm91",
       0.0126048708,
       0.000111200304,
       {0.0134524732, 0.000115110078, 67.9423231},
       0.01704689,
       7.89249792e-05},
      {"specsdm91_rounded",
       0.0126669289,
       0.000111168584,
       {0.0135101241, 0.00011504718, 68.0243604},
       0.0170992044,
       7.89722029e-05},
      {"raytracer",
       0.0497972795,
       1.14344427e-05,
       {0.0564054411, 3.35826679e-06, 21.5915036},
       0.0500239437,
       4.70821781e-06},
      {"raytracer_first6",
       0.0159103665,
       0.001841155,
       {0.0167164943, 0.00189099741, 20.2813668},
       0.0146319812,
       0.00191270958},
      {"cisco_mysql",
       0.0207164437,
       0.000861217532,
       {0.0204539088, 0.000890960162, 960.150908},
       0.0201748156,
       0.00088247406},
      {"cisco_mysql_first10",
       0.023961621,
       -2.8845137374e-05,
       {0.0253633777, -0.000220641563, 953.767627},
       0.0258279429,
       -0.000244698675},
      {"sysbench_cpu",
       0.270913974,
       2.19480583e-05,
       {0.338885309, 2.62847712e-05, 10325.333},
       0.301257646,
       1.15156575e-07},
      {"schwartz_linear2",
       0.0499970892,
       0.0200020926,
       {0.0500051255, 0.020002163, 1800.04084},
       0.0499859945,
       0.0200035227},
      {"usl_test_synthetic",
       0.0200032214,
       0.019999766,
       {0.0200038714, 0.0199997925, 1.00000259},
       0.0200034524,
       0.0199997296},
  };
  // The table prints nine digits of results whose solver stopped at about eight.
  constexpr double kPrinted = 3e-8;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Measurements measurements = golden_rows(row.name);
    const UslFit two = fit_usl(measurements, {.error_model = ErrorModel::additive,
                                              .gamma_mode = GammaMode::first_row,
                                              .unconstrained = true,
                                              .robust = false});
    CHECK(near(two.parameters.alpha, row.alpha, kPrinted));
    CHECK(near(two.parameters.beta, row.beta, 1e-7));
    CHECK(two.free_parameters == 2);
    const RefitResult log = ceres_fit(make_fit_problem(measurements, ErrorModel::relative));
    CHECK(near(log.parameters.alpha, row.log.alpha, kPrinted));
    CHECK(near(log.parameters.beta, row.log.beta, 1e-7));
    CHECK(near(log.parameters.gamma, row.log.gamma, kPrinted));
    const UslFit spreadsheet =
        fit_usl(measurements, {.gamma_mode = GammaMode::quadratic, .robust = false});
    CHECK(near(spreadsheet.parameters.alpha, row.quadratic_alpha, 1e-8));
    CHECK(near(spreadsheet.parameters.beta, row.quadratic_beta, 1e-8));
    CHECK_FALSE(spreadsheet.alpha.interval().has_value());
  }
  const RefitResult oracle =
      ceres_fit(make_fit_problem(golden_rows("oracledb"), ErrorModel::relative));
  check_parameters(oracle.parameters, {0.539237638, 0.00227175154, 3.28968483}, 1e-7);
}

// Table E: 95 % intervals of the unconstrained additive fits.
TEST_CASE("Wald and profile intervals agree with their certified values, open ends included") {
  struct Row {
    const char* name;
    std::array<Interval, 3> wald;
    std::array<Interval, 3> profile;
    std::optional<Interval> peak;
  };
  const std::vector<Row> rows = {
      {"specsdm91",
       {{{0.00240249, 0.0530545}, {4.91829e-05, 0.000159548}, {50.5323, 129.458}}},
       {{{0.00948473, 0.0641035}, {3.86212e-05, 0.000161176}, {61.2463, 144.546}}},
       Interval{77.8554, 156.662}},
      {"raytracer",
       {{{0.0472358, 0.10906}, {-0.00047783, 7.55872e-05}, {19.792, 29.7404}}},
       {{{0.0513014, 0.112853}, {-0.000512498, 4.07351e-05}, {20.3864, 30.2817}}},
       std::nullopt},
      {"raytracer_first6",
       {{{-0.00225877, 0.0511469}, {0.000794923, 0.0024587}, {18.3467, 23.3654}}},
       {{{-0.000386799, 0.0534125}, {0.000726811, 0.00240025}, {18.4897, 23.5463}}},
       Interval{20.3932, 36.1223}},
      {"cisco_mysql",
       {{{0.017525, 0.0359069}, {0.000592275, 0.000945913}, {936.954, 1054.34}}},
       {{{0.0180225, 0.0361347}, {0.000588191, 0.00093698}, {939.718, 1055.67}}},
       Interval{32.3599, 40.4964}},
      {"cisco_mysql_first10",
       {{{0.000624489, 0.033381}, {-0.000777293, 0.00167037}, {901.035, 975.723}}},
       {{{0.000912975, 0.0339082}, {-0.000816658, 0.00164726}, {901.549, 976.753}}},
       Interval{24.623, kInfinity}},
      {"oracledb",
       {{{0.349448, 0.533295}, {0.0134703, 0.0771263}, {3.26588, 3.50627}}},
       {{{0.338045, 0.535283}, {0.0139848, 0.0812238}, {3.26353, 3.50626}}},
       Interval{2.79924, 5.8661}},
      {"sysbench_cpu",
       {{{0.267658, 0.589891}, {-3.75066e-05, 7.65519e-05}, {8539.55, 16494.3}}},
       {{{0.301485, 0.592556}, {-3.58681e-05, 8.70349e-05}, {9249.64, 16443.8}}},
       Interval{79.8463, kInfinity}},
  };
  constexpr double kPrinted = 5e-6;  // six digits
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Minimum minimum = minimum_of(row.name, ErrorModel::additive);
    const UslFit fit =
        fit_usl(golden_rows(row.name),
                {.error_model = ErrorModel::additive, .unconstrained = true, .robust = false});
    const std::array<const Estimate*, 3> estimates = {&fit.alpha, &fit.beta, &fit.gamma};
    for (std::size_t i = 0; i < 3; ++i) {
      CAPTURE(i);
      REQUIRE(estimates[i]->wald.has_value());
      REQUIRE(estimates[i]->profile.has_value());
      check_interval(*estimates[i]->wald, row.wald[i], kPrinted);
      check_interval(*estimates[i]->profile, row.profile[i], kPrinted);
    }
    CHECK(fit.has_peak == row.peak.has_value());
    if (!row.peak) continue;
    check_interval(profile_peak_concurrency(minimum.problem, minimum.base(0.95)), *row.peak,
                   kPrinted);
    check_interval(*fit.peak_concurrency.profile, *row.peak, kPrinted);
  }
}

}  // namespace uslkit
