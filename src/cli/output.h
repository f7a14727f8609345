// output: where the result and the talk go: stdout or a file, stderr, colour or not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/option.h"

namespace uslkit {

// What every command offers about its output.
struct OutputOptions {
  bool json = false;     // one JSON document on stdout instead of the report
  std::string output{};  // also write the JSON document to this file; "-" is stdout
  bool quiet = false;    // no talk on stderr but errors
  bool verbose = false;  // more talk
  std::string color = "auto";
  bool no_color = false;

  [[nodiscard]] bool json_on_stdout() const { return json || output == "-"; }
};

// --json, --output, --quiet, --verbose, --color, --no-color.
[[nodiscard]] std::vector<Option> output_options(OutputOptions& target);

// --quiet, --verbose, --color, --no-color: for commands whose result is not a JSON document.
[[nodiscard]] std::vector<Option> talk_options(OutputOptions& target);

// Colour only where it is wanted: the flags first, then NO_COLOR (non-empty) and TERM=dumb, then
// whether `descriptor` is a terminal.
[[nodiscard]] bool color_wanted(const OutputOptions& options, int descriptor);

// Columns of the terminal on stdout; 80 where there is none.
[[nodiscard]] int terminal_columns();

// True where the locale promises UTF-8 (LC_ALL, LC_CTYPE, LANG), so that block characters print.
[[nodiscard]] bool terminal_speaks_utf8();

[[nodiscard]] bool stdin_is_terminal();

// Writes the result. "-" or "" is stdout, else the file appears whole or not at all. A reader that
// went away (`| head`) is no error: the rest is dropped in silence. Throws OutputError.
void write_result(std::string_view bytes, const std::string& path = "-");

// The answer of a command that has a document and a text: the text on stdout and, with --output,
// the document in a file; with --json only the document.
void write_answer(const OutputOptions& options, const nlohmann::ordered_json& document,
                  std::string_view text);

// Everything that is said beside the result: one line on stderr each.
class Talk {
 public:
  explicit Talk(const OutputOptions& options);
  void say(std::string_view line) const;     // unless --quiet
  void detail(std::string_view line) const;  // only with --verbose
  void warn(std::string_view line) const;    // unless --quiet, with "warning: " in front
  [[nodiscard]] bool quiet() const { return quiet_; }

 private:
  bool quiet_ = false;
  bool verbose_ = false;
  bool color_ = false;
};

// One line on stderr whatever happens: errors.
void say_error(std::string_view line);

// Bytes on stderr as they are: animation.
void write_talk(std::string_view bytes);

// True where a line on stderr may be redrawn: a terminal that is not TERM=dumb.
[[nodiscard]] bool animation_wanted();

}  // namespace uslkit
