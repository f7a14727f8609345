// process: runs the real program and catches everything it says.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace uslkit::test {

struct ProcessInput {
  std::string standard_input{};
  // On top of an empty environment with PATH and a UTF-8 locale.
  std::map<std::string, std::string> environment{};
  // Where stdout goes; empty: captured.
  std::string stdout_file{};
  // Close the reading end of stdout before the program writes.
  bool close_stdout_reader = false;
  // Give the program a terminal as stdin, or as stdout and stderr.
  bool terminal_stdin = false;
  bool terminal_stdout = false;
  // Never write to stdin and never close it, and send this signal once stderr has said something.
  int signal_after_first_word = 0;
};

struct ProcessResult {
  int exit_code = -1;  // 1000 + signal when it was killed
  std::string out;
  std::string err;
};

[[nodiscard]] ProcessResult run_program(const std::vector<std::string>& command,
                                        const ProcessInput& input = {});

// The uslkit binary of this build.
[[nodiscard]] std::string uslkit_binary();
[[nodiscard]] ProcessResult uslkit_run(const std::vector<std::string>& arguments,
                                       const ProcessInput& input = {});

// A directory that is removed with everything in it at the end of its scope.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

[[nodiscard]] std::string read_text_file(const std::string& path);
void write_text_file(const std::string& path, const std::string& text);

}  // namespace uslkit::test
