// The entry point of scenario_file_tests: doctest's own, and --scenario=NAME.
#define DOCTEST_CONFIG_IMPLEMENT
#include <string_view>

#include <doctest/doctest.h>

#include "tests/scenario_files/shipped_scenario.h"

namespace uslkit {

std::string& shipped_scenario() {
  static std::string name;
  return name;
}

}  // namespace uslkit

int main(int argc, char** argv) {
  constexpr std::string_view kOption = "--scenario=";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with(kOption)) {
      uslkit::shipped_scenario() = argument.substr(kOption.size());
    }
  }
  doctest::Context context(argc, argv);
  return context.run();
}
