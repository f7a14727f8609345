// relative_file: where a file named inside another file stands.
#pragma once

#include <string>

namespace uslkit {

// Relative to the directory of the file that names it; what was named on standard input or on the
// command line is relative to the current directory.
[[nodiscard]] std::string resolve_file(const std::string& file, const std::string& named_in);

}  // namespace uslkit
