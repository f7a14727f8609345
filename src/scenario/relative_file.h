// relative_file: where a file named inside another file stands, and what to say where it is not as
// it should be.
#pragma once

#include <string>

#include "base/input_error.h"

namespace uslkit {

// Relative to the directory of the file that names it; what was named on standard input or on the
// command line is relative to the current directory.
[[nodiscard]] std::string resolve_file(const std::string& file, const std::string& named_in);

// What was wrong with such a file: at the place in it; or, where it is the file as a whole, at the
// place that names it.
[[nodiscard]] InputError::Parts fault_of_file(const InputError& error, const Place& named_at);

}  // namespace uslkit
