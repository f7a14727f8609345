// run_output: what `simulate` and `run` do with a RunResult: judge it, print it, keep it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/assertions.h"
#include "cli/exit_code.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/placed_assertion.h"
#include "cli/run_metrics.h"
#include "cli/scenario_options.h"
#include "documents/run_document.h"
#include "report/report_section.h"
#include "scenario/run_result.h"

namespace uslkit {

struct RunOutputOptions {
  OutputOptions output;
  std::vector<std::string> assertions;
  std::string csv;
  std::string plot;
  bool expect = false;
  bool markdown = false;
  bool list_metrics = false;
};

// --assert, --expect, --list-metrics, --csv, --plot, --markdown, and those of every command.
[[nodiscard]] std::vector<Option> run_output_option_list(RunOutputOptions& target);

// Only one thing can be the result on standard output, and plots need a known ending. Throws
// UsageError before anything has run.
void check_outputs(const RunOutputOptions& options, const std::string& command);

[[nodiscard]] std::vector<RunAssertion> run_assertions(const RunOutputOptions& options,
                                                       const std::string& scenario_file,
                                                       const Scenario& scenario);

// Writes all that was asked for; `more` follows the report.
void write_run(const RunOutputOptions& options, const RunResult& result,
               const nlohmann::ordered_json& document, const std::vector<AssertionResult>& judged,
               const std::string& more, const Talk& talk);

[[nodiscard]] SectionLayout run_report_layout(const RunOutputOptions& options);

// The scenario's own expectations take the place of its SLO: a scenario that must show a collapse
// is right when it collapses.
[[nodiscard]] ExitCode run_verdict(const RunOutputOptions& options, const RunResult& result,
                                   const std::vector<AssertionResult>& judged);

}  // namespace uslkit
