// help: what --help prints: examples first, then usage, then every option.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace uslkit {

// `uslkit` bare, `uslkit --help` and `uslkit help`.
[[nodiscard]] std::string general_help(const std::vector<Command>& commands);

// `uslkit fit --help` and `uslkit help fit`.
[[nodiscard]] std::string command_help(const Command& command);

// "uslkit fit [OPTIONS] [FILE...]".
[[nodiscard]] std::string usage_line(const Command& command);

// --help itself, which every command has and the parser handles.
[[nodiscard]] Option help_option();

// "-o, --output FILE".
[[nodiscard]] std::string option_heading(const Option& option);

}  // namespace uslkit
