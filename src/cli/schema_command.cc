// `uslkit schema`: the published JSON Schema of an output.
#include <memory>

#include <fmt/format.h>

#include "audit/claims_file.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/schemas.h"
#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

// Files that people write: their schema and reference are made from their declarations.
struct WrittenFile {
  const char* document;
  std::string (*schema)();
  std::string (*reference)();
};
constexpr WrittenFile kWritten[] = {{"scenario", scenario_schema, scenario_reference_markdown},
                                    {"claims", claims_schema, claims_reference_markdown}};

struct Settings {
  std::string document;
  bool reference = false;
};

// The published documents, and the files that people write.
std::vector<std::string> document_names() {
  std::vector<std::string> names;
  for (const PublishedSchema& schema : published_schemas()) names.push_back(schema.document);
  for (const WrittenFile& file : kWritten) names.emplace_back(file.document);
  return names;
}

[[noreturn]] void refuse_reference(const std::string& document) {
  throw UsageError({.place = {.source = "--reference"},
                    .found = document.empty() ? "no document" : uslkit::quoted(document),
                    .allowed = "scenario or claims: only these files are written by people",
                    .hint = "uslkit schema scenario --reference"});
}

ExitCode print_schema(const Settings& settings) {
  for (const WrittenFile& file : kWritten) {
    if (settings.document != file.document) continue;
    write_result(settings.reference ? file.reference() : file.schema());
    return ExitCode::ok;
  }
  if (settings.reference) refuse_reference(settings.document);
  if (settings.document.empty()) {
    write_result(fmt::format("{}\n", fmt::join(document_names(), "\n")));
  }
  for (const PublishedSchema& schema : published_schemas()) {
    if (schema.document == settings.document) write_result(schema.text);
  }
  return ExitCode::ok;
}

}  // namespace

Command make_schema_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "schema";
  command.summary = "Print the JSON Schema of an output, or of files that people write";
  command.description =
      "Prints the published JSON Schema that the --json document of a command follows; without an "
      "argument, the names of the documents. Within one schema_version keys are only ever added. "
      "`scenario` is the schema of the files that `uslkit simulate` reads, `claims` of those that "
      "`uslkit audit` reads, for editors.";
  command.examples = {
      {"uslkit schema", "the documents that have a schema"},
      {"uslkit schema fit > fit.schema.json", "the schema of `uslkit fit --json`"},
      {"uslkit schema scenario > scenario.schema.json", "of scenario files"},
      {"uslkit schema scenario --reference", "every field of a scenario, for people"}};
  command.options = {
      choice_option("document", document_names(), settings->document, "Name of a document"),
      flag_option("--reference", settings->reference,
                  "Print the reference of scenario or claims files as Markdown instead")};
  command.run = [settings] { return print_schema(*settings); };
  return command;
}

}  // namespace uslkit
