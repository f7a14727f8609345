// The spreadsheet's quadratic regression, kept to reproduce old results.
#pragma once

#include "model/measurements.h"
#include "model/usl.h"

namespace uslkit {

// Gunther (2007), "Guerrilla Capacity Planning", chapter 5; R package usl up to 1.8.0. Normalises
// by the mean throughput at N = 1, C = X/X(1), and regresses N/C - 1 = a (N-1)^2 + b (N-1) without
// intercept: beta = a, alpha = b - a, gamma = X(1).
//
// Assumes X(1) is free of error (its error enters every row and no interval shows it) and gives the
// rows at large N most of the weight. For a fit of today use the log-error model.
//
// Throws FitNotUsable without a row at N = 1, or with fewer than two distinct N > 1.
[[nodiscard]] UslParameters quadratic_fit(const Measurements& measurements);

}  // namespace uslkit
