// ColumnPlan: which column of a generic CSV means what, in which unit, from the names in its
// header.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_tokenizer.h"

namespace uslkit {

// What a column can be to the law. Everything else in a file is ignored, with a note.
enum class ColumnRole {
  kConcurrency,   // N
  kThroughput,    // X
  kLatency,       // R, a mean
  kThroughputSd,  // standard deviation of X
  kTarget,        // offered rate
  kErrorRatio,    // failed / all
  kErrorCount,    // failed requests of the run
  kErrorRate,     // failed requests per time unit
  kDuration,      // length of the run
  kLabel,
};
inline constexpr std::size_t kColumnRoles = 10;

struct ColumnPlan {
  struct Column {
    std::size_t index = 0;
    double scale = 1;  // times the number gives seconds (latency, duration) or a ratio
    std::string name;  // as written
  };

  std::array<std::optional<Column>, kColumnRoles> columns;
  std::vector<std::string> ignored;
  std::vector<std::string> percentiles;  // ignored too: a percentile is not the mean
  std::string concurrency_name = "concurrency";
  std::string throughput_name = "throughput";
  std::string throughput_unit;     // "/s", "/min", "/h"; empty = the header does not say
  bool latency_unit_known = true;  // false: seconds were assumed
  std::size_t width = 0;           // columns in the header

  [[nodiscard]] const std::optional<Column>& operator[](ColumnRole role) const {
    return columns[static_cast<std::size_t>(role)];
  }
  [[nodiscard]] std::optional<Column>& operator[](ColumnRole role) {
    return columns[static_cast<std::size_t>(role)];
  }
};

// From the header the tokenizer stands on. Throws when two columns claim one role, or when fewer
// than two of N, X and R are there (the third follows from Little's law).
[[nodiscard]] ColumnPlan plan_columns(const CsvTokenizer& header);

// For a file whose first line already holds numbers: N, X or N, X, R in seconds.
[[nodiscard]] ColumnPlan plan_without_header(const CsvTokenizer& first_row);

// "Requests/s" -> "requests_per_s", "latency [ms]" -> "latency_ms", "Errors %" -> "errors_percent".
[[nodiscard]] std::string normalised_name(std::string_view name);

}  // namespace uslkit
