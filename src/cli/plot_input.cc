#include "cli/plot_input.h"

#include <utility>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/document_kind.h"
#include "base/json_document.h"
#include "cli/exit_code.h"
#include "fit/fit_json.h"
#include "fit/fit_usl.h"
#include "ingest/ingest.h"
#include "report/safe_text.h"
#include "sizing/plan_json.h"

namespace uslkit {
namespace {

PlotInput fit_now(ByteSource source, const Talk& talk) {
  const std::string name = source.name() == "-" ? "stdin" : safe_text(source.name());
  const Measurements measurements = ingest_bytes(std::move(source), {});
  talk.say(fmt::format("{}: not a fit but measurements; fitted with default options", name));
  return FitInput{
      .fit = fit_usl(measurements), .source = measurements.sources.at(0), .label = name};
}

}  // namespace

PlotInput load_plot_input(const std::string& file, const Talk& talk, const std::string& command) {
  if (file == "-") {
    if (stdin_is_terminal()) {
      throw UsageError({.place = {.source = command},
                        .found = "no file, and standard input is a terminal",
                        .allowed = "a document of uslkit fit, simulate, run or size --json, or "
                                   "measurements",
                        .hint = command + " --help shows examples"});
    }
    talk.say("reading standard input");
  }
  ByteSource source = ByteSource::open(file);
  if (!looks_like_uslkit_document(source.head())) return fit_now(std::move(source), talk);
  const std::string name = source.name();
  const std::string text = source.read_all();
  const JsonDocument document = JsonDocument::parse(text, {.source = name});
  const std::string kind = document_kind(document.root());
  if (kind == "run") return read_run(ByteSource::from_text(text, name));
  if (kind == "size") return sizing_answer_from_json(document);
  return read_fit(ByteSource::from_text(text, name));
}

}  // namespace uslkit
