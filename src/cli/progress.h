// progress: how far a long read has come, on stderr, for the person who waits.
#pragma once

#include <chrono>
#include <cstdint>
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

// "[=====>    ]", `width` cells wide; empty where the total is not known.
[[nodiscard]] std::string progress_bar(const ProgressState& state, int width);

// Told of every block that was read. On a terminal it redraws one line ten times a second and wipes
// it at the end; elsewhere it says a line every three seconds. Reads shorter than half a second
// show nothing. Silent with --quiet. The clock is here because only a person cares how long it
// took.
class ReadProgress {
 public:
  explicit ReadProgress(const Talk& talk);
  ~ReadProgress();
  ReadProgress(const ReadProgress&) = delete;
  ReadProgress& operator=(const ReadProgress&) = delete;

  void on_bytes(std::string_view source, std::int64_t bytes);

 private:
  using Clock = std::chrono::steady_clock;

  void start(std::string_view source);
  void show() const;
  void wipe();

  bool silent_ = false;
  bool animated_ = false;
  bool drawn_ = false;
  ProgressState state_;
  Clock::time_point started_;
  Clock::time_point next_;
};

}  // namespace uslkit
