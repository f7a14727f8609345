// `uslkit report`: kept results as one page for the people who decide: HTML, Markdown, JUnit.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "documents/provenance.h"
#include "page/checks.h"
#include "page/html_page.h"
#include "page/junit.h"
#include "page/markdown_page.h"
#include "page/report_documents.h"
#include "page/story.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit report";

struct Settings {
  std::vector<std::string> files;
  std::string file = "-";
  std::string to;
  std::string junit;
  StoryOptions story;
  bool strict = false;
  OutputOptions output;
};

void check_files(const std::vector<std::string>& files) {
  const std::ptrdiff_t inputs = std::count(files.begin(), files.end(), "-");
  if (files.empty() || (inputs > 0 && stdin_is_terminal())) {
    throw UsageError({.place = {.source = kCommand},
                      .found = files.empty() ? "no file" : "-, and standard input is a terminal",
                      .allowed = "documents kept with --json by fit, size, simulate, run or audit",
                      .hint = "for example: uslkit report fit.json run.json -o report.html"});
  }
  if (inputs < 2) return;
  throw UsageError({.place = {.source = kCommand},
                    .found = fmt::format("standard input named {} times", inputs),
                    .allowed = "- once: it can be read only once",
                    .hint = ""});
}

// By --to, else by the name of the output; "md" on standard output.
std::string format_of(const Settings& settings) {
  if (!settings.to.empty()) return settings.to;
  if (settings.file == "-" || settings.file.ends_with(".md")) return "md";
  if (settings.file.ends_with(".html") || settings.file.ends_with(".htm")) return "html";
  throw UsageError({.place = {.source = "--output"},
                    .found = uslkit::quoted(settings.file),
                    .allowed = "a name that ends in .html or .md",
                    .hint = "or say --to html"});
}

ReportDocuments read_documents(const std::vector<std::string>& files) {
  ReportDocuments documents;
  for (const std::string& file : files) add_document(documents, ByteSource::open(file));
  return documents;
}

PageMaker maker() { return {.version = build_info().version, .git_id = build_info().git_id}; }

std::string wrote_text(const std::vector<Check>& checks, const std::string& file) {
  const std::ptrdiff_t broken =
      std::count_if(checks.begin(), checks.end(), [](const Check& check) { return !check.kept; });
  return fmt::format("wrote {}: {} of {} checks broken", without_controls(file), broken,
                     checks.size());
}

ExitCode run_report(const Settings& settings) {
  check_files(settings.files);
  const std::string format = format_of(settings);
  const Talk talk(settings.output);
  const ReportDocuments documents = read_documents(settings.files);
  const std::vector<Check> checks = all_checks(documents);
  const Story story = tell_story(documents, settings.story);
  write_result(
      format == "html" ? html_page(story, documents, maker()) : markdown_page(story, maker()),
      settings.file);
  if (settings.file != "-") talk.say(wrote_text(checks, settings.file));
  if (!settings.junit.empty()) {
    write_result(junit_xml(checks), settings.junit);
    talk.say(wrote_text(checks, settings.junit));
  }
  const bool broken =
      std::any_of(checks.begin(), checks.end(), [](const Check& check) { return !check.kept; });
  return settings.strict && broken ? ExitCode::assertion_failed : ExitCode::ok;
}

}  // namespace

Command make_report_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "report";
  command.summary = "One page of kept results: HTML, Markdown, JUnit";
  command.description =
      "Makes one self-contained page of fits, plans, runs and audits that were kept with --json: "
      "the answer first, then the evidence, with charts that can be zoomed and sliders for alpha, "
      "beta, gamma and N. It opens offline and asks for nothing from any network. A simulated and "
      "a measured run of one scenario are compared. Each file is recognised by its \"document\".";
  command.examples = {
      {"uslkit report fit.json plan.json run.json -o report.html", "one file to mail"},
      {"uslkit report predicted.json measured.json -o report.html", "did the prediction hold?"},
      {"uslkit report run.json -o report.md --junit slo.xml --strict",
       "for a pull request: exit code 99 where anything is broken"},
      {"uslkit simulate shop.json --json | uslkit report - -o report.html", "through a pipe"}};
  command.options = {
      list_option("file", "FILE", settings->files,
                  "Documents of fit, size, simulate, run and audit; - is standard input"),
      text_option("-o,--output", "FILE", settings->file,
                  "FILE.html or FILE.md; - (default) is Markdown on stdout"),
      choice_option("--to", {"html", "md"}, settings->to,
                    "Format, where the name of the output does not say it"),
      text_option("--junit", "FILE", settings->junit,
                  "Also write every check as JUnit XML: objectives, promises, assertions, "
                  "predictions, claims"),
      flag_option("--strict", settings->strict, "Exit with 99 where any check is broken"),
      text_option("--title", "TEXT", settings->story.title, "Title; default made of the names"),
      text_option("--question", "TEXT", settings->story.question,
                  "The question that the report answers; default by the kinds of documents")};
  for (Option& option : talk_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_report(*settings); };
  return command;
}

}  // namespace uslkit
