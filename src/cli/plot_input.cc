#include "cli/plot_input.h"

#include <utility>

#include "base/byte_source.h"
#include "base/document_kind.h"
#include "base/json_document.h"
#include "cli/exit_code.h"
#include "cli/fit_input.h"
#include "fit/fit_json.h"
#include "sizing/plan_json.h"

namespace uslkit {

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
