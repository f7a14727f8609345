// Month: a month of the calendar, as a number that can be counted with.
#pragma once

#include <cstdint>
#include <string>

#include "base/input_error.h"

namespace uslkit {

struct Month {
  std::int64_t index = 0;  // year x 12 + month - 1
  friend auto operator<=>(const Month&, const Month&) = default;
};

// "2026-11"; throws InputError at `place` for anything else.
[[nodiscard]] Month parse_month(const std::string& text, const Place& place);
[[nodiscard]] std::string month_text(Month month);

}  // namespace uslkit
