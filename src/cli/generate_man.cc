#include <fmt/format.h>

#include "cli/generate.h"
#include "cli/help.h"
#include "documents/provenance.h"

namespace uslkit {
namespace {

// Text that troff prints as it stands: no escapes, hyphens that can be searched and copied, and no
// line that troff would take for a request.
std::string troff(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  const bool request = result.starts_with('.') || result.starts_with('\'');
  return request ? "\\&" + result : result;
}

std::string option_entry(const Option& option) {
  std::string help = option.help;
  if (option.repeatable && !option.is_argument()) help += " (repeatable)";
  return fmt::format(".TP\n.B {}\n{}.\n", troff(option_heading(option)), troff(help));
}

std::string command_section(const Command& command) {
  std::string text = fmt::format(".SS {}\n{}\n.PP\n", troff(usage_line(command)),
                                 troff(command.summary + ". " + command.description));
  for (const Option& option : command.options) text += option_entry(option);
  return text + option_entry(help_option());
}

std::string example_section(const std::vector<Command>& commands) {
  std::string text = ".SH EXAMPLES\n";
  for (const Command& command : commands) {
    for (const Example& example : command.examples) {
      text += fmt::format(".TP\n.B {}\n{}.\n", troff(example.command), troff(example.explanation));
    }
  }
  return text;
}

const char* const kExitSection =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nok.\n"
    ".TP\n.B 1\nRuntime error: the system refused something.\n"
    ".TP\n.B 2\nUsage: unknown command, option, metric or value.\n"
    ".TP\n.B 3\nBad input data.\n"
    ".TP\n.B 4\nThe input was read, but no usable fit exists.\n"
    ".TP\n.B 5\nValidation failed.\n"
    ".TP\n.B 99\nAn assertion failed.\n"
    ".TP\n.B 130, 143\nInterrupted or terminated by a signal.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.B NO_COLOR\nWhen not empty, no colour unless \\-\\-color=always.\n"
    ".TP\n.B TERM\nWith the value dumb, no colour unless \\-\\-color=always.\n";

}  // namespace

std::string generate_man(const std::vector<Command>& commands) {
  std::string text =
      fmt::format(".TH USLKIT 1 \"\" \"uslkit {}\" \"User Commands\"\n", build_info().version);
  text +=
      ".ad l\n"
      ".SH NAME\n"
      "uslkit \\- capacity planning with the Universal Scalability Law\n"
      ".SH SYNOPSIS\n.B uslkit\nCOMMAND [OPTIONS] [ARGUMENTS]\n"
      ".SH OPTIONS\n";
  GlobalOptions unused;
  for (const Option& option : global_options(unused)) text += option_entry(option);
  text += ".SH COMMANDS\n";
  for (const Command& command : commands) text += command_section(command);
  return text + example_section(commands) + kExitSection;
}

}  // namespace uslkit
