#include "cli/fit_input.h"

#include <fmt/format.h>

#include "base/byte_source.h"
#include "cli/exit_code.h"
#include "fit/fit_json.h"
#include "fit/fit_usl.h"
#include "ingest/ingest.h"
#include "report/safe_text.h"

namespace uslkit {

FitInput fit_now(ByteSource source, const Talk& talk) {
  const std::string name = source.name() == "-" ? "stdin" : safe_text(source.name());
  const Measurements measurements = ingest_bytes(std::move(source), {});
  talk.say(fmt::format("{}: not a fit but measurements; fitted with default options", name));
  return {.fit = fit_usl(measurements), .source = measurements.sources.at(0), .label = name};
}

FitInput load_fit(const std::string& file, const Talk& talk, const std::string& command) {
  if (file == "-") {
    if (stdin_is_terminal()) {
      throw UsageError({.place = {.source = command},
                        .found = "no file, and standard input is a terminal",
                        .allowed = "a fit (from uslkit fit --json) or measurements",
                        .hint = command + " --help shows examples"});
    }
    talk.say("reading standard input");
  }
  ByteSource source = ByteSource::open(file);
  if (looks_like_uslkit_document(source.head())) return read_fit(std::move(source));
  return fit_now(std::move(source), talk);
}

std::string one_file(const std::vector<std::string>& files, const std::string& command) {
  if (files.empty()) return "-";
  if (files.size() == 1) return files.front();
  throw UsageError({.place = {.source = command},
                    .found = fmt::format("{} files", files.size()),
                    .allowed = "one file",
                    .hint = ""});
}

}  // namespace uslkit
