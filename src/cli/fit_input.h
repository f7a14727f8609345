// fit_input: the argument "a fit": a fit.json, or measurements that are fitted on the spot.
#pragma once

#include <string>

#include "cli/output.h"
#include "model/usl_fit.h"

namespace uslkit {

struct FitInput {
  UslFit fit;
  MeasurementSource source;  // of the file itself: its SHA-256, bytes and format
  std::string label;         // what `uslkit fit --name` called it, else the file name
};

// "-" is standard input. Throws UsageError where that is a terminal; InputError or FitNotUsable for
// what the file holds.
[[nodiscard]] FitInput load_fit(const std::string& file, const Talk& talk,
                                const std::string& command);

// The file argument of a command that takes one fit: standard input where none was given.
[[nodiscard]] std::string one_file(const std::vector<std::string>& files,
                                   const std::string& command);

}  // namespace uslkit
