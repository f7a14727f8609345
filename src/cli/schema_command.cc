// `uslkit schema`: the published JSON Schema of an output.
#include <memory>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/schemas.h"

namespace uslkit {
namespace {

struct Settings {
  std::string document;
};

ExitCode print_schema(const Settings& settings) {
  if (settings.document.empty()) {
    std::string names;
    for (const PublishedSchema& schema : published_schemas()) names += schema.document + "\n";
    write_result(names);
    return ExitCode::ok;
  }
  for (const PublishedSchema& schema : published_schemas()) {
    if (schema.document == settings.document) write_result(schema.text);
  }
  return ExitCode::ok;
}

}  // namespace

Command make_schema_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  std::vector<std::string> documents;
  for (const PublishedSchema& schema : published_schemas()) documents.push_back(schema.document);
  Command command;
  command.name = "schema";
  command.summary = "Print the JSON Schema of an output";
  command.description =
      "Prints the published JSON Schema that the --json document of a command follows; without an "
      "argument, the names of the documents. Within one schema_version keys are only ever added.";
  command.examples = {{"uslkit schema", "the documents that have a schema"},
                      {"uslkit schema fit > fit.schema.json", "the schema of `uslkit fit --json`"}};
  command.options = {
      choice_option("document", std::move(documents), settings->document, "Name of a document")};
  command.run = [settings] { return print_schema(*settings); };
  return command;
}

}  // namespace uslkit
