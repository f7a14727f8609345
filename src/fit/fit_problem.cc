#include "fit/fit_problem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

// Beyond these, sums of fourth powers leave the range of a double.
constexpr double kLargestConcurrency = 1e30;
constexpr double kSmallestThroughput = 1e-60;
constexpr double kLargestThroughput = 1e60;

constexpr const char* kMeasureMore = "measure more concurrencies, such as 1, 2, 4, 8, 16, 32";
constexpr const char* kMeasureMoreOrFix =
    "measure more concurrencies, such as 1, 2, 4, 8, 16, 32; or, with a row at N = 1, hold gamma "
    "at "
    "its throughput: --gamma fixed";

Place place_of(const Measurements& measurements) {
  return {.source = measurements.sources.empty() ? "" : measurements.sources.front().name};
}

Place place_of(const Measurements& measurements, const Measurement& row) {
  Place place = place_of(measurements);
  const std::size_t source = static_cast<std::size_t>(row.source);
  if (source < measurements.sources.size()) place.source = measurements.sources[source].name;
  place.line = row.line;
  return place;
}

// False for NaN as well.
bool lies_in(double value, double lowest, double highest) {
  return value >= lowest && value <= highest;
}

void check_row(const Measurements& measurements, const Measurement& row, ErrorModel model) {
  if (!(row.concurrency > 0) || !(row.concurrency <= kLargestConcurrency)) {
    throw InputError({.place = place_of(measurements, row),
                      .found = fmt::format("N = {}", row.concurrency),
                      .allowed = "a concurrency above 0 and up to 1e30",
                      .hint = "leave out rows without load"});
  }
  if (!lies_in(row.throughput, kSmallestThroughput, kLargestThroughput)) {
    const bool too_large = row.throughput > kLargestThroughput;
    throw InputError(
        {.place = place_of(measurements, row),
         .found = fmt::format("X = {}", row.throughput),
         .allowed = "a throughput above 0 (1e-60 to 1e60)",
         .hint = too_large
                     ? "check the unit of the column"
                     : "a run without a single success says nothing about scaling; leave it out"});
  }
  if (model != ErrorModel::known_sd) return;
  if (!row.throughput_sd) {
    throw InputError({.place = place_of(measurements, row),
                      .found = "a row without a standard deviation",
                      .allowed = "one for every row with --error-model known-sd",
                      .hint = "add a column sd, or use --error-model relative"});
  }
  if (!lies_in(*row.throughput_sd, kSmallestThroughput, kLargestThroughput)) {
    throw InputError({.place = place_of(measurements, row),
                      .found = fmt::format("sd = {}", *row.throughput_sd),
                      .allowed = "a standard deviation above 0 (1e-60 to 1e60)",
                      .hint = "add a column sd, or use --error-model relative"});
  }
}

std::vector<std::size_t> sorted_rows(const std::vector<Measurement>& rows) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&rows](std::size_t a, std::size_t b) {
    const Measurement& left = rows[a];
    const Measurement& right = rows[b];
    if (left.concurrency != right.concurrency) return left.concurrency < right.concurrency;
    if (left.throughput != right.throughput) return left.throughput < right.throughput;
    const double left_sd = left.throughput_sd.value_or(0);
    const double right_sd = right.throughput_sd.value_or(0);
    if (left_sd != right_sd) return left_sd < right_sd;
    return a < b;
  });
  return order;
}

double power_of_two_near(double value) { return std::exp2(std::round(std::log2(value))); }

std::string free_names(FreeParameters free) {
  std::vector<std::string> names;
  if (free.alpha) names.emplace_back("alpha");
  if (free.beta) names.emplace_back("beta");
  if (free.gamma) names.emplace_back("gamma");
  if (names.empty()) return "nothing";
  if (names.size() == 1) return names[0];
  if (names.size() == 2) return names[0] + " and " + names[1];
  return names[0] + ", " + names[1] + " and " + names[2];
}

// Sum of squares around the weighted mean of each N: what no curve can explain.
FitProblem with_pure_error(FitProblem problem) {
  problem.pure_error_rss = 0;
  problem.distinct_concurrency = 0;
  std::size_t begin = 0;
  while (begin < problem.size()) {
    std::size_t end = begin;
    double weight_sum = 0;
    double weighted_sum = 0;
    while (end < problem.size() && !(problem.concurrency[end] > problem.concurrency[begin])) {
      const double precision = problem.weight[end] * problem.weight[end];
      weight_sum += precision;
      weighted_sum += precision * problem.response[end];
      ++end;
    }
    const double mean = weighted_sum / weight_sum;
    for (std::size_t i = begin; end - begin > 1 && i < end; ++i) {
      const double residual = problem.weight[i] * (problem.response[i] - mean);
      problem.pure_error_rss += residual * residual;
    }
    ++problem.distinct_concurrency;
    begin = end;
  }
  problem.pure_error_degrees_of_freedom =
      static_cast<int>(static_cast<std::int64_t>(problem.size()) - problem.distinct_concurrency);
  return problem;
}

void check_enough(const Measurements& measurements, const FitProblem& problem, ErrorModel model,
                  FreeParameters free) {
  const std::int64_t rows = static_cast<std::int64_t>(problem.size());
  const std::int64_t distinct = problem.distinct_concurrency;
  const int parameters = free.count();
  // A known variance needs no row to estimate it from.
  const std::int64_t needed = parameters + (model == ErrorModel::known_sd ? 0 : 1);
  const char* hint = free.gamma && parameters > 1 ? kMeasureMoreOrFix : kMeasureMore;
  if (rows <= 1) {
    throw FitNotUsable(
        {.place = place_of(measurements),
         .found = rows == 0 ? "no rows" : "1 row",
         .allowed = fmt::format("at least {} rows to fit {}", needed, free_names(free)),
         .hint = kMeasureMore});
  }
  if (distinct < parameters) {
    const std::string found =
        distinct == 1 ? fmt::format("{} rows, all with N = {}", rows, problem.concurrency.front())
                      : fmt::format("{} rows at only {} different N", rows, distinct);
    throw FitNotUsable(
        {.place = place_of(measurements),
         .found = found,
         .allowed = fmt::format("at least {} different N to fit {}", parameters, free_names(free)),
         .hint = hint});
  }
  if (rows < needed) {
    throw FitNotUsable(
        {.place = place_of(measurements),
         .found =
             fmt::format("{} rows for {} parameters, which leaves nothing to judge the error by",
                         rows, parameters),
         .allowed = fmt::format("at least {} rows to fit {}", needed, free_names(free)),
         .hint = hint});
  }
  if (model == ErrorModel::replicates && problem.pure_error_degrees_of_freedom == 0) {
    throw FitNotUsable({.place = place_of(measurements),
                        .found = fmt::format("{} rows, no two of them at the same N", rows),
                        .allowed = "repeated runs at one N or more with --error-model replicates",
                        .hint = "measure some N again, or use --error-model relative"});
  }
}

}  // namespace

FitProblem make_fit_problem(const Measurements& measurements, ErrorModel model,
                            FreeParameters free) {
  for (const Measurement& row : measurements.rows) check_row(measurements, row, model);
  FitProblem problem;
  problem.log_scale = model == ErrorModel::relative || model == ErrorModel::replicates;
  problem.known_variance = model == ErrorModel::known_sd;
  problem.variance_from_replicates = model == ErrorModel::replicates;
  problem.row = sorted_rows(measurements.rows);
  double largest_throughput = 0;
  for (const std::size_t index : problem.row) {
    const Measurement& row = measurements.rows[index];
    problem.concurrency.push_back(row.concurrency);
    problem.throughput.push_back(row.throughput);
    problem.response.push_back(problem.log_scale ? std::log(row.throughput) : row.throughput);
    problem.weight.push_back(problem.known_variance ? 1 / *row.throughput_sd : 1);
    largest_throughput = std::max(largest_throughput, row.throughput);
  }
  if (!problem.row.empty()) {
    problem.concurrency_scale = power_of_two_near(problem.concurrency.back());
    problem.throughput_scale = power_of_two_near(largest_throughput);
  }
  problem = with_pure_error(std::move(problem));
  check_enough(measurements, problem, model, free);
  return problem;
}

FitProblem with_responses(FitProblem problem, const std::vector<double>& response) {
  USLKIT_CHECK(response.size() == problem.size());
  problem.response = response;
  for (std::size_t i = 0; i < response.size(); ++i) {
    problem.throughput[i] = problem.log_scale ? std::exp(response[i]) : response[i];
  }
  return with_pure_error(std::move(problem));
}

double model_response(const FitProblem& problem, const UslParameters& usl, double concurrency) {
  const double throughput = usl_throughput(usl, concurrency);
  return problem.log_scale ? std::log(throughput) : throughput;
}

double residual_sum_of_squares(const FitProblem& problem, const UslParameters& usl) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double sum = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double throughput = usl_throughput(usl, problem.concurrency[i]);
    if (!(throughput > 0) || !(throughput < kInfinity)) return kInfinity;
    const double model = problem.log_scale ? std::log(throughput) : throughput;
    const double residual = problem.weight[i] * (problem.response[i] - model);
    sum += residual * residual;
  }
  return sum;
}

}  // namespace uslkit
