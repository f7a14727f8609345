// Measurements: what a load test or a production sample says about a system, row by row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace uslkit {

// One run (or one interval) at one concurrency. Rows of equal concurrency are replicates.
struct Measurement {
  double concurrency = 0;                   // N > 0; workers, threads, clients, nodes; may be < 1
  double throughput = 0;                    // X > 0; *successful* operations per time unit
  std::optional<double> latency_s;          // R; mean residence time, seconds
  std::optional<double> throughput_sd;      // known standard deviation of X (same unit)
  std::optional<double> target_throughput;  // offered rate, when the generator was given one
  std::optional<double> error_ratio;        // failed / all, 0..1
  std::optional<double> duration_s;         // length of the run
  std::int64_t line = 0;                    // 1-based line in its source, 0 if not applicable
  std::int32_t source = 0;                  // index into Measurements::sources
  std::string label;                        // series or test name; may be empty
};

// Where rows came from; printed by `ingest` and stored with every result.
struct MeasurementSource {
  std::string name;    // file name as the user wrote it, or "-"
  std::string format;  // "wrk", "csv", "k6 summary", ...
  std::string sha256;  // of the bytes that were read
  std::int64_t bytes = 0;
  std::int64_t rows = 0;  // rows delivered
};

// Something a reader noticed. `code` is stable for scripts ("failed-requests"); `text` is for
// people.
struct Note {
  std::string code;
  std::string text;

  friend bool operator==(const Note&, const Note&) = default;
};

struct Measurements {
  std::vector<Measurement> rows;
  std::vector<MeasurementSource> sources;
  std::vector<Note> notes;                       // what the reader derived, dropped or doubts
  std::string concurrency_name = "concurrency";  // "threads", "clients", "nodes": labels the axis
  std::string throughput_name = "throughput";    // "requests", "transactions", ...
  std::string throughput_unit = "/s";            // "/s", "/min", "/h"

  // Seconds per time unit of the throughput: 1, 60, 3600.
  [[nodiscard]] double time_unit_s() const;
};

// Replicates of one concurrency, in ascending order of concurrency.
struct ReplicateGroup {
  double concurrency = 0;
  std::vector<double> throughput;
};
[[nodiscard]] std::vector<ReplicateGroup> group_by_concurrency(const Measurements& measurements);

// |N - X R| / N where latency is known: Little's law as a check on the row; empty without latency.
[[nodiscard]] std::optional<double> littles_law_gap(const Measurement& row, double time_unit_s = 1);

}  // namespace uslkit
