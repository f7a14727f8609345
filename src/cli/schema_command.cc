// `uslkit schema`: the published JSON Schema of an output.
#include <memory>

#include <fmt/format.h>

#include "audit/claims_file.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/schemas.h"
#include "scenario/scenario_file.h"
#include "sizing/request_file.h"

namespace uslkit {
namespace {

struct Settings {
  std::string document;
  bool reference = false;
};

// A kind of file that people write: its schema is made from the declarations of its fields.
struct WrittenFile {
  std::string name;
  std::string (*schema)();
  std::string (*reference)();  // nullptr: the schema says it all
};

const std::vector<WrittenFile>& written_files() {
  static const std::vector<WrittenFile> kFiles = {
      {"scenario", scenario_schema, scenario_reference_markdown},
      {"request", request_schema, request_reference_markdown},
      {"catalogue", catalogue_schema, nullptr},
      {"claims", claims_schema, claims_reference_markdown}};
  return kFiles;
}

std::vector<std::string> document_names() {
  std::vector<std::string> names;
  for (const PublishedSchema& schema : published_schemas()) names.push_back(schema.document);
  for (const WrittenFile& file : written_files()) names.push_back(file.name);
  return names;
}

[[noreturn]] void refuse_reference(const std::string& document) {
  throw UsageError({.place = {.source = "--reference"},
                    .found = document.empty() ? "no document" : uslkit::quoted(document),
                    .allowed = "scenario, request or claims: files that are written by people",
                    .hint = "uslkit schema scenario --reference"});
}

std::string reference_of(const std::string& document) {
  for (const WrittenFile& file : written_files()) {
    if (file.name == document && file.reference != nullptr) return file.reference();
  }
  refuse_reference(document);
}

ExitCode print_schema(const Settings& settings) {
  if (settings.reference) {
    write_result(reference_of(settings.document));
    return ExitCode::ok;
  }
  if (settings.document.empty()) {
    write_result(fmt::format("{}\n", fmt::join(document_names(), "\n")));
  }
  for (const WrittenFile& file : written_files()) {
    if (file.name == settings.document) write_result(file.schema());
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
      "`scenario`, `request`, `catalogue` and `claims` are the schemas of the files that `uslkit "
      "simulate`, `uslkit size` and `uslkit audit` read, for editors.";
  command.examples = {
      {"uslkit schema", "the documents that have a schema"},
      {"uslkit schema fit > fit.schema.json", "the schema of `uslkit fit --json`"},
      {"uslkit schema scenario > scenario.schema.json", "of scenario files"},
      {"uslkit schema request --reference", "every field of a sizing request, for people"}};
  command.options = {
      choice_option("document", document_names(), settings->document, "Name of a document"),
      flag_option("--reference", settings->reference,
                  "Print the reference of scenario, request or claims files as Markdown instead")};
  command.run = [settings] { return print_schema(*settings); };
  return command;
}

}  // namespace uslkit
