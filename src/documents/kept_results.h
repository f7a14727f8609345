// kept_results: fits and runs that were kept as documents, read back, with where they came from.
#pragma once

#include <string>

#include "base/byte_source.h"
#include "model/measurements.h"
#include "model/usl_fit.h"
#include "scenario/run_result.h"

namespace uslkit {

struct FitInput {
  UslFit fit;
  MeasurementSource source;  // of the file itself: its SHA-256, bytes and format
  std::string label;         // what `uslkit fit --name` called it, else the file name
};

struct RunInput {
  RunResult result;
  MeasurementSource source;  // of the file itself: its SHA-256 and bytes
};

// Throws InputError for anything that is not a fit.
[[nodiscard]] FitInput read_fit(ByteSource source);

// Throws InputError for anything that is not a run.
[[nodiscard]] RunInput read_run(ByteSource source);

}  // namespace uslkit
