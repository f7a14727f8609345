#include "tests/report/sample_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

namespace uslkit {
namespace {

struct Run {
  double concurrency;
  double throughput;
};

using Matrix = std::array<std::array<double, 3>, 3>;
using Vector = std::array<double, 3>;

// dX/d(alpha, beta, gamma).
Vector gradient(const UslParameters& usl, double n) {
  const double d = usl_denominator(usl, n);
  const double x = usl_throughput(usl, n);
  return {-x * (n - 1) / d, -x * n * (n - 1) / d, x / usl.gamma};
}

Matrix inverse(const Matrix& m) {
  const auto cofactor = [&](std::size_t i, std::size_t j) {
    const std::size_t a = (i + 1) % 3, b = (i + 2) % 3, c = (j + 1) % 3, d = (j + 2) % 3;
    return m[a][c] * m[b][d] - m[a][d] * m[b][c];
  };
  const double determinant =
      m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
  Matrix result{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) result[i][j] = cofactor(j, i) / determinant;
  }
  return result;
}

double quadratic_form(const Matrix& m, const Vector& v) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) sum += v[i] * m[i][j] * v[j];
  }
  return sum;
}

Interval around(double value, double half) { return {value - half, value + half}; }

// Additive least squares has these bands when `usl` is its minimum; `t` is Student's quantile.
UslFit make_fit(const UslParameters& usl, const std::vector<Run>& runs, double t) {
  UslFit fit;
  fit.error_model = ErrorModel::additive;
  fit.parameters = fit.unconstrained = usl;
  fit.points = static_cast<std::int64_t>(runs.size());
  fit.degrees_of_freedom = static_cast<int>(runs.size()) - 3;
  Matrix normal{};
  double mean = 0;
  double largest = 0;
  for (const Run& run : runs) {
    const Vector g = gradient(usl, run.concurrency);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) normal[i][j] += g[i] * g[j];
    }
    const double residual = run.throughput - usl_throughput(usl, run.concurrency);
    fit.rss += residual * residual;
    mean += run.throughput / static_cast<double>(runs.size());
    largest = std::max(largest, run.concurrency);
  }
  const double variance = fit.rss / fit.degrees_of_freedom;
  fit.rss_throughput = fit.rss;
  fit.residual_sd = std::sqrt(variance);
  fit.covariance = inverse(normal);
  for (Vector& row : fit.covariance) {
    for (double& value : row) value *= variance;
  }
  double total = 0;
  std::int64_t line = 2;
  double previous = -1;
  for (const Run& run : runs) {
    FittedPoint row;
    row.concurrency = run.concurrency;
    row.throughput = run.throughput;
    row.fitted = usl_throughput(usl, run.concurrency);
    row.residual = run.throughput - row.fitted;
    row.leverage = quadratic_form(fit.covariance, gradient(usl, run.concurrency)) / variance;
    row.standardized = row.residual / (fit.residual_sd * std::sqrt(1 - row.leverage));
    row.cooks_distance =
        row.standardized * row.standardized * row.leverage / (3 * (1 - row.leverage));
    row.line = line++;
    fit.rows.push_back(row);
    total += (run.throughput - mean) * (run.throughput - mean);
    if (run.concurrency != previous) ++fit.distinct_concurrency;
    previous = run.concurrency;
  }
  fit.r_squared = 1 - fit.rss / total;
  const auto estimate = [&](double value, std::size_t i) {
    const double error = std::sqrt(fit.covariance[i][i]);
    Estimate result;
    result.value = value;
    result.standard_error = error;
    result.wald = around(value, t * error);
    return result;
  };
  fit.alpha = estimate(usl.alpha, 0);
  fit.beta = estimate(usl.beta, 1);
  fit.gamma = estimate(usl.gamma, 2);
  if (const std::optional<UslPeak> peak = usl_peak(usl)) {
    fit.has_peak = true;
    fit.peak_concurrency.value = peak->concurrency;
    fit.peak_throughput.value = peak->throughput;
    fit.peak_throughput.profile =
        around(peak->throughput,
               t * std::sqrt(quadratic_form(fit.covariance, gradient(usl, peak->concurrency))));
    fit.best_integer = peak->best_integer;
    if (peak->concurrency < 2 * largest) largest = std::max(largest, peak->concurrency);
  }
  fit.throughput_limit = usl_throughput_limit(usl);
  const double first = runs.front().concurrency;
  for (int i = 0; i <= 120; ++i) {
    const double n = first + (1.25 * largest - first) * i / 120;
    const double x = usl_throughput(usl, n);
    const double spread = quadratic_form(fit.covariance, gradient(usl, n));
    fit.band.push_back(
        {n, x, around(x, t * std::sqrt(spread)), around(x, t * std::sqrt(spread + variance))});
  }
  for (const double n : {1.0, largest / 8, largest / 4, largest / 2, largest}) {
    fit.overhead.push_back(usl_overhead(usl, std::max(1.0, std::round(n))));
  }
  fit.identifiability.max_concurrency = largest;
  return fit;
}

RivalModel rival(const char* name, int parameters, double r_squared, std::optional<double> aicc,
                 std::optional<double> p_value, const char* remark) {
  RivalModel model;
  model.name = name;
  model.parameter_count = parameters;
  model.r_squared = r_squared;
  model.aicc = aicc;
  model.f_p_value = p_value;
  model.remark = remark;
  return model;
}

void add_models(UslFit& fit) {
  fit.models = {rival("linear", 1, -2.41, 131.4, 8e-6, "refused by the F test"),
                rival("amdahl", 2, 0.9702, 104.1, 0.0064, "refused by the F test"),
                rival("gustafson", 2, 0.4418, 121.2, {}, ""),
                rival("usl", 3, 0.9918, {}, {}, ""),
                rival("log-usl", 3, 0.9887, {}, {}, ""),
                rival("knee", 2, 0.9881, 98.3, {}, "a saturating queue fits about as well")};
}

}  // namespace

UslFit sdm91_fit() {
  UslFit fit = make_fit({0.0277289078, 1.04348011e-4, 89.9871474},
                        {{1, 64.9},
                         {18, 995.9},
                         {36, 1652.4},
                         {72, 1853.2},
                         {108, 1828.9},
                         {144, 1775.0},
                         {216, 1702.2}},
                        2.7764451);
  fit.concurrency_name = "users";
  fit.throughput_name = "scripts";
  fit.throughput_unit = "/h";
  fit.sources = {{"data/specsdm91.csv", "csv", "", 218, 7}};
  fit.peak_concurrency.profile = Interval{78.2, 157.4};
  fit.identifiability.peak_identified = true;
  fit.identifiability.reach = 216 / fit.peak_concurrency.value;
  fit.identifiability.beta_zero_p_value = 0.0032;
  fit.identifiability.sentence = "The peak lies within the data.";
  fit.verdict = {
      "Throughput peaks at 1,884 scripts/h with 97 users; the data locate the peak "
      "between 78 and 157 users.",
      "Contention dominates below 266 users."};
  fit.warnings = {{"few-degrees",
                   "4 degrees of freedom: intervals are wide and rest on the error "
                   "model."}};
  fit.tests = {{"Breusch-Pagan", 1.2, 0.27, "no sign that errors grow with throughput"}};
  fit.error_model_sensitivity = {
      {ErrorModel::relative, {0.0196, 1.4e-4, 75.4}, 83.7},
      {ErrorModel::additive, fit.parameters, fit.peak_concurrency.value}};
  for (FittedPoint& row : fit.rows) {
    row.parameters_without = fit.parameters;
    row.peak_without = fit.peak_concurrency.value + row.standardized;
  }
  add_models(fit);
  return fit;
}

UslFit cisco_fit() {
  const std::vector<double> queries = {
      955.16,   1878.91,  2688.01,  3548.68,  4315.54,  5130.43,  5931.37, 6531.08,
      7219.8,   7867.61,  8278.71,  8646.7,   9047.84,  9426.55,  9645.37, 9897.24,
      10097.6,  10240.5,  10532.39, 10798.52, 11151.43, 11518.63, 11806,   12089.37,
      12075.41, 12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39};
  std::vector<Run> runs;
  for (const double x : queries) runs.push_back({static_cast<double>(runs.size() + 1), x});
  UslFit fit = make_fit({0.02671591, 7.690945e-4, 995.6486}, runs, 2.0452296);
  fit.concurrency_name = "threads";
  fit.throughput_name = "queries";
  fit.sources = {{"data/cisco_mysql.csv", "csv", "", 500, 32}};
  fit.peak_concurrency.profile = Interval{34.2, 37.3};
  fit.rows[23].outlier = true;
  fit.rows[17].outlier = true;
  add_models(fit);
  return fit;
}

UslFit open_peak_fit() {
  UslFit fit =
      make_fit({0.03, 2e-4, 1000},
               {{1, 1003}, {2, 1937}, {4, 3680}, {8, 6520}, {12, 8795}, {16, 10560}}, 3.1824463);
  fit.throughput_name = "requests";
  fit.peak_concurrency.profile = Interval{24.6, std::numeric_limits<double>::infinity()};
  fit.usability = Usability::no_peak_shown;
  fit.sources = {{"wrk_sweep.txt", "wrk", "", 900, 6}};
  return fit;
}

UslFit amdahl_fit() {
  std::vector<Run> runs;
  const UslParameters usl{0.012, 0, 5.2e4};
  int i = 0;
  for (double n = 1; n <= 256; n *= 2) {
    for (const double wobble : {0.985, 1.0, 1.018}) {
      runs.push_back({n, usl_throughput(usl, n) * (wobble + 0.004 * (i % 3 - 1))});
      ++i;
    }
  }
  UslFit fit = make_fit(usl, runs, 2.064);
  fit.throughput_name = "operations";
  fit.throughput_limit_interval = Interval{4.1e6, 4.6e6};
  fit.beta_on_bound = true;
  fit.beta.wald.reset();
  fit.identifiability.beta_upper_95 = 3.1e-6;
  fit.usability = Usability::amdahl;
  return fit;
}

UslFit superlinear_fit() {
  UslFit fit = make_fit(
      {-0.04, 2e-3, 800},
      {{0.5, 402}, {1, 790}, {2, 1690}, {4, 3600}, {8, 5100}, {12, 9350}, {16, 11800}}, 2.7764451);
  fit.concurrency_name = "nodes";
  fit.throughput_name = "jobs";
  fit.throughput_unit = "/min";
  fit.usability = Usability::superlinear;
  fit.rows[4].outlier = true;
  return fit;
}

UslFit hostile_fit() {
  UslFit fit = sdm91_fit();
  fit.concurrency_name = "<script>alert('N')</script>\x1b[31m\"&" + std::string(10'000, 'n');
  fit.throughput_name = "\x01\xff\xfe</text><script>\r\n" + std::string(10'000, 'x');
  fit.throughput_unit = "/\x1b]0;owned\x07" + std::string(10'000, 'u');
  fit.sources = {{"=cmd|' /C calc'!A1\x1b[2J" + std::string(10'000, 'f'), "<b>\x7f", "", 1, 7}};
  fit.verdict = {"\x1b[31m" + std::string(10'000, 'v'), "\xe2\x80\xaereversed"};
  fit.warnings = {{"code", "| pipe * star <img src=x onerror=alert(1)>"}};
  return fit;
}

std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace uslkit
