// uslkit: the command table, and the one place where errors become messages and exit codes.
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "cli/command.h"
#include "cli/generate.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/parse.h"
#include "cli/signals.h"
#include "documents/provenance.h"

namespace uslkit {

std::vector<Command> all_commands() {
  std::vector<Command> commands;
  commands.push_back(make_fit_command());
  commands.push_back(make_predict_command());
  commands.push_back(make_next_command());
  commands.push_back(make_compare_fits_command());
  commands.push_back(make_ingest_command());
  commands.push_back(make_simulate_command());
  commands.push_back(make_sweep_command());
  commands.push_back(make_merge_command());
  commands.push_back(make_compare_command());
  commands.push_back(make_validate_scenario_command());
  commands.push_back(make_size_command());
  commands.push_back(make_audit_command());
  commands.push_back(make_autoscale_replay_command());
  commands.push_back(make_run_command());
  commands.push_back(make_serve_pipeline_command());
  commands.push_back(make_load_command());
  commands.push_back(make_report_command());
  commands.push_back(make_plot_command());
  commands.push_back(make_schema_command());
  return commands;
}

namespace {

ExitCode run(const std::vector<std::string>& arguments) {
  std::vector<Command> commands = all_commands();
  const Parsed parsed = parse(arguments, commands);
  if (parsed.global.version) {
    write_result(version_text());
  } else if (!parsed.global.generate.empty()) {
    write_result(generate(parsed.global.generate, commands));
  } else if (parsed.command < 0) {
    write_result(general_help(commands));
  } else if (parsed.command_help) {
    write_result(command_help(commands[static_cast<std::size_t>(parsed.command)]));
  } else {
    return commands[static_cast<std::size_t>(parsed.command)].run();
  }
  return ExitCode::ok;
}

ExitCode run_and_report(const std::vector<std::string>& arguments) {
  try {
    return run(arguments);
  } catch (const UsageError& error) {
    say_error(error.what());
    return ExitCode::usage;
  } catch (const FitNotUsable& error) {
    say_error(error.what());
    return ExitCode::no_usable_answer;
  } catch (const InputError& error) {
    say_error(error.what());
    return ExitCode::bad_input;
  } catch (const OutputError& error) {
    say_error(std::string("uslkit: error: ") + error.what());
    return ExitCode::runtime_error;
  } catch (const std::bad_alloc&) {
    say_error("uslkit: error: out of memory");
    return ExitCode::runtime_error;
  } catch (const std::exception& error) {
    say_error(std::string("uslkit: error: ") + error.what());
    return ExitCode::runtime_error;
  }
}

}  // namespace
}  // namespace uslkit

int main(int argc, char** argv) {
  uslkit::install_signal_handlers();
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(uslkit::run_and_report(arguments));
}
