// `uslkit audit`: published claims against the law.
#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "audit/audit.h"
#include "audit/claims_file.h"
#include "base/spelling.h"
#include "cli/audit_functions.h"
#include "cli/audit_text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "documents/audit_document.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit audit";
constexpr double kMostThreads = 1024;

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> families;
  std::vector<std::string> ids;
  std::vector<std::string> verdicts;  // shown
  std::vector<std::string> fail_on;
  std::int64_t threads = 0;
  bool explain = false;
  bool markdown = false;
  bool list_functions = false;
  OutputOptions output;
};

// --- What is asked for.

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::vector<std::string> split_at_commas(const std::vector<std::string>& texts) {
  std::vector<std::string> words;
  for (const std::string& text : texts) {
    std::size_t from = 0;
    for (std::size_t comma = text.find(','); comma != std::string::npos;
         comma = text.find(',', from)) {
      words.push_back(text.substr(from, comma - from));
      from = comma + 1;
    }
    words.push_back(text.substr(from));
  }
  return words;
}

[[noreturn]] void refuse_word(const std::string& option, const std::string& word,
                              const std::vector<std::string>& known) {
  const std::optional<std::string> near = did_you_mean(word, known);
  constexpr std::size_t kFew = 12;
  throw UsageError({.place = {.source = option},
                    .found = uslkit::quoted(word),
                    .allowed = known.size() <= kFew
                                   ? one_of(known)
                                   : fmt::format("one of the {} in the file", known.size()),
                    .hint = near ? fmt::format("did you mean {}?", *near) : ""});
}

std::vector<AuditVerdict> verdicts_of(const std::string& option,
                                      const std::vector<std::string>& texts) {
  std::vector<AuditVerdict> verdicts;
  for (const std::string& word : split_at_commas(texts)) {
    const auto is_it = [&](AuditVerdict verdict) { return lower(name_of(verdict)) == lower(word); };
    const auto found = std::find_if(all_verdicts().begin(), all_verdicts().end(), is_it);
    if (found == all_verdicts().end()) refuse_word(option, word, verdict_names());
    verdicts.push_back(*found);
  }
  return verdicts;
}

bool contains(const std::vector<AuditVerdict>& verdicts, AuditVerdict verdict) {
  return std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end();
}

void check_ids(const std::vector<ClaimsFile>& files, const std::vector<std::string>& asked) {
  std::vector<std::string> known;
  for (const ClaimsFile& file : files) {
    for (const Claim& claim : file.claims.claims) known.push_back(claim.id);
    for (const Combination& each : file.claims.combinations) known.push_back(each.id);
  }
  for (const std::string& word : asked) {
    const auto is_it = [&](const std::string& id) { return selects_id(word, id); };
    if (std::none_of(known.begin(), known.end(), is_it)) refuse_word("--id", word, known);
  }
}

void check_families(const std::vector<ClaimsFile>& files, const std::vector<std::string>& asked) {
  std::vector<std::string> known;
  for (const ClaimsFile& file : files) {
    for (const Claim& claim : file.claims.claims) {
      if (std::find(known.begin(), known.end(), claim.family) == known.end()) {
        known.push_back(claim.family);
      }
    }
  }
  for (const std::string& word : asked) {
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      refuse_word("--family", word, known);
    }
  }
}

std::vector<ClaimsFile> read_all(const Settings& settings, const Talk& talk) {
  if (settings.files.empty()) {
    throw UsageError({.place = {.source = kCommand},
                      .found = "no claims files",
                      .allowed = "one claims file or more, or - for standard input",
                      .hint = "uslkit audit --help shows examples"});
  }
  std::vector<ClaimsFile> files;
  for (const std::string& name : settings.files) {
    if (name == "-" && stdin_is_terminal()) {
      throw UsageError({.place = {.source = kCommand},
                        .found = "no claims, and standard input is a terminal",
                        .allowed = "a claims file, or one on standard input",
                        .hint = "uslkit audit --help shows examples"});
    }
    files.push_back(read_claims(name));
    const Claims& claims = files.back().claims;
    talk.say(fmt::format("{}: {} claims, {} combinations", name, claims.claims.size(),
                         claims.combinations.size()));
  }
  check_ids(files, settings.ids);
  check_families(files, settings.families);
  return files;
}

// --- What comes of it.

// Simulations are what a person waits for.
class WorkProgress {
 public:
  explicit WorkProgress(const Talk& talk) : line_(talk) { line_.start(); }
  void on_work(const std::string& what, double fraction) {
    if (line_.due()) line_.show(fraction, fmt::format("simulating {}", what));
  }
  void wipe() { line_.wipe(); }

 private:
  ProgressLine line_;
};

std::vector<AuditReport> audit_all(const Settings& settings, const std::vector<ClaimsFile>& files,
                                   const Talk& talk, const StopOnSignal& stop) {
  WorkProgress progress(talk);
  const int threads = settings.threads > 0
                          ? static_cast<int>(settings.threads)
                          : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  AuditOptions options{.families = settings.families, .ids = settings.ids};
  options.files = {.threads = threads, .stop = stop.flag()};
  options.files.on_work = [&progress](const std::string& what, double fraction) {
    progress.on_work(what, fraction);
  };
  std::vector<AuditReport> reports;
  for (const ClaimsFile& file : files) reports.push_back(run_audit(file, options));
  progress.wipe();
  return reports;
}

void keep_asked_verdicts(std::vector<AuditReport>& reports,
                         const std::vector<AuditVerdict>& asked) {
  if (asked.empty()) return;
  for (AuditReport& report : reports) {
    std::erase_if(report.claims,
                  [&](const AuditedClaim& claim) { return !contains(asked, claim.verdict); });
    report.combinations.clear();
  }
}

nlohmann::ordered_json document_of(const Settings& settings,
                                   const std::vector<AuditReport>& reports) {
  return audit_document(reports, {{"family", settings.families},
                                  {"id", settings.ids},
                                  {"verdict", settings.verdicts},
                                  {"fail_on", settings.fail_on}});
}

SectionLayout layout_of(const Settings& settings) {
  return {.width = static_cast<std::size_t>(std::clamp(terminal_columns(), 60, 120)),
          .color = color_wanted(settings.output, 1),
          .unicode = terminal_speaks_utf8()};
}

std::string report_of(const Settings& settings, const std::vector<AuditReport>& reports) {
  const bool explain = settings.explain || (!settings.ids.empty() && !settings.markdown);
  std::string text;
  for (const AuditReport& report : reports) {
    if (!text.empty()) text += "\n";
    text += settings.markdown ? audit_report_markdown(report, explain)
                              : audit_report_text(report, layout_of(settings), explain);
  }
  return text;
}

std::size_t failing(const std::vector<AuditReport>& reports,
                    const std::vector<AuditVerdict>& fail_on) {
  std::size_t count = 0;
  for (const AuditReport& report : reports) {
    for (const AuditVerdict verdict : fail_on) count += count_of(report.claims, verdict);
  }
  return count;
}

ExitCode run(const Settings& settings) {
  if (settings.list_functions) {
    write_result(settings.markdown ? audit_functions_markdown()
                                   : audit_functions_text(layout_of(settings)));
    return ExitCode::ok;
  }
  const std::vector<AuditVerdict> shown = verdicts_of("--verdict", settings.verdicts);
  const std::vector<AuditVerdict> fail_on = verdicts_of("--fail-on", settings.fail_on);
  const Talk talk(settings.output);
  const std::vector<ClaimsFile> files = read_all(settings, talk);
  const StopOnSignal stop;
  std::vector<AuditReport> reports = audit_all(settings, files, talk, stop);
  const std::size_t failures = failing(reports, fail_on);
  keep_asked_verdicts(reports, shown);
  // From here on only writing.
  write_answer(settings.output, document_of(settings, reports), report_of(settings, reports));
  if (const std::optional<ExitCode> stopped = stop.exit_code()) {
    talk.warn("stopped: the claims that are missing were not judged");
    return *stopped;
  }
  if (failures == 0) return ExitCode::ok;
  talk.say(fmt::format("{} of the claims fail --fail-on {}", failures,
                       fmt::join(settings.fail_on, ",")));
  return ExitCode::assertion_failed;
}

}  // namespace

Command make_audit_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "audit";
  command.summary = "Judge published claims by the law: computed, never remembered";
  command.description =
      "Reads files of claims: what was stated, with which numbers, and formulas that compute the "
      "quantity again. Every formula is evaluated while you wait, with the library's own laws, "
      "fits and simulations, and the verdict follows: OK, CONDITIONAL (with the reading under "
      "which it holds), CONTRADICTED, BUG (code that breaks its promise when it is executed) or "
      "UNDERDETERMINED. Verdicts are results: the exit code is 0, or 99 where --fail-on says so.";
  command.examples = {
      {"uslkit audit data/claims/a2_paper.json", "the papers that this project began with"},
      {"uslkit audit data/claims/a2_paper.json --id R34 --id R09", "two claims in full"},
      {"uslkit audit data/claims/a2_paper.json --family lag --verdict contradicted",
       "a family, one verdict"},
      {"uslkit audit vendor.json --fail-on contradicted,bug", "exit code 99 if one is"},
      {"uslkit audit --list-functions", "what formulas may call"}};
  command.options = {
      list_option("file", "FILE", settings->files, "Claims files (JSON); - is standard input"),
      list_option("--family", "NAME", settings->families, "Only claims of this family"),
      list_option("--id", "ID", settings->ids,
                  "Only this claim or combination, in full; R34 selects R34a and R34b as well"),
      list_option("--verdict", "VERDICT", settings->verdicts,
                  "Show only claims with this verdict; several with commas"),
      flag_option("--explain", settings->explain,
                  "Every claim in full: its readings and all that was computed"),
      flag_option("--markdown", settings->markdown, "Print the report as Markdown"),
      list_option("--fail-on", "VERDICT", settings->fail_on,
                  "Exit with 99 if any claim has this verdict; several with commas"),
      flag_option("--list-functions", settings->list_functions,
                  "Print every function that formulas may call"),
      integer_option("--threads", settings->threads, {1, kMostThreads},
                     "Threads of a simulation; never changes a result; default: as many as there "
                     "are cores")};
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run(*settings); };
  return command;
}

}  // namespace uslkit
