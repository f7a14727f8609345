// FormatReader: what every reader of a load-test format promises to the front door.
//
// A reader turns bytes into rows and notes; the front door (ingest.cc) does the rest. In a row
// - `concurrency` stays 0 where the format does not print N: the front door fills it;
// - `throughput` counts successful operations only; 0 = none succeeded (the row will be dropped);
// - `latency_s` is what the tool prints as its mean; where that is known not to be the raw mean
// (wrk)
//   a Note says so and `littles_law_holds` is false;
// - `line` and `source` = 0; the front door renumbers `source` and fills `sources`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/byte_source.h"
#include "base/input_error.h"
#include "base/number_text.h"
#include "ingest/ingest.h"
#include "model/measurements.h"

namespace uslkit {

// What detection may look at. The head is without byte order mark.
struct Sniff {
  std::string_view file_name;
  std::string_view head;  // up to ByteSource::kHeadBytes
  bool whole = false;     // the head is all there is
};

struct FormatReader {
  std::string_view name;    // "wrk", for --format
  std::string_view title;   // "wrk text"
  std::string_view reads;   // where N, X and R come from
  std::string_view caveat;  // may be empty
  bool (*recognises)(const Sniff& sniff);
  // Reads the files that belong together: one at a time, unless `together` is set, then all files
  // of this format at once (pgbench logs of several threads, Prometheus answers to several
  // queries); Measurement::source is then the index into `files`.
  Measurements (*read)(std::span<ByteSource> files, const IngestOptions& options);
  bool together = false;
  // False where the printed latency is not the residence time of one operation (hyperfine: the time
  // of a whole run), so that N = X R says nothing about the row.
  bool littles_law_holds = true;
};

// Tables (CSV, logs): table_formats.cc. Text and JSON of load generators: tool_output_formats.cc.
// The front door asks the tools' own formats first, then tables; the generic CSV is the last
// resort.
[[nodiscard]] std::span<const FormatReader> tool_output_formats();
[[nodiscard]] std::span<const FormatReader> table_formats();

// Adds a note unless the same one is there already.
void add_note(Measurements& measurements, std::string code, std::string text);

}  // namespace uslkit
