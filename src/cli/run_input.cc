#include "cli/run_input.h"

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/json_document.h"
#include "cli/exit_code.h"
#include "scenario/run_result_json.h"

namespace uslkit {

RunInput load_run(const std::string& file, const Talk& talk, const std::string& command) {
  if (file == "-" && stdin_is_terminal()) {
    throw UsageError({.place = {.source = command},
                      .found = "-, and standard input is a terminal",
                      .allowed = "a run (from uslkit simulate --json)",
                      .hint = fmt::format("{} --help shows examples", command)});
  }
  if (file == "-") talk.detail("reading standard input");
  ByteSource source = ByteSource::open(file);
  const std::string text = source.read_all();
  RunInput input{.result = run_result_from_json(JsonDocument::parse(text, {.source = file})),
                 .source = {}};
  input.source = {.name = file,
                  .format = "uslkit run",
                  .sha256 = source.sha256(),
                  .bytes = source.bytes(),
                  .rows = 1};
  return input;
}

}  // namespace uslkit
