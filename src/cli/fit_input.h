// fit_input: the argument "a fit": a fit.json, or measurements that are fitted on the spot.
#pragma once

#include <string>

#include "cli/output.h"
#include "documents/kept_results.h"

namespace uslkit {

// "-" is standard input. Throws UsageError where that is a terminal; InputError or FitNotUsable for
// what the file holds.
[[nodiscard]] FitInput load_fit(const std::string& file, const Talk& talk,
                                const std::string& command);

// Measurements, fitted with default options, which is said. Throws as load_fit does.
[[nodiscard]] FitInput fit_now(ByteSource source, const Talk& talk);

// The file argument of a command that takes one fit: standard input where none was given.
[[nodiscard]] std::string one_file(const std::vector<std::string>& files,
                                   const std::string& command);

}  // namespace uslkit
