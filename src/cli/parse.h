// parse: from argv to a chosen command with its options set.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace uslkit {

struct Parsed {
  GlobalOptions global;
  // Index into the commands; empty when none was named.
  int command = -1;
  // --help stood behind the command, or the command was "help".
  bool command_help = false;
};

// Throws UsageError for an unknown command, option or value, with the nearest word as its hint.
// The options of the chosen command are set on return.
[[nodiscard]] Parsed parse(const std::vector<std::string>& arguments,
                           std::vector<Command>& commands);

}  // namespace uslkit
