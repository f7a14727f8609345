// The room's front door: files of any known load-test format in, Measurements out.
//
//   files ─> detect by content ─> one reader per format ─> rows ─┐
//                                                                ├─> complete N, check, note ─>
//                                                                Measurements
//   options (--format, --n, --n-from-name, ...) ─────────────────┘
//
// What is done to every row, whatever tool printed it:
// 1. a missing N is taken from --n, else from the file name, else from Little's law N = X R;
// 2. rows without successful requests are dropped and counted;
// 3. rows whose N differs from X R by more than 20 % are named;
// 4. rows with more than 1 % failed requests, and sweeps that only met their target rate, are
// named. Nothing is corrected silently: each step leaves a Note.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "model/measurements.h"

namespace uslkit {

struct IngestOptions {
  std::string format = {};                 // a name of known_formats(); empty = detect by content
  std::optional<double> concurrency = {};  // N > 0 of files that do not print it
  std::string n_from_name = {};  // regex; capture 1 in the file name is N of files without it
  std::optional<double> work_per_run =
      {};                            // operations in one run, for timings (hyperfine); default 1
  double drop_first_s = 0;           // seconds to drop after every change of N (ramp-up)
  std::string throughput_unit = {};  // "/s", "/min", "/h" of a CSV that does not say; empty = "/s"
  std::optional<double> min_concurrency = {};  // drop rows with N below this
  std::int64_t max_rows = 0;  // stop with an error above this many rows; 0 = no limit
  char delimiter = 0;         // of a generic CSV; 0 = detect
  std::int64_t rows_kept_one_by_one = 100'000;  // more rows of a CSV become one mean and sd per N
  // Told the source's name and how many of its bytes were read, after every block: progress.
  std::function<void(std::string_view source, std::int64_t bytes)> on_bytes = {};

  // Throws InputError naming the option.
  void check() const;
};

struct FormatInfo {
  std::string_view name;    // for --format
  std::string_view title;   // "wrk text"
  std::string_view reads;   // where N, X and R come from
  std::string_view caveat;  // what to know before trusting it; may be empty
};

// In the order of detection.
[[nodiscard]] std::vector<FormatInfo> known_formats();

// All files, merged in the order given. "-" is stdin.
[[nodiscard]] Measurements ingest(const std::vector<std::string>& files,
                                  const IngestOptions& options);

// The same for one source that is already open.
[[nodiscard]] Measurements ingest_bytes(ByteSource source, const IngestOptions& options);

}  // namespace uslkit
