// progress: how far long work has come, on stderr, for the person who waits.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/output.h"

namespace uslkit {

// "1.2 GB", "10 B"; decimal prefixes.
[[nodiscard]] std::string bytes_text(double bytes);

struct ProgressState {
  std::string source;
  std::int64_t bytes = 0;        // read so far
  std::int64_t total_bytes = 0;  // 0: not known (a pipe)
  double elapsed_s = 0;
};

// "reading big.csv: 640 MB of 1.1 GB (58 %), 212 MB/s, 2 s left"; what is not known is left out.
[[nodiscard]] std::string progress_text(const ProgressState& state);

// "[=====>    ]", `width` cells wide; empty where the share is not known.
[[nodiscard]] std::string progress_bar(std::optional<double> share, int width);

// One line on stderr that follows some work. On a terminal it is redrawn ten times a second, from
// half a second on, and wiped at the end; elsewhere a line is said every three seconds. Silent with
// --quiet. The clock is here because only a person cares how long it took.
class ProgressLine {
 public:
  explicit ProgressLine(const Talk& talk);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void start();
  // Seconds since start(), where it is time to show something.
  [[nodiscard]] std::optional<double> due();
  void show(std::optional<double> share, const std::string& text);
  void wipe();
  [[nodiscard]] double elapsed_s() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool silent_ = false;
  bool animated_ = false;
  bool drawn_ = false;
  Clock::time_point started_;
  Clock::time_point next_;
};

// Told of every block that was read.
class ReadProgress {
 public:
  explicit ReadProgress(const Talk& talk) : line_(talk) {}

  void on_bytes(std::string_view source, std::int64_t bytes);

 private:
  ProgressLine line_;
  ProgressState state_;
};

}  // namespace uslkit
