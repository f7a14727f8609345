// load_trace: what a system had to carry over time, and what it had to carry it with, from a CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "model/measurements.h"
#include "sizing/load_curve.h"

namespace uslkit {

struct LoadSample {
  double time_s = 0;                       // since the first sample
  double rate_per_s = 0;                   // arrivals
  std::optional<double> backlog_events{};  // as it was measured
  std::optional<double> consumers{};       // the same
  std::int64_t line = 0;
};

struct LoadTrace {
  std::vector<LoadSample> samples{};  // at least two; times grow from 0
  std::string begins{};               // the time of the first one as the file writes it
  double typical_step_s = 0;          // median distance of samples
  MeasurementSource source{};
  std::vector<Note> notes{};  // what was sorted, dropped, bridged or assumed

  [[nodiscard]] std::vector<LoadPoint> points() const;
  [[nodiscard]] double length_s() const { return samples.back().time_s; }
};

// Column names are matched without regard to case and punctuation; others are ignored.
//   time       time_s, time_ms, timestamp, time, ts, datetime: seconds, Unix seconds or
//              milliseconds, or RFC 3339; text without a zone is taken as UTC
//   arrivals   rate_per_s, rate_per_min, rps, arrived_per_s (of simulate --csv), load_per_s, ...
//   measured   lag_events, backlog_events; consumers, replicas: optional
// Rows out of order are sorted, equal ones merged, rows without a time or a rate bridged by a
// straight line: each is told in a note. Two different values at one time are an error, because
// nobody can know which one is right.
inline constexpr std::size_t kMostLoadRows = 1'000'000;

// Throws InputError with file, line and column.
[[nodiscard]] LoadTrace read_load_trace(ByteSource source);

}  // namespace uslkit
