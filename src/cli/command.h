// Command: one verb of uslkit: its words for people, its options, and what it does.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/option.h"

namespace uslkit {

struct Example {
  std::string command;      // "uslkit fit data/cisco_mysql.csv"
  std::string explanation;  // "table, terminal chart and verdict"
};

// Life cycle: made once by its make_ function, its options set by the parser, then run once.
struct Command {
  std::string name{};
  std::string summary{};      // one line, for the list of commands
  std::string description{};  // one paragraph
  std::vector<Example> examples{};
  std::vector<Option> options{};  // arguments without dashes included
  std::function<ExitCode()> run{};
};

// Every command, in the order in which help lists them.
[[nodiscard]] std::vector<Command> all_commands();

[[nodiscard]] Command make_fit_command();
[[nodiscard]] Command make_predict_command();
[[nodiscard]] Command make_next_command();
[[nodiscard]] Command make_compare_fits_command();
[[nodiscard]] Command make_ingest_command();
[[nodiscard]] Command make_run_command();
[[nodiscard]] Command make_serve_pipeline_command();
[[nodiscard]] Command make_load_command();
[[nodiscard]] Command make_report_command();
[[nodiscard]] Command make_plot_command();
[[nodiscard]] Command make_schema_command();
[[nodiscard]] Command make_simulate_command();
[[nodiscard]] Command make_sweep_command();
[[nodiscard]] Command make_merge_command();
[[nodiscard]] Command make_compare_command();
[[nodiscard]] Command make_validate_scenario_command();
[[nodiscard]] Command make_size_command();
[[nodiscard]] Command make_audit_command();
[[nodiscard]] Command make_autoscale_replay_command();

// The options that uslkit itself has, before any command: --help, --version, --generate.
struct GlobalOptions {
  bool help = false;
  bool version = false;
  std::string generate{};
};
[[nodiscard]] std::vector<Option> global_options(GlobalOptions& target);

}  // namespace uslkit
