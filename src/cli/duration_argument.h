// duration_argument: a duration as a person gives it on the command line.
#pragma once

#include <string>

#include "base/units.h"
#include "base/units_text.h"

namespace uslkit {

// "60s"; throws UsageError at `place` for what is none, or has the wrong sign.
[[nodiscard]] Duration duration_argument(const std::string& text, const std::string& place,
                                         Sign sign = Sign::kNotNegative);

}  // namespace uslkit
