// NIST's Statistical Reference Datasets: certified nonlinear regressions (tests/data/nist_strd/).
#include "fit/least_squares.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "fit/ceres_fit.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "fit/fit_problem.h"

namespace uslkit {

namespace {

struct NistSet {
  std::vector<double> x, y;
  std::vector<std::vector<double>> starts{2};
  std::vector<double> certified, certified_sd;
  double rss = 0;
};

constexpr int kFirstDataLine = 61;

NistSet nist_set(const std::string& name) {
  NistSet set;
  std::ifstream data("tests/data/nist_strd/" + name + ".dat");
  REQUIRE(data.good());
  std::string line;
  for (int number = 1; std::getline(data, line); ++number) {
    std::istringstream fields(line);
    double x = 0, y = 0;
    if (number < kFirstDataLine || !(fields >> y >> x)) continue;
    set.x.push_back(x);
    set.y.push_back(y);
  }
  std::ifstream certified("tests/data/nist_strd/certified.csv");
  REQUIRE(certified.good());
  while (std::getline(certified, line)) {
    std::istringstream fields(line);
    std::vector<std::string> cells;
    std::string cell;
    while (std::getline(fields, cell, ',')) cells.push_back(cell);
    if (cells[0] != name) continue;
    if (cells[1] == "RSS") set.rss = std::stod(cells[4]);
    if (cells[1][0] != 'b') continue;
    set.starts[0].push_back(std::stod(cells[2]));
    set.starts[1].push_back(std::stod(cells[3]));
    set.certified.push_back(std::stod(cells[4]));
    set.certified_sd.push_back(std::stod(cells[5]));
  }
  REQUIRE(set.x.size() >= 6);
  REQUIRE(!set.certified.empty());
  return set;
}

// y(x) and its derivatives in the parameters.
struct Value {
  double y = 0;
  std::vector<double> slope;
};
using Law = std::function<Value(double x, const double* b)>;

// (b[0] + b[1] x + ...) / (1 + b[top] x + ...): Kirby2, Hahn1, Thurber.
Law rational(std::size_t top, std::size_t bottom) {
  return [top, bottom](double x, const double* b) {
    double numerator = 0, denominator = 1;
    for (std::size_t i = 0; i < top; ++i) numerator += b[i] * std::pow(x, static_cast<double>(i));
    for (std::size_t i = 0; i < bottom; ++i) {
      denominator += b[top + i] * std::pow(x, static_cast<double>(i + 1));
    }
    Value value = {.y = numerator / denominator, .slope = {}};
    for (std::size_t i = 0; i < top; ++i) {
      value.slope.push_back(std::pow(x, static_cast<double>(i)) / denominator);
    }
    for (std::size_t i = 0; i < bottom; ++i) {
      value.slope.push_back(-value.y * std::pow(x, static_cast<double>(i + 1)) / denominator);
    }
    return value;
  };
}

Value misra1d(double x, const double* b) {
  const double d = 1 + b[1] * x;
  return {b[0] * b[1] * x / d, {b[1] * x / d, b[0] * x / (d * d)}};
}

Value mgh09(double x, const double* b) {
  const double n = x * x + b[1] * x;
  const double d = x * x + b[2] * x + b[3];
  const double y = b[0] * n / d;
  return {y, {n / d, b[0] * x / d, -y * x / d, -y / d}};
}

Value box_bod(double x, const double* b) {
  const double e = std::exp(-b[1] * x);
  return {b[0] * (1 - e), {1 - e, b[0] * x * e}};
}

Value dan_wood(double x, const double* b) {
  const double power = std::pow(x, b[1]);
  return {b[0] * power, {power, b[0] * power * std::log(x)}};
}

LeastSquaresModel model_of(const NistSet& set, const Law& law) {
  LeastSquaresModel model;
  model.residual_count = static_cast<int>(set.x.size());
  model.parameter_count = static_cast<int>(set.certified.size());
  model.evaluate = [&set, law](const double* b, double* residuals, double* jacobian) {
    const std::size_t width = set.certified.size();
    for (std::size_t i = 0; i < set.x.size(); ++i) {
      const Value value = law(set.x[i], b);
      residuals[i] = value.y - set.y[i];
      for (std::size_t j = 0; jacobian != nullptr && j < width; ++j) {
        jacobian[i * width + j] = value.slope[j];
      }
    }
    return true;
  };
  return model;
}

// NIST's log relative error: the number of right digits, at most the 11 certified ones.
double right_digits(double found, double certified) {
  const double error = std::abs(found - certified) / std::abs(certified);
  return error > 0 ? std::min(11.0, -std::log10(error)) : 11;
}

double worst_digits(const std::vector<double>& found, const std::vector<double>& certified) {
  double worst = 11;
  for (std::size_t i = 0; i < found.size(); ++i) {
    worst = std::min(worst, right_digits(found[i], certified[i]));
  }
  return worst;
}

}  // namespace

TEST_CASE("the rational NIST sets reach seven digits from both starts") {
  struct Row {
    const char* name;
    Law law;
  };
  const std::vector<Row> rows = {{"Misra1d", misra1d},        {"MGH09", mgh09},
                                 {"Kirby2", rational(3, 2)},  {"Hahn1", rational(4, 3)},
                                 {"Thurber", rational(4, 3)}, {"DanWood", dan_wood}};
  for (const Row& row : rows) {
    const NistSet set = nist_set(row.name);
    for (const std::vector<double>& start : set.starts) {
      const LeastSquaresFit fit = least_squares(model_of(set, row.law), {start});
      REQUIRE(fit.converged);
      MESSAGE(std::string(row.name)
              << ": " << worst_digits(fit.parameters, set.certified) << " digits");
      CHECK(worst_digits(fit.parameters, set.certified) >= 7);
      CHECK(right_digits(fit.rss, set.rss) >= 7);
    }
  }
}

// From its first start alone Ceres reports convergence to b2 = 84 with eight times the least sum.
TEST_CASE("several starts find BoxBOD's minimum although the first one misleads") {
  const NistSet set = nist_set("BoxBOD");
  const LeastSquaresModel model = model_of(set, box_bod);
  for (const std::vector<double>& start : set.starts) {
    const LeastSquaresFit fit = least_squares(model, starts_around(start));
    REQUIRE(fit.converged);
    CHECK(worst_digits(fit.parameters, set.certified) >= 7);
    CHECK(right_digits(fit.rss, set.rss) >= 7);
  }
}

// y = b1 b2 x / (1 + b2 x) is the USL with beta = 0, N = x: alpha = b2/(1+b2), gamma = b1
// b2/(1+b2).
TEST_CASE("Misra1d as a USL without crosstalk has nine right digits and six of its error") {
  const NistSet set = nist_set("Misra1d");
  Measurements rows;
  for (std::size_t i = 0; i < set.x.size(); ++i) {
    Measurement row;
    row.concurrency = set.x[i];
    row.throughput = set.y[i];
    rows.rows.push_back(row);
  }
  const FreeParameters amdahl = {.alpha = true, .beta = false, .gamma = true};
  const FitProblem problem = make_fit_problem(rows, ErrorModel::additive, amdahl);
  for (const RefitResult& fit : {ceres_fit(problem, amdahl), refit(problem, {0.5, 0, 1}, amdahl),
                                 ceres_refit(problem, {0.01, 0, 1}, amdahl)}) {
    REQUIRE(fit.converged);
    CHECK(right_digits(fit.parameters.alpha, 3.02181902986e-04) >= 9);
    CHECK(right_digits(fit.parameters.gamma, 1.32165210533e-01) >= 9);
    CHECK(right_digits(fit.rss, 5.6419295283e-02) >= 9);
    const ErrorVariance variance = error_variance(problem, fit.rss, 2);
    const Covariance covariance = covariance_of(problem, fit.parameters, amdahl, variance.variance);
    CHECK(right_digits(covariance.standard_error[0], 2.9316628536e-06) >= 6);
  }
}

TEST_CASE("starts where the model does not exist are skipped; without any the result says so") {
  LeastSquaresModel root;
  root.residual_count = 2;
  root.parameter_count = 1;
  root.evaluate = [](const double* b, double* residuals, double* jacobian) {
    for (int i = 0; i < 2; ++i) {
      residuals[i] = std::sqrt(b[0]) - 2;
      if (jacobian != nullptr) jacobian[i] = 0.5 / std::sqrt(b[0]);
    }
    return true;
  };
  CHECK_FALSE(least_squares(root, {{-1}}).converged);
  const LeastSquaresFit fit = least_squares(root, {{-1}, {9}});
  CHECK(fit.converged);
  CHECK(std::abs(fit.parameters[0] - 4) < 1e-12);
}

TEST_CASE("starts_around combines three parameters and varies more of them one at a time") {
  CHECK(starts_around({2}).size() == 3);
  CHECK(starts_around({2, 3}).size() == 9);
  CHECK(starts_around({1, 2, 3}).size() == 27);
  CHECK(starts_around({1, 2, 3, 4}).size() == 9);
  CHECK(starts_around({2, 3})[0] == std::vector<double>{2, 3});
}

TEST_CASE("a model that returns infinities and NaN writes nothing to stderr") {
  LeastSquaresModel broken;
  broken.residual_count = 2;
  broken.parameter_count = 1;
  broken.evaluate = [](const double* b, double* residuals, double* jacobian) {
    for (int i = 0; i < 2; ++i) {
      residuals[i] = b[0] < 3 ? 10 - b[0] : std::numeric_limits<double>::quiet_NaN();
      if (jacobian != nullptr) jacobian[i] = -1;
    }
    return true;
  };
  std::fflush(stderr);
  std::FILE* capture = std::tmpfile();
  REQUIRE(capture != nullptr);
  const int saved = dup(STDERR_FILENO);
  dup2(fileno(capture), STDERR_FILENO);
  const LeastSquaresFit fit = least_squares(broken, {{1}, {5}});
  std::fflush(stderr);
  dup2(saved, STDERR_FILENO);
  close(saved);
  std::fseek(capture, 0, SEEK_END);
  CHECK(std::ftell(capture) == 0);
  std::fclose(capture);
  CHECK(fit.parameters[0] < 3);
}

}  // namespace uslkit
