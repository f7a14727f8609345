// What the front door does to the rows of one read, whatever tool printed them: fill N, drop,
// doubt.
#pragma once

#include <string>

#include "ingest/ingest.h"
#include "model/measurements.h"

namespace uslkit {

struct RowOrigin {
  std::string file;  // as messages call it
  bool littles_law_holds = true;
};

// Fills N, drops rows that cannot be used, and notes every doubt. Throws InputError when N cannot
// be filled or no row remains.
[[nodiscard]] Measurements checked_rows(Measurements read, const RowOrigin& origin,
                                        const IngestOptions& options);

// N by a regular expression with one group on the last part of a path. Throws InputError naming
// --n-from-name when the expression is malformed, does not match, or its group is no number above
// 0.
[[nodiscard]] double concurrency_from_name(const std::string& file, const std::string& expression);

// The part of that which no file is needed for. An empty expression is none.
void check_name_expression(const std::string& expression);

// Notes "generator-limited" when most rows merely reach the rate they were offered.
void note_generator_limit(Measurements& measurements);

}  // namespace uslkit
