// UslFits for the tests of report/, made by hand so that no fitter is needed.
#pragma once

#include <string>
#include <vector>

#include "model/usl_fit.h"

namespace uslkit {

// SPEC SDM91 (data/specsdm91.csv): the additive fit of reference (alpha 0.0277289078, beta
// 1.04348011e-4, gamma 89.9871474) with bands by the delta method and every section filled.
[[nodiscard]] UslFit sdm91_fit();

// Cisco MySQL (data/cisco_mysql.csv): reference parameters of usl4j; two runs flagged.
[[nodiscard]] UslFit cisco_fit();

// The first five runs of SDM91's kind: the interval of N* is open above.
[[nodiscard]] UslFit open_peak_fit();

// beta = 0: no peak; N doubled from 1 to 256, three replicates each.
[[nodiscard]] UslFit amdahl_fit();

// alpha < 0, one run far off, N below one.
[[nodiscard]] UslFit superlinear_fit();

// A fit whose names try to break every output: markup, quotes, control bytes, 10,000 characters.
[[nodiscard]] UslFit hostile_fit();

// A file of the test data as bytes; "" if it does not exist.
[[nodiscard]] std::string file_bytes(const std::string& path);

}  // namespace uslkit
