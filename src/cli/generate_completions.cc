#include <fmt/format.h>

#include "cli/generate.h"
#include "cli/help.h"

namespace uslkit {
namespace {

std::vector<Option> with_help(const std::vector<Option>& options) {
  std::vector<Option> result;
  for (const Option& option : options) {
    if (!option.is_argument()) result.push_back(option);
  }
  result.push_back(help_option());
  return result;
}

std::string command_names(const std::vector<Command>& commands) {
  std::string names;
  for (const Command& command : commands) names += command.name + " ";
  return names + "help";
}

bool takes_file(const Option& option) { return option.value_name.starts_with("FILE"); }

// All spellings of an option as a pattern for `case`: "-o|--output".
std::string case_pattern(const Option& option) {
  return fmt::format("{}", fmt::join(option.all_names(), "|"));
}

// What follows an option that takes a value: its words, files, or nothing that could be guessed.
std::string bash_values(const std::vector<Option>& options) {
  std::string text;
  for (const Option& option : options) {
    if (option.is_flag()) continue;
    std::string reply = "COMPREPLY=()";
    if (takes_file(option)) reply = "COMPREPLY=($(compgen -f -- \"$current\"))";
    if (!option.choices.empty()) {
      reply = fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$current\"))",
                          fmt::join(option.choices, " "));
    }
    text += fmt::format("        {}) {}; return ;;\n", case_pattern(option), reply);
  }
  return text;
}

// The words that an argument without dashes may be; empty where it is a file.
std::string argument_words(const Command& command) {
  for (const Option& option : command.options) {
    if (option.is_argument()) return fmt::format("{}", fmt::join(option.choices, " "));
  }
  return "";
}

std::string bash_case(const std::string& name, const std::vector<Option>& options,
                      const std::string& arguments) {
  std::vector<std::string> words;
  for (const Option& option : options) {
    for (const std::string& spelling : option.all_names()) words.push_back(spelling);
  }
  return fmt::format(
      "    {})\n      case \"$previous\" in\n{}      esac\n      words='{}' arguments='{}' ;;\n",
      name, bash_values(options), fmt::join(words, " "), arguments);
}

// In single quotes for a POSIX-like shell: zsh and fish end the quotes around a quote alike.
std::string shell_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result;
}

// Inside _arguments' brackets and behind its colons, these need a backslash.
std::string zsh_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return shell_text(result);
}

std::string zsh_option(const Option& option) {
  std::string action;
  if (!option.choices.empty()) {
    action = fmt::format(":value:({})", fmt::join(option.choices, " "));
  } else if (!option.is_flag()) {
    action =
        fmt::format(":{}:{}", zsh_text(option.value_name), takes_file(option) ? "_files" : " ");
  }
  std::string text;
  for (const std::string& name : option.all_names()) {
    text += fmt::format(" \\\n        '{}{}[{}]{}'", option.repeatable ? "*" : "", name,
                        zsh_text(option.help), action);
  }
  return text;
}

std::string fish_option(const std::string& condition, const Option& option) {
  std::string text = fmt::format("complete -c uslkit -n '{}'", condition);
  for (const std::string& name : option.all_names()) {
    const bool is_long = name.starts_with("--");
    text += fmt::format(" -{} {}", is_long ? "l" : "s", name.substr(is_long ? 2 : 1));
  }
  if (!option.choices.empty()) {
    text += fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
  } else if (!option.is_flag()) {
    text += takes_file(option) ? " -r -F" : " -x";
  }
  return text + fmt::format(" -d '{}'\n", shell_text(option.help));
}

std::vector<Option> own_options() {
  // The setters point at a target that is gone, but completions only read the words.
  GlobalOptions unused;
  return global_options(unused);
}

}  // namespace

std::string generate_bash_completion(const std::vector<Command>& commands) {
  std::string text =
      "# bash completion for uslkit; written by: uslkit --generate complete-bash\n"
      "_uslkit() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"\" command=\"\" words=\"\" "
      "arguments=\"\"\n"
      "  ((COMP_CWORD > 0)) && previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  ((COMP_CWORD > 1)) && command=\"${COMP_WORDS[1]}\"\n"
      "  COMPREPLY=()\n"
      "  case \"$command\" in\n";
  for (const Command& command : commands) {
    text += bash_case(command.name, with_help(command.options), argument_words(command));
  }
  const std::string names = command_names(commands);
  text += fmt::format("    help) words='{}' ;;\n", names);
  text += bash_case("*", own_options(), "");
  text += fmt::format(
      "  esac\n"
      "  [[ -z \"$command\" && \"$current\" != -* ]] && words='{}'\n"
      "  if [[ \"$current\" == -* || -z \"$command\" || \"$command\" == help ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  elif [[ -n \"$arguments\" ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$arguments\" -- \"$current\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -f -- \"$current\"))\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F _uslkit uslkit\n",
      names);
  return text;
}

std::string generate_zsh_completion(const std::vector<Command>& commands) {
  std::string text =
      "#compdef uslkit\n"
      "# zsh completion for uslkit; written by: uslkit --generate complete-zsh\n"
      "_uslkit() {\n"
      "  local -a commands\n"
      "  commands=(\n";
  for (const Command& command : commands) {
    text += fmt::format("    '{}:{}'\n", command.name, zsh_text(command.summary));
  }
  text += "  )\n  if ((CURRENT == 2)); then\n    _describe command commands\n    _arguments";
  for (const Option& option : own_options()) text += zsh_option(option);
  text +=
      "        ''\n    return\n  fi\n  local command=$words[2]\n  shift words\n"
      "  ((CURRENT--))\n  case $command in\n";
  for (const Command& command : commands) {
    text += fmt::format("    {})\n      _arguments", command.name);
    for (const Option& option : with_help(command.options)) text += zsh_option(option);
    const std::string words = argument_words(command);
    text += words.empty() ? " \\\n        '*:file:_files' ;;\n"
                          : fmt::format(" \\\n        '1:word:({})' ;;\n", words);
  }
  return text + "    help) _describe command commands ;;\n  esac\n}\n_uslkit \"$@\"\n";
}

std::string generate_fish_completion(const std::vector<Command>& commands) {
  std::string text = "# fish completion for uslkit; written by: uslkit --generate complete-fish\n";
  for (const Command& command : commands) {
    text += fmt::format("complete -c uslkit -f -n '__fish_use_subcommand' -a '{}' -d '{}'\n",
                        command.name, shell_text(command.summary));
  }
  for (const Option& option : own_options()) {
    text += fish_option("__fish_use_subcommand", option);
  }
  for (const Command& command : commands) {
    for (const Option& option : with_help(command.options)) {
      text += fish_option("__fish_seen_subcommand_from " + command.name, option);
    }
  }
  return text;
}

}  // namespace uslkit
