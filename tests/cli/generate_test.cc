// Man page and completions: nothing that --help knows is missing, and bash really completes.
#include <sstream>

#include <doctest/doctest.h>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> result;
  for (std::string word; stream >> word;) result.push_back(word);
  return result;
}

const std::vector<std::string> kCommands{"fit",
                                         "predict",
                                         "next",
                                         "compare-fits",
                                         "ingest",
                                         "simulate",
                                         "sweep",
                                         "merge",
                                         "compare",
                                         "validate-scenario",
                                         "autoscale-replay",
                                         "run",
                                         "serve-pipeline",
                                         "load",
                                         "plot",
                                         "schema"};

// Every "-x" and "--long" that stands as an option in a help text.
std::vector<std::string> options_in_help(const std::string& help) {
  std::vector<std::string> result;
  std::istringstream stream(help.substr(help.find("\nOptions:\n")));
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with("  -")) continue;
    for (std::string word : words(line)) {
      if (!word.starts_with("-")) break;
      if (word.back() == ',') word.pop_back();
      result.push_back(word);
    }
  }
  return result;
}

std::string generated(const std::string& what) {
  const ProcessResult result = uslkit_run({"--generate", what});
  REQUIRE(result.exit_code == 0);
  REQUIRE(result.err.empty());
  return result.out;
}

// The part of a generated text that speaks of one command.
std::string part(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t start = text.find(from);
  REQUIRE_MESSAGE(start != std::string::npos, from);
  return text.substr(start, text.find(to, start + from.size()) - start);
}

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

std::string with_escaped_hyphens(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '-' ? std::string("\\-") : std::string(1, c);
  return result;
}

// What bash offers after these words; the last one may be unfinished.
std::vector<std::string> bash_offers(const std::vector<std::string>& line) {
  std::string script = "source /dev/stdin; COMP_WORDS=(";
  for (const std::string& word : line) script += "'" + word + "' ";
  script += "); COMP_CWORD=" + std::to_string(line.size() - 1) +
            "; _uslkit; printf '%s\\n' \"${COMPREPLY[@]}\"";
  const ProcessResult result = run_program({"bash", "--norc", "-euc", script},
                                           {.standard_input = generated("complete-bash")});
  CHECK(result.err == "");
  CHECK(result.exit_code == 0);
  return words(result.out);
}

bool installed(const std::string& shell) {
  return run_program({"sh", "-c", "command -v " + shell}).exit_code == 0;
}

TEST_CASE("every option of every command is in the man page and in all three completions") {
  const std::string man = generated("man");
  const std::string bash = generated("complete-bash");
  const std::string zsh = generated("complete-zsh");
  const std::string fish = generated("complete-fish");
  std::size_t seen = 0;
  for (const std::string& command : kCommands) {
    const std::string help = uslkit_run({command, "--help"}).out;
    const std::string in_man =
        part(man, ".SS uslkit " + with_escaped_hyphens(command) + " ", "\n.S");
    const std::string in_bash = part(bash, "\n    " + command + ")\n", "' ;;\n");
    const std::string in_zsh = part(zsh, "\n    " + command + ")\n", " ;;\n    ");
    for (const std::string& option : options_in_help(help)) {
      CAPTURE(command);
      CAPTURE(option);
      ++seen;
      const bool is_long = option.starts_with("--");
      CHECK(contains(in_man, with_escaped_hyphens(option)));
      CHECK(contains(in_bash, option));
      CHECK(contains(zsh, option + "["));
      CHECK(contains(in_zsh, option + "["));
      CHECK(contains(fish, "__fish_seen_subcommand_from " + command + "'"));
      CHECK(contains(fish, (is_long ? " -l " : " -s ") + option.substr(is_long ? 2 : 1) + " "));
    }
  }
  CHECK(seen > 60);
}

TEST_CASE("the program's own options are in the man page and in all three completions") {
  for (const std::string& option : options_in_help(uslkit_run({"--help"}).out)) {
    CAPTURE(option);
    const bool is_long = option.starts_with("--");
    CHECK(contains(generated("man"), with_escaped_hyphens(option)));
    CHECK(contains(generated("complete-bash"), option));
    CHECK(contains(generated("complete-zsh"), option + "["));
    CHECK(contains(generated("complete-fish"),
                   (is_long ? " -l " : " -s ") + option.substr(is_long ? 2 : 1) + " "));
  }
}

TEST_CASE("bash completes commands, options, words and file names") {
  CHECK(bash_offers({"uslkit", "comp"}) == std::vector<std::string>{"compare-fits", "compare"});
  CHECK(bash_offers({"uslkit", "--ver"}) == std::vector<std::string>{"--version"});
  CHECK(bash_offers({"uslkit", "help", "ing"}) == std::vector<std::string>{"ingest"});
  CHECK(bash_offers({"uslkit", "fit", "--err"}) == std::vector<std::string>{"--error-model"});
  CHECK(bash_offers({"uslkit", "fit", "--error-model", "r"}) ==
        std::vector<std::string>{"relative", "replicates"});
  CHECK(bash_offers({"uslkit", "schema", "compare"}) ==
        std::vector<std::string>{"compare-fits", "compare"});
  CHECK(bash_offers({"uslkit", "fit", "--level", ""}).empty());
  CHECK(bash_offers({"uslkit", "fit", "data/specsdm91.c"}) ==
        std::vector<std::string>{"data/specsdm91.csv"});
  CHECK(bash_offers({"uslkit", "fit", "-o", "data/specsdm91.c"}) ==
        std::vector<std::string>{"data/specsdm91.csv"});
}

TEST_CASE("man reads the page without a warning") {
  if (!installed("groff")) return;
  const ProcessResult result =
      run_program({"groff", "-man", "-Tutf8", "-ww"}, {.standard_input = generated("man")});
  CHECK(result.err == "");
  CHECK(contains(result.out, "uslkit"));
}

TEST_CASE("zsh and fish accept their completions, where they are installed") {
  for (const std::string shell : {"zsh", "fish"}) {
    if (!installed(shell)) continue;
    const ProcessResult result = run_program({shell, "-n", "/dev/stdin"},
                                             {.standard_input = generated("complete-" + shell)});
    CHECK(result.err == "");
    CHECK(result.exit_code == 0);
  }
}

}  // namespace
}  // namespace uslkit::test
