// generate: man page and shell completions, made from the declared options so that they cannot
// forget one.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace uslkit {

// troff with man macros, for section 1.
[[nodiscard]] std::string generate_man(const std::vector<Command>& commands);

[[nodiscard]] std::string generate_bash_completion(const std::vector<Command>& commands);
[[nodiscard]] std::string generate_zsh_completion(const std::vector<Command>& commands);
[[nodiscard]] std::string generate_fish_completion(const std::vector<Command>& commands);

// `what` is one of generate_choices().
[[nodiscard]] std::string generate(const std::string& what, const std::vector<Command>& commands);
[[nodiscard]] std::vector<std::string> generate_choices();

}  // namespace uslkit
