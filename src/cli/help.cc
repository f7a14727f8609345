#include "cli/help.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kHelpColumn = 30;

// Text wrapped at kWidth, every line behind `indent` blanks.
std::string paragraph(const std::string& text, std::size_t indent) {
  std::string result;
  for (const std::string& line : wrap_to_cells(text, kWidth - indent)) {
    result += fmt::format("{:{}}{}\n", "", indent, line);
  }
  return result;
}

// Heading on the left, help on the right; on its own lines where the heading is too long.
std::string two_columns(const std::string& heading, const std::string& help) {
  const std::string right = paragraph(help, kHelpColumn);
  const std::string left = fmt::format("{:{}}{}", "", kIndent, heading);
  if (left.size() + 2 > kHelpColumn) return left + "\n" + right;
  return fmt::format("{:<{}}", left, kHelpColumn) + right.substr(kHelpColumn);
}

std::string examples_text(const std::vector<Example>& examples) {
  std::string result = "Examples:\n";
  for (const Example& example : examples) {
    result += fmt::format("  {}\n", example.command);
    result += paragraph(example.explanation, 6);
  }
  return result;
}

std::string options_text(const std::vector<Option>& options, bool arguments) {
  std::string result;
  for (const Option& option : options) {
    if (option.is_argument() != arguments) continue;
    const std::string repeat = option.repeatable && !arguments ? " (repeatable)" : "";
    result += two_columns(option_heading(option), option.help + repeat);
  }
  return result;
}

const char* const kExitCodes =
    "Exit codes:\n"
    "  0 ok, 1 runtime error, 2 usage, 3 bad input data, 4 fit not usable,\n"
    "  5 validation failed, 99 assertion failed, 130 interrupted, 143 terminated\n";

}  // namespace

Option help_option() {
  Option option{.names = "-h,--help", .help = "Show this help"};
  option.set = [](const std::string&) {};
  return option;
}

std::string option_heading(const Option& option) {
  std::string names = fmt::format("{}", fmt::join(option.all_names(), ", "));
  if (option.is_argument()) {
    std::transform(names.begin(), names.end(), names.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return names;
  }
  return option.is_flag() ? names : names + " " + option.value_text();
}

std::string usage_line(const Command& command) {
  std::string line = "uslkit " + command.name + " [OPTIONS]";
  for (const Option& option : command.options) {
    if (!option.is_argument()) continue;
    line += fmt::format(" [{}{}]", option_heading(option), option.repeatable ? "..." : "");
  }
  return line;
}

std::string command_help(const Command& command) {
  std::string text = fmt::format("{}\n\n", command.summary);
  text += examples_text(command.examples) + "\n";
  text += fmt::format("Usage: {}\n\n", usage_line(command));
  text += paragraph(command.description, 0) + "\n";
  const std::string arguments = options_text(command.options, true);
  if (!arguments.empty()) text += "Arguments:\n" + arguments + "\n";
  text += "Options:\n" + options_text(command.options, false);
  text += options_text({help_option()}, false);
  return text + "\n" + kExitCodes;
}

std::string general_help(const std::vector<Command>& commands) {
  std::string text = "uslkit: capacity planning with the Universal Scalability Law\n\n";
  text += examples_text(
      {{"uslkit fit data/cisco_mysql.csv", "parameters, intervals, peak, chart and verdict"},
       {"uslkit fit wrk_sweep.txt -o fit.json --plot usl.svg",
        "reads the load generator's own output; keeps the fit and draws it"},
       {"uslkit predict fit.json --n 64", "what that fit expects, with its uncertainty"}});
  text += "\nUsage: uslkit COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n";
  for (const Command& command : commands) text += two_columns(command.name, command.summary);
  text += "\nOptions:\n";
  GlobalOptions unused;
  text += options_text(global_options(unused), false);
  text += "\n`uslkit COMMAND --help` or `uslkit help COMMAND` shows more.\n\n";
  return text + kExitCodes;
}

}  // namespace uslkit
