// Sizing answers made by hand for the tests of reports, plots and documents.
#pragma once

#include "sizing/sizing_answer.h"

namespace uslkit {

// Three cells with prices, uncertainty, a forecast and a verification that found one difference.
[[nodiscard]] SizingAnswer shop_answer();

// One cell, no prices, nothing uncertain, nothing promised.
[[nodiscard]] SizingAnswer plain_answer();

// No plan: two promises that cannot be kept.
[[nodiscard]] SizingAnswer infeasible_answer();

}  // namespace uslkit
