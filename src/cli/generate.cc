#include "cli/generate.h"

#include "base/check.h"

namespace uslkit {

std::vector<std::string> generate_choices() {
  return {"man", "complete-bash", "complete-zsh", "complete-fish"};
}

std::string generate(const std::string& what, const std::vector<Command>& commands) {
  if (what == "man") return generate_man(commands);
  if (what == "complete-bash") return generate_bash_completion(commands);
  if (what == "complete-zsh") return generate_zsh_completion(commands);
  USLKIT_CHECK(what == "complete-fish");
  return generate_fish_completion(commands);
}

}  // namespace uslkit
