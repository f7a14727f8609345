#include "documents/kept_results.h"

#include "base/json_document.h"
#include "fit/fit_json.h"
#include "scenario/run_result_json.h"

namespace uslkit {

FitInput read_fit(ByteSource source) {
  const std::string text = source.read_all();
  const JsonDocument document = JsonDocument::parse(text, {.source = source.name()});
  FitInput input{.fit = fit_from_json(document), .source = {}, .label = source.name()};
  const std::optional<JsonValue> label = document.root().find("label");
  if (label) input.label = label->string();
  input.source = {.name = source.name(),
                  .format = "uslkit fit",
                  .sha256 = source.sha256(),
                  .bytes = source.bytes(),
                  .rows = input.fit.points};
  return input;
}

RunInput read_run(ByteSource source) {
  const std::string text = source.read_all();
  RunInput input{
      .result = run_result_from_json(JsonDocument::parse(text, {.source = source.name()})),
      .source = {}};
  input.source = {.name = source.name(),
                  .format = "uslkit run",
                  .sha256 = source.sha256(),
                  .bytes = source.bytes(),
                  .rows = 1};
  return input;
}

}  // namespace uslkit
