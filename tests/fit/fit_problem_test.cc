#include "fit/fit_problem.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/input_error.h"

namespace uslkit {

namespace {

// Rows as from lines 2, 3, ... of "sweep.csv".
Measurements sweep(const std::vector<std::pair<double, double>>& points) {
  Measurements measurements;
  MeasurementSource source;
  source.name = "sweep.csv";
  measurements.sources.push_back(source);
  for (const auto& [concurrency, throughput] : points) {
    Measurement row;
    row.concurrency = concurrency;
    row.throughput = throughput;
    row.line = static_cast<std::int64_t>(measurements.rows.size()) + 2;
    measurements.rows.push_back(row);
  }
  return measurements;
}

template <class Error>
std::string message_of(const Measurements& measurements, ErrorModel model = ErrorModel::relative,
                       FreeParameters free = {}) {
  try {
    const FitProblem problem = make_fit_problem(measurements, model, free);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

const std::vector<std::pair<double, double>> kGood = {{1, 10}, {2, 18}, {4, 30}, {8, 40}};

}  // namespace

TEST_CASE("rows are sorted by concurrency, then throughput, and know where they came from") {
  const FitProblem problem =
      make_fit_problem(sweep({{8, 40}, {1, 11}, {4, 30}, {1, 10}, {2, 18}}), ErrorModel::relative);
  CHECK(problem.concurrency == std::vector<double>{1, 1, 2, 4, 8});
  CHECK(problem.throughput == std::vector<double>{10, 11, 18, 30, 40});
  CHECK(problem.row == std::vector<std::size_t>{3, 1, 4, 2, 0});
  CHECK(problem.distinct_concurrency == 4);
  CHECK(problem.pure_error_degrees_of_freedom == 1);
  const double half = 0.5 * std::log(11.0 / 10);
  CHECK(problem.pure_error_rss == doctest::Approx(2 * half * half));
}

TEST_CASE("each error model has its response and weight") {
  Measurements rows = sweep(kGood);
  for (Measurement& row : rows.rows) row.throughput_sd = row.throughput / 5;
  const FitProblem relative = make_fit_problem(rows, ErrorModel::relative);
  CHECK(relative.log_scale);
  CHECK(relative.response[1] == std::log(18.0));
  CHECK(relative.weight[1] == 1);
  const FitProblem additive = make_fit_problem(rows, ErrorModel::additive);
  CHECK_FALSE(additive.log_scale);
  CHECK(additive.response[1] == 18);
  CHECK(additive.weight[1] == 1);
  const FitProblem known = make_fit_problem(rows, ErrorModel::known_sd);
  CHECK(known.known_variance);
  CHECK(known.response[1] == 18);
  CHECK(known.weight[1] == doctest::Approx(5.0 / 18));
  const Measurements repeated = sweep({{1, 10}, {1, 11}, {2, 18}, {4, 30}, {8, 40}});
  const FitProblem replicates = make_fit_problem(repeated, ErrorModel::replicates);
  CHECK(replicates.log_scale);
  CHECK(replicates.variance_from_replicates);
}

TEST_CASE("new responses bring new throughputs and new pure error") {
  const FitProblem problem =
      make_fit_problem(sweep({{1, 10}, {1, 11}, {2, 18}, {4, 30}, {8, 40}}), ErrorModel::relative);
  const FitProblem other = with_responses(problem, {0, 2, 1, 1, 1});
  CHECK(other.throughput[1] == std::exp(2.0));
  CHECK(other.pure_error_rss == doctest::Approx(2));
}

TEST_CASE("a row that no model can use is named by file and line") {
  CHECK(message_of<InputError>(sweep({{1, 10}, {0, 18}, {4, 30}})) ==
        "sweep.csv:3: error: found N = 0\n"
        "  allowed: a concurrency above 0 and up to 1e30\n"
        "  hint: leave out rows without load");
  CHECK(message_of<InputError>(sweep({{1, 10}, {2, 18}, {4, -30}})) ==
        "sweep.csv:4: error: found X = -30\n"
        "  allowed: a throughput above 0 (1e-60 to 1e60)\n"
        "  hint: a run without a single success says nothing about scaling; leave it out");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(message_of<InputError>(sweep({{nan, 10}})).substr(0, 34) ==
        "sweep.csv:2: error: found N = nan\n");
  CHECK(message_of<InputError>(sweep({{1, nan}})).substr(0, 34) ==
        "sweep.csv:2: error: found X = nan\n");
  CHECK(message_of<InputError>(sweep({{1, 0}})).substr(0, 32) ==
        "sweep.csv:2: error: found X = 0\n");
  CHECK(message_of<InputError>(sweep({{infinity, 1}})).substr(0, 34) ==
        "sweep.csv:2: error: found N = inf\n");
}

TEST_CASE("known standard deviations must be there for every row") {
  Measurements rows = sweep(kGood);
  for (Measurement& row : rows.rows) row.throughput_sd = 1;
  rows.rows[2].throughput_sd.reset();
  CHECK(message_of<InputError>(rows, ErrorModel::known_sd) ==
        "sweep.csv:4: error: found a row without a standard deviation\n"
        "  allowed: one for every row with --error-model known-sd\n"
        "  hint: add a column sd, or use --error-model relative");
  rows.rows[2].throughput_sd = 0;
  CHECK(message_of<InputError>(rows, ErrorModel::known_sd) ==
        "sweep.csv:4: error: found sd = 0\n"
        "  allowed: a standard deviation above 0 (1e-60 to 1e60)\n"
        "  hint: add a column sd, or use --error-model relative");
}

TEST_CASE("too little data is a fit that cannot be used, and says what would do") {
  CHECK(message_of<FitNotUsable>(sweep({})) ==
        "sweep.csv: error: found no rows\n"
        "  allowed: at least 4 rows to fit alpha, beta and gamma\n"
        "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32");
  CHECK(message_of<FitNotUsable>(sweep({{4, 30}})) ==
        "sweep.csv: error: found 1 row\n"
        "  allowed: at least 4 rows to fit alpha, beta and gamma\n"
        "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32");
  CHECK(message_of<FitNotUsable>(sweep({{4, 30}, {4, 31}, {4, 29}, {4, 30}})) ==
        "sweep.csv: error: found 4 rows, all with N = 4\n"
        "  allowed: at least 3 different N to fit alpha, beta and gamma\n"
        "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32; or, with a row at N = 1, "
        "hold gamma at its throughput: --gamma fixed");
  CHECK(message_of<FitNotUsable>(sweep({{1, 10}, {1, 11}, {4, 30}, {4, 31}})) ==
        "sweep.csv: error: found 4 rows at only 2 different N\n"
        "  allowed: at least 3 different N to fit alpha, beta and gamma\n"
        "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32; or, with a row at N = 1, "
        "hold gamma at its throughput: --gamma fixed");
  CHECK(message_of<FitNotUsable>(sweep({{1, 10}, {2, 18}, {4, 30}})) ==
        "sweep.csv: error: found 3 rows for 3 parameters, which leaves nothing to judge the error "
        "by\n"
        "  allowed: at least 4 rows to fit alpha, beta and gamma\n"
        "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32; or, with a row at N = 1, "
        "hold gamma at its throughput: --gamma fixed");
  CHECK(message_of<FitNotUsable>(sweep(kGood), ErrorModel::replicates) ==
        "sweep.csv: error: found 4 rows, no two of them at the same N\n"
        "  allowed: repeated runs at one N or more with --error-model replicates\n"
        "  hint: measure some N again, or use --error-model relative");
}

TEST_CASE("the least that is accepted: a row more than parameters, or as many with known errors") {
  CHECK(make_fit_problem(sweep(kGood), ErrorModel::relative).size() == 4);
  const FreeParameters two = {.alpha = true, .beta = true, .gamma = false};
  CHECK(make_fit_problem(sweep({{1, 10}, {2, 18}, {4, 30}}), ErrorModel::relative, two).size() ==
        3);
  Measurements known = sweep({{1, 10}, {2, 18}, {4, 30}});
  for (Measurement& row : known.rows) row.throughput_sd = 1;
  CHECK(make_fit_problem(known, ErrorModel::known_sd).size() == 3);
}

TEST_CASE("the residual sum of squares is infinite at a pole") {
  const FitProblem problem = make_fit_problem(sweep(kGood), ErrorModel::additive);
  CHECK(residual_sum_of_squares(problem, {0, 0, 5}) ==
        doctest::Approx(25 + 64 + 100 + 0).epsilon(1e-12));
  CHECK(std::isinf(residual_sum_of_squares(problem, {-0.5, 0, 5})));
}

}  // namespace uslkit
