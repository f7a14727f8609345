#include "ingest/rfc3339.h"

#include <chrono>

namespace uslkit {
namespace {

// Exactly `digits` digits from `at` on, or nothing.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool char_at(std::string_view text, std::size_t at, char wanted) {
  return at < text.size() && text[at] == wanted;
}

// "Z" or "+02:00", in seconds east of Greenwich.
std::optional<int> zone_offset(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  const std::optional<int> hours = digits_at(zone, 1, 2);
  const std::optional<int> minutes = digits_at(zone, 4, 2);
  const bool sign = char_at(zone, 0, '+') || char_at(zone, 0, '-');
  if (!sign || zone.size() != 6 || zone[3] != ':' || !hours || !minutes) return std::nullopt;
  if (*hours > 23 || *minutes > 59) return std::nullopt;
  const int offset = *hours * 3600 + *minutes * 60;
  return zone[0] == '-' ? -offset : offset;
}

}  // namespace

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
  const std::optional<int> year = digits_at(text, 0, 4);
  const std::optional<int> month = digits_at(text, 5, 2);
  const std::optional<int> day = digits_at(text, 8, 2);
  const std::optional<int> hour = digits_at(text, 11, 2);
  const std::optional<int> minute = digits_at(text, 14, 2);
  const std::optional<int> second = digits_at(text, 17, 2);
  const bool separated =
      char_at(text, 4, '-') && char_at(text, 7, '-') &&
      (char_at(text, 10, 'T') || char_at(text, 10, 't') || char_at(text, 10, ' ')) &&
      char_at(text, 13, ':') && char_at(text, 16, ':');
  if (!separated || !year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  const bool in_range =
      date.ok() && *year >= 1970 && *year <= 2200 && *hour <= 23 && *minute <= 59 && *second <= 60;
  if (!in_range) return std::nullopt;

  std::size_t at = 19;
  std::int64_t nanoseconds = 0;
  if (char_at(text, at, '.')) {
    std::int64_t weight = 100'000'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10) {
      nanoseconds += (text[at] - '0') * weight;
    }
  }
  const std::optional<int> offset = zone_offset(text.substr(at));
  if (!offset) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds =
      days * 86'400 + *hour * std::int64_t{3600} + *minute * std::int64_t{60} + *second - *offset;
  return seconds * 1'000'000'000 + nanoseconds;
}

}  // namespace uslkit
