#include "sim/vary.h"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

#include "base/usage_error.h"

namespace uslkit {
namespace {

constexpr const char* kPlace = "--vary";
constexpr std::int64_t kLargest = 1'000'000'000'000;

[[noreturn]] void refuse(const std::string& found, const std::string& allowed,
                         const std::string& hint = "") {
  throw UsageError({.place = {.source = kPlace}, .found = found, .allowed = allowed, .hint = hint});
}

// The pieces between commas that stand outside of brackets and quotes.
std::vector<std::string> split_values(const std::string& text) {
  std::vector<std::string> pieces(1);
  int depth = 0;
  bool quoted_part = false;
  for (const char c : text) {
    if (c == '"') quoted_part = !quoted_part;
    if (!quoted_part && (c == '[' || c == '{')) ++depth;
    if (!quoted_part && (c == ']' || c == '}')) --depth;
    if (c == ',' && depth == 0 && !quoted_part) {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  return pieces;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || text.empty()) return std::nullopt;
  return value;
}

[[noreturn]] void refuse_range(const std::string& text) {
  refuse(uslkit::quoted(text),
         "FIRST..LAST, FIRST..LAST+STEP or FIRST..LAST*FACTOR in whole numbers",
         "for example 1..10, 10..100+10 or 1..64*2");
}

struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t step = 1;
  bool multiplies = false;
};

Range parse_range(const std::string& text) {
  const std::size_t dots = text.find("..");
  const std::string rest = text.substr(dots + 2);
  const std::size_t sign = rest.find_first_of("+*");
  const std::optional<std::int64_t> first = whole_number(text.substr(0, dots));
  const std::optional<std::int64_t> last = whole_number(rest.substr(0, sign));
  std::optional<std::int64_t> step = 1;
  if (sign != std::string::npos) step = whole_number(rest.substr(sign + 1));
  if (!first || !last || !step) refuse_range(text);
  Range range{.first = *first, .last = *last, .step = *step};
  range.multiplies = sign != std::string::npos && rest[sign] == '*';
  const bool within = range.first >= 0 && range.last <= kLargest && range.first <= range.last;
  const bool moves = range.multiplies ? range.step >= 2 && range.first >= 1 : range.step >= 1;
  if (!within || !moves || range.step > kLargest) refuse_range(text);
  return range;
}

void append_range(const std::string& text, std::vector<std::string>& values) {
  const Range range = parse_range(text);
  std::int64_t value = range.first;
  while (value <= range.last) {
    values.push_back(fmt::format("{}", value));
    if (values.size() > kMostPoints) {
      refuse(uslkit::quoted(text), fmt::format("at most {} values", kMostPoints));
    }
    value = range.multiplies ? value * range.step : value + range.step;
  }
}

bool is_range(const std::string& text) {
  const std::size_t dots = text.find("..");
  return dots != std::string::npos && dots > 0 &&
         text.find_first_not_of("0123456789.+*-") == std::string::npos;
}

SweepPoint point_of(const std::vector<VaryAxis>& axes, const std::vector<std::size_t>& chosen) {
  SweepPoint point;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::string& value = axes[i].values[chosen[i]];
    point.values.push_back(value);
    point.settings.push_back(axes[i].pointer + "=" + value);
  }
  const std::optional<std::int64_t> count = whole_number(point.values.front());
  if (count && *count > 0) point.concurrency = static_cast<double>(*count);
  return point;
}

std::size_t points_of(const std::vector<VaryAxis>& axes, VaryMode mode) {
  if (axes.empty()) {
    refuse("nothing to vary", "--vary /POINTER=VALUE,VALUE,..., repeatable",
           "for example: --vary /workers=1..64*2");
  }
  std::size_t points = mode == VaryMode::zip ? axes.front().values.size() : 1;
  for (const VaryAxis& axis : axes) {
    if (mode == VaryMode::cartesian) {
      points *= axis.values.size();
    } else if (axis.values.size() != points) {
      refuse(fmt::format("{} values of {} beside {} of {}", axis.values.size(), axis.pointer,
                         points, axes.front().pointer),
             "as many of each with --zip", "without --zip every combination is run");
    }
    if (points > kMostPoints) {
      refuse(fmt::format("{} points or more", points), fmt::format("at most {}", kMostPoints));
    }
  }
  return points;
}

}  // namespace

VaryAxis parse_vary(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (text.empty() || text.front() != '/' || equals == std::string::npos) {
    refuse(uslkit::quoted(text), "/POINTER=VALUE,VALUE,...",
           "for example /workers=1,2,4,8 or /workers=1..64*2");
  }
  VaryAxis axis{.pointer = text.substr(0, equals), .values = {}};
  for (const std::string& item : split_values(text.substr(equals + 1))) {
    if (item.empty()) refuse(uslkit::quoted(text), "a value between any two commas");
    if (is_range(item)) {
      append_range(item, axis.values);
    } else {
      axis.values.push_back(item);
    }
  }
  return axis;
}

std::vector<SweepPoint> sweep_points(const std::vector<VaryAxis>& axes, VaryMode mode) {
  const std::size_t count = points_of(axes, mode);
  std::vector<SweepPoint> points;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::size_t> chosen(axes.size(), i);
    std::size_t rest = i;
    for (std::size_t axis = axes.size(); axis-- > 0 && mode == VaryMode::cartesian;) {
      chosen[axis] = rest % axes[axis].values.size();
      rest /= axes[axis].values.size();
    }
    points.push_back(point_of(axes, chosen));
  }
  return points;
}

}  // namespace uslkit
