#include "fit/quadratic.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>

#include "base/input_error.h"

namespace uslkit {
namespace {

Place place_of(const Measurements& measurements) {
  return {.source = measurements.sources.empty() ? "" : measurements.sources.front().name};
}

// Mean X of the rows at N = 1.
double throughput_of_one(const Measurements& measurements) {
  double sum = 0;
  std::size_t count = 0;
  for (const Measurement& row : measurements.rows) {
    if (std::abs(row.concurrency - 1) > 1e-9) continue;
    sum += row.throughput;
    ++count;
  }
  if (count == 0) {
    throw FitNotUsable({.place = place_of(measurements),
                        .found = "no row at N = 1",
                        .allowed = "a row at N = 1, by which the quadratic method normalises",
                        .hint = "fit gamma with the other parameters: --gamma fitted"});
  }
  return sum / static_cast<double>(count);
}

void check_distinct(const Measurements& measurements) {
  std::set<double> above_one;
  for (const Measurement& row : measurements.rows) {
    if (row.concurrency > 1) above_one.insert(row.concurrency);
  }
  if (above_one.size() >= 2) return;
  throw FitNotUsable({.place = place_of(measurements),
                      .found = std::to_string(above_one.size()) + " distinct N above 1",
                      .allowed = "at least 2 for the quadratic method",
                      .hint = "measure at more concurrencies"});
}

}  // namespace

UslParameters quadratic_fit(const Measurements& measurements) {
  const double gamma = throughput_of_one(measurements);
  check_distinct(measurements);
  // Columns u = (N-1)^2 and v = N-1, both divided by the largest N-1 so that their sums stay
  // near 1.
  double largest = 0;
  for (const Measurement& row : measurements.rows) {
    largest = std::max(largest, std::abs(row.concurrency - 1));
  }
  double uu = 0, uv = 0, vv = 0, uy = 0, vy = 0;
  for (const Measurement& row : measurements.rows) {
    const double v = (row.concurrency - 1) / largest;
    const double u = v * v;
    const double y = row.concurrency * gamma / row.throughput - 1;
    uu += u * u;
    uv += u * v;
    vv += v * v;
    uy += u * y;
    vy += v * y;
  }
  const double determinant = uu * vv - uv * uv;
  const double quadratic = (uy * vv - vy * uv) / determinant / (largest * largest);
  const double linear = (vy * uu - uy * uv) / determinant / largest;
  return {.alpha = linear - quadratic, .beta = quadratic, .gamma = gamma};
}

}  // namespace uslkit
