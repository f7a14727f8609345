// The golden sets of data/ as Measurements, and sweeps drawn from a known law, for the tests of
// fit/.
#pragma once

#include <cmath>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "model/measurements.h"
#include "model/usl.h"

namespace uslkit {

// Rows "n,throughput[,sd]" of data/NAME.csv; other lines are comments and the header.
[[nodiscard]] inline Measurements golden_rows(const std::string& name) {
  std::ifstream file("data/" + name + ".csv");
  REQUIRE(file.good());
  Measurements measurements;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] < '0' || line[0] > '9') continue;
    std::istringstream fields(line);
    std::string field;
    std::vector<double> values;
    while (std::getline(fields, field, ',')) values.push_back(std::stod(field));
    Measurement row;
    row.concurrency = values.at(0);
    row.throughput = values.at(1);
    if (values.size() > 2) row.throughput_sd = values[2];
    measurements.rows.push_back(row);
  }
  return measurements;
}

// One row per N with X(N) exp(noise z), z standard normal.
[[nodiscard]] inline Measurements noisy_rows(const UslParameters& usl,
                                             const std::vector<double>& concurrency, double noise,
                                             Random& random) {
  Measurements measurements;
  for (const double n : concurrency) {
    Measurement row;
    row.concurrency = n;
    row.throughput = usl_throughput(usl, n) * std::exp(noise * random.normal());
    measurements.rows.push_back(row);
  }
  return measurements;
}

[[nodiscard]] inline bool near(double found, double expected, double relative) {
  return std::abs(found - expected) <= relative * std::abs(expected);
}

}  // namespace uslkit
