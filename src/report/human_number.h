// Numbers as people read them: 1,884, 12.3k, 8.1 %, [78, 157], >= 24.6.
#pragma once

#include <optional>
#include <string>

#include "model/usl_fit.h"

namespace uslkit {

// At least `significant` digits (all digits left of the decimal point are always kept), thousands
// separated by commas, no trailing zeros: 12345.6 -> "12,346", 0.0277289 -> "0.02773".
// Below 1e-5 and from 1e15 scientific; "unlimited" for +infinity, "n/a" for NaN.
[[nodiscard]] std::string human_number(double value, int significant = 4);

// With an SI suffix (k, M, G, T; m, u, n below one): 12345.6 -> "12.3k", 0.002 -> "2m".
[[nodiscard]] std::string si_number(double value, int significant = 3);

// A share as percent: 0.081 -> "8.1 %".
[[nodiscard]] std::string percent_text(double share, int significant = 3);

// Seconds in the unit that suits them: 0.0021 -> "2.1 ms".
[[nodiscard]] std::string seconds_text(double seconds, int significant = 3);

// "[78, 157]"; ">= 24.6" and "<= 9" with one open (infinite) end; "unbounded" with two;
// "not known" without an interval.
[[nodiscard]] std::string interval_text(const std::optional<Interval>& interval,
                                        int significant = 3);

// A probability: "0.032", "< 0.0001", "> 0.99".
[[nodiscard]] std::string p_value_text(double p_value);

// A name that ends in a unit: ("scripts", "/h", 1884) -> "1,884 scripts/h"; names that say nothing
// ("throughput") are left out: "1,884/h". Rounded to
// one digit more than `significant`, also left of the decimal point. Names are cut to 24 cells.
[[nodiscard]] std::string throughput_text(const UslFit& fit, double throughput,
                                          int significant = 4);

// "scripts/h", or "throughput (/h)" when the measured thing has no name.
[[nodiscard]] std::string throughput_label(const UslFit& fit, std::size_t cells = 24);

}  // namespace uslkit
