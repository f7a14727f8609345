#include "cli/parse.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/spelling.h"

namespace uslkit {
namespace {

[[noreturn]] void refuse(std::string place, std::string found, std::string allowed,
                         std::string hint) {
  throw UsageError({.place = {.source = std::move(place)},
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

std::string suggestion(const std::string& word, const std::vector<std::string>& candidates,
                       const std::string& otherwise) {
  const std::optional<std::string> nearest = did_you_mean(word, candidates);
  return nearest ? fmt::format("did you mean {}?", *nearest) : otherwise;
}

void check_choice(const Option& option, const std::string& value) {
  if (option.choices.empty() || !option.value_name.empty()) return;
  for (const std::string& choice : option.choices) {
    if (choice == value) return;
  }
  refuse(option.long_name(), uslkit::quoted(value), one_of(option.choices),
         suggestion(value, option.choices, ""));
}

// CLI11 tokenises; what a value may be is decided here, so that all messages have one form.
void declare(CLI::App& app, const Option& option) {
  if (option.is_flag()) {
    app.add_flag_callback(
           option.names, [&option] { option.set(""); }, option.help)
        ->disable_flag_override();
    return;
  }
  const CLI::callback_t store = [&option](const CLI::results_t& values) {
    if (values.size() > 1 && !option.repeatable) {
      refuse(option.long_name(), fmt::format("{} values", values.size()), "the option once", "");
    }
    for (const std::string& value : values) {
      check_choice(option, value);
      option.set(value);
    }
    return true;
  };
  CLI::Option* declared = app.add_option(option.names, store, option.help);
  declared->type_name(option.value_text());
  declared->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (option.is_argument() && option.repeatable) declared->allow_extra_args();
}

std::vector<std::string> names_of(const std::vector<Option>& options) {
  std::vector<std::string> result{"--help"};
  for (const Option& option : options) {
    if (!option.is_argument()) result.push_back(option.long_name());
  }
  return result;
}

// Whatever CLI11 could not place: a mistyped option, or one argument too many.
void refuse_leftovers(const CLI::App& app, const Command& command) {
  std::vector<std::string> left = app.remaining();
  std::erase(left, "--");  // CLI11 keeps it; what follows it was taken as arguments already
  if (left.empty()) return;
  const std::string place = command.name.empty() ? "uslkit" : "uslkit " + command.name;
  const std::string see = place + " --help lists them";
  for (const std::string& word : left) {
    if (!word.starts_with("-")) continue;
    const std::string name = word.substr(0, word.find('='));
    refuse(place, "unknown option " + uslkit::quoted(name), "the options of this command",
           suggestion(name, names_of(command.options), see));
  }
  refuse(place, "unexpected argument " + uslkit::quoted(left.front()), "fewer arguments", see);
}

[[noreturn]] void refuse_command(const std::string& word, const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  refuse("uslkit", "unknown command " + uslkit::quoted(word), one_of(names),
         suggestion(word, names, "uslkit --help describes them"));
}

int index_of(const std::string& name, const std::vector<Command>& commands) {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (commands[i].name == name) return static_cast<int>(i);
  }
  refuse_command(name, commands);
}

// "uslkit help fit" and "uslkit help".
Parsed parse_help_command(const std::vector<std::string>& arguments,
                          const std::vector<Command>& commands) {
  Parsed parsed;
  parsed.global.help = arguments.size() < 2;
  if (!parsed.global.help) {
    parsed.command = index_of(arguments[1], commands);
    parsed.command_help = true;
  }
  return parsed;
}

// CLI11 takes the arguments last first.
std::vector<std::string> reversed(const std::vector<std::string>& arguments, std::size_t from) {
  return {arguments.rbegin(), arguments.rend() - static_cast<std::ptrdiff_t>(from)};
}

// CLI11 starts its messages with the name of the option: "--level: 1 required NUMBER missing",
// "json was given a disallowed flag override".
[[noreturn]] void refuse_missing_value(const std::string& message, const Command& command) {
  const std::string name = message.substr(0, message.find_first_of(": "));
  for (const Option& option : command.options) {
    if (option.long_name() != name && option.long_name() != "--" + name) continue;
    const std::string allowed =
        option.is_flag() ? option.long_name() : name + " " + option.value_text();
    refuse(option.long_name(),
           option.is_flag() ? "a value for an option that takes none" : "no value", allowed, "");
  }
  refuse("uslkit", message, "", "uslkit --help shows the options");
}

void run_parser(CLI::App& app, std::vector<std::string> arguments, const Command& command) {
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    refuse_missing_value(error.what(), command);
  }
}

void prepare(CLI::App& app, const std::vector<Option>& options) {
  app.set_help_flag();
  app.allow_extras();
  for (const Option& option : options) declare(app, option);
}

}  // namespace

Parsed parse(const std::vector<std::string>& arguments, std::vector<Command>& commands) {
  if (!arguments.empty() && arguments.front() == "help") {
    return parse_help_command(arguments, commands);
  }
  Parsed parsed;
  if (arguments.empty() || arguments.front().starts_with("-")) {
    CLI::App app;
    const Command self{.name = "", .options = global_options(parsed.global)};
    prepare(app, self.options);
    run_parser(app, reversed(arguments, 0), self);
    refuse_leftovers(app, self);
    return parsed;
  }
  parsed.command = index_of(arguments.front(), commands);
  Command& command = commands[static_cast<std::size_t>(parsed.command)];
  for (const std::string& word : arguments) {
    if (word == "--") break;
    if (word == "-h" || word == "--help") parsed.command_help = true;
  }
  if (parsed.command_help) return parsed;
  CLI::App app;
  prepare(app, command.options);
  run_parser(app, reversed(arguments, 1), command);
  refuse_leftovers(app, command);
  return parsed;
}

}  // namespace uslkit
