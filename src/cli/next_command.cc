// `uslkit next`: which N to measure next, and how much it would narrow the answer.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/fit_input.h"
#include "cli/output.h"
#include "cli/read_options.h"
#include "documents/next_document.h"
#include "fit/fit_json.h"
#include "fit/next_measurement.h"
#include "fit/next_spread.h"
#include "report/human_number.h"
#include "report/safe_text.h"
#include "report/table.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit next";
constexpr double kMostConcurrency = 1'000'000;

struct Settings {
  std::vector<std::string> files;
  std::int64_t max_concurrency = 0;
  std::int64_t runs = 3;
  std::int64_t draws = 200;
  std::string target = "peak";
  OutputOptions output;
};

Option target_option(Settings& settings) {
  Option option{.names = "--target",
                .value_name = "throughput@N",
                .choices = {"peak", "alpha", "beta"},
                .help = "What is to be known better; default peak"};
  option.set = [&settings](const std::string& text) {
    NextOptions known;
    set_target(text, known);  // refused here, before any file is opened
    settings.target = text;
  };
  return option;
}

NextOptions next_options(const Settings& settings, const UslFit& fit) {
  NextOptions options{.max_concurrency = settings.max_concurrency,
                      .runs = static_cast<int>(settings.runs),
                      .draws = static_cast<int>(settings.draws)};
  set_target(settings.target, options);
  if (options.max_concurrency == 0) options.max_concurrency = largest_candidate(fit);
  check_as_usage(options);
  return options;
}

std::string advice_text(const NextAdvice& advice, const UslFit& fit) {
  const auto paragraph = [](const std::string& sentence) {
    std::string lines;
    for (const std::string& line : wrap_to_cells(sentence, 80)) lines += line + "\n";
    return lines;
  };
  std::string text = paragraph(advice.sentence);
  for (const Note& caution : advice.cautions) text += paragraph(caution.text);
  text += fmt::format("\nTarget: {}; width of its interval now: {}\n\n", advice.target,
                      human_number(advice.width_now));
  Table table;
  table.columns = {{"measure at N", Align::right},
                   {"width after 1 run", Align::right},
                   {"narrower by", Align::right},
                   {""}};
  for (const NextCandidate& candidate : spread_of(advice, fit)) {
    const bool best = candidate.concurrency == advice.candidates.front().concurrency;
    table.add({fmt::format("{}", candidate.concurrency), human_number(candidate.width_after_one),
               percent_text(std::max(candidate.gain, 0.0)), best ? "best" : ""});
  }
  text += table_text(table, {.indent = 0, .unicode = terminal_speaks_utf8()});
  const std::size_t runs = advice.recommended.size();
  return text + fmt::format("\nBest {} run{} together: N = {} (width then {})\n", runs,
                            runs == 1 ? "" : "s", fmt::join(advice.recommended, ", "),
                            human_number(advice.width_after_recommended));
}

ExitCode run_next(const Settings& settings) {
  const std::string file = one_file(settings.files, kCommand);
  const Talk talk(settings.output);
  const FitInput input = load_fit(file, talk, kCommand);
  const NextOptions options = next_options(settings, input.fit);
  const NextAdvice advice = next_measurement(input.fit, options);
  nlohmann::ordered_json used = {{"files", {file}},
                                 {"max_n", options.max_concurrency},
                                 {"target", settings.target},
                                 {"repeats", options.runs},
                                 {"draws", options.draws}};
  write_answer(settings.output, next_document(input, advice, std::move(used)),
               advice_text(advice, input.fit));
  return ExitCode::ok;
}

}  // namespace

Command make_next_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "next";
  command.summary = "Advise which N to measure next";
  command.description =
      "Ranks the values of N that could be measured next by how much one more run there is "
      "expected to narrow the interval of the target, averaged over what the fit does not know.";
  command.examples = {
      {"uslkit next fit.json --max-n 128", "where one more run tells most about the peak"},
      {"uslkit next fit.json --max-n 128 --target throughput@200",
       "the same for the throughput at N = 200"}};
  command.options = {
      list_option("file", "FILE", settings->files, "fit.json or measurements; - is standard input"),
      integer_option("--max-n", settings->max_concurrency, {1, kMostConcurrency},
                     "Largest N that can be run; default: twice the largest measured"),
      target_option(*settings),
      integer_option("--repeats", settings->runs, {1, 1000}, "Runs that can be made; default 3"),
      integer_option("--draws", settings->draws, {1, 100'000},
                     "Joint draws of the fit to average over; default 200")};
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_next(*settings); };
  return command;
}

}  // namespace uslkit
