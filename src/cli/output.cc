#include "cli/output.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "cli/signals.h"
#include "documents/json_text.h"

namespace uslkit {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Returns false when the reader has gone.
bool write_stdout(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return false;
    if (written < 0) {
      throw OutputError(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void write_stderr(std::string line) {
  line += '\n';
  write_talk(line);
}

}  // namespace

std::vector<Option> talk_options(OutputOptions& target) {
  return {flag_option("-q,--quiet", target.quiet, "Say nothing on stderr but errors"),
          flag_option("-v,--verbose", target.verbose, "Say more on stderr"),
          choice_option("--color", {"auto", "always", "never"}, target.color,
                        "Colour of the report; auto: only on a terminal, and not with NO_COLOR "
                        "or TERM=dumb"),
          flag_option("--no-color", target.no_color, "The same as --color=never")};
}

std::vector<Option> output_options(OutputOptions& target) {
  std::vector<Option> options = {
      flag_option("--json", target.json, "Print one JSON document instead of the report"),
      text_option("-o,--output", "FILE", target.output,
                  "Write the JSON document to FILE as well; - prints it instead of the report")};
  for (Option& option : talk_options(target)) options.push_back(std::move(option));
  return options;
}

bool color_wanted(const OutputOptions& options, int descriptor) {
  if (options.no_color || options.color == "never") return false;
  if (options.color == "always") return true;
  if (!environment("NO_COLOR").empty() || environment("TERM") == "dumb") return false;
  return ::isatty(descriptor) == 1;
}

int terminal_columns() {
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

bool terminal_speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

bool stdin_is_terminal() { return ::isatty(STDIN_FILENO) == 1; }

void write_result(std::string_view bytes, const std::string& path) {
  if (path.empty() || path == "-") {
    // A reader that went away has what it wanted: dropping the rest is the right answer.
    static_cast<void>(write_stdout(bytes));
    return;
  }
  // A pipe that nobody reads may block for ever; there Ctrl-C must work, and nothing is renamed.
  std::error_code unknown;
  const std::filesystem::file_status status = std::filesystem::status(path, unknown);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    write_file_atomically(path, bytes);
    return;
  }
  const SignalsHeld held;
  write_file_atomically(path, bytes);
}

void write_answer(const OutputOptions& options, const nlohmann::ordered_json& document,
                  std::string_view text) {
  const bool to_file = !options.output.empty() && options.output != "-";
  const std::string json = to_file || options.json_on_stdout() ? json_text(document) : "";
  if (to_file) write_result(json, options.output);
  write_result(options.json_on_stdout() ? std::string_view(json) : text);
}

Talk::Talk(const OutputOptions& options)
    : quiet_(options.quiet),
      verbose_(options.verbose && !options.quiet),
      color_(color_wanted(options, STDERR_FILENO)) {}

void Talk::say(std::string_view line) const {
  if (!quiet_) write_stderr(std::string(line));
}

void Talk::detail(std::string_view line) const {
  if (verbose_) write_stderr(std::string(line));
}

void Talk::warn(std::string_view line) const {
  if (quiet_) return;
  write_stderr(
      fmt::format("{}warning:{} {}", color_ ? "\x1b[33m" : "", color_ ? "\x1b[0m" : "", line));
}

void say_error(std::string_view line) { write_stderr(std::string(line)); }

// Talk that cannot be delivered is dropped: there is nobody left to tell.
void write_talk(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool animation_wanted() { return ::isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb"; }

}  // namespace uslkit
