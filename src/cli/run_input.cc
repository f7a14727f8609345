#include "cli/run_input.h"

#include <fmt/format.h>

#include "cli/exit_code.h"

namespace uslkit {

RunInput load_run(const std::string& file, const Talk& talk, const std::string& command) {
  if (file == "-" && stdin_is_terminal()) {
    throw UsageError({.place = {.source = command},
                      .found = "-, and standard input is a terminal",
                      .allowed = "a run (from uslkit simulate --json)",
                      .hint = fmt::format("{} --help shows examples", command)});
  }
  if (file == "-") talk.detail("reading standard input");
  return read_run(ByteSource::open(file));
}

}  // namespace uslkit
