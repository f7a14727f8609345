// Numbers of a fit as people read them: few digits, thousands apart, open ends in words.
#pragma once

#include <string>

#include "model/usl_fit.h"

namespace uslkit {

// Three significant digits: "96.5", "0.0277", "12,300"; whole numbers below a million in full;
// "infinity".
[[nodiscard]] std::string number_text(double value);

// Four significant digits with the unit of the fit: "12,340/s".
[[nodiscard]] std::string throughput_text(double value, const UslFit& fit);

// 0.0277 -> "2.77 %"; the signed form writes "+2.77 %".
[[nodiscard]] std::string percent_text(double share);
[[nodiscard]] std::string signed_percent_text(double share);

// "77.9 to 157", "at least 24.6", "at most 3", "anything".
[[nodiscard]] std::string interval_text(const Interval& interval);

// " (95 %: 77.9 to 157)", or nothing where the interval is unknown.
[[nodiscard]] std::string interval_clause(const Estimate& estimate, double level);
[[nodiscard]] std::string percent_interval_clause(const Estimate& estimate, double level);

}  // namespace uslkit
