#include "sizing/month.h"

#include <algorithm>

#include <fmt/format.h>

namespace uslkit {

Month parse_month(const std::string& text, const Place& place) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool shaped = text.size() == 7 && text[4] == '-' &&
                      std::all_of(text.begin(), text.begin() + 4, is_digit) && is_digit(text[5]) &&
                      is_digit(text[6]);
  const int month = shaped ? (text[5] - '0') * 10 + (text[6] - '0') : 0;
  if (month < 1 || month > 12) {
    throw InputError(
        {.place = place, .found = uslkit::quoted(text), .allowed = "a month such as 2026-11"});
  }
  std::int64_t year = 0;
  for (int i = 0; i < 4; ++i) year = 10 * year + (text[static_cast<std::size_t>(i)] - '0');
  return {year * 12 + month - 1};
}

std::string month_text(Month month) {
  return fmt::format("{:04}-{:02}", month.index / 12, month.index % 12 + 1);
}

}  // namespace uslkit
