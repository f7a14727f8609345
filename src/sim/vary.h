// vary: --vary /workers=1,2,4..64*2: the points of a sweep.
//
//   axis = pointer "=" item { "," item }       item = value | range
//   range = first ".." last [ "+" step | "*" factor ]     whole numbers; step 1 by default
// Commas inside brackets, braces and quotes belong to a value.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace uslkit {

struct VaryAxis {
  std::string pointer{};              // "/workers"
  std::vector<std::string> values{};  // as --set takes them: at least one
};

// Throws UsageError at "--vary".
[[nodiscard]] VaryAxis parse_vary(const std::string& text);

// One point of a sweep: the setting of each axis, in the order of the axes.
struct SweepPoint {
  std::vector<std::string> settings{};  // "/workers=4"
  std::vector<std::string> values{};    // "4"
  std::optional<double> concurrency{};  // the first axis' value where it is a plain count
};

enum class VaryMode { cartesian, zip };

// Cartesian: every combination, the last axis fastest. Zip: the first values of all axes together,
// then the second ones; all axes need the same number of values. Throws UsageError for that, for no
// axis at all and for more than kMostPoints.
inline constexpr std::size_t kMostPoints = 10'000;
[[nodiscard]] std::vector<SweepPoint> sweep_points(const std::vector<VaryAxis>& axes,
                                                   VaryMode mode);

}  // namespace uslkit
