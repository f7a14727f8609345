#include "tests/cli/process.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace uslkit::test {
namespace {

struct Pipe {
  int reader = -1;
  int writer = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  return {ends[0], ends[1]};
}

// The master end reads and writes what the terminal shows; the slave end is the program's.
Pipe make_terminal() {
  Pipe ends;
  if (::openpty(&ends.reader, &ends.writer, nullptr, nullptr, nullptr) != 0) {
    throw std::runtime_error("openpty");
  }
  ::fcntl(ends.reader, F_SETFD, FD_CLOEXEC);
  ::fcntl(ends.writer, F_SETFD, FD_CLOEXEC);
  return ends;
}

void close_end(int& end) {
  if (end >= 0) ::close(end);
  end = -1;
}

struct Streams {
  Pipe in;
  Pipe out;
  Pipe err;
};

[[noreturn]] void become(const std::vector<std::string>& command, const ProcessInput& input,
                         const Streams& streams) {
  ::dup2(input.terminal_stdin ? streams.in.writer : streams.in.reader, STDIN_FILENO);
  int out = streams.out.writer;
  if (!input.stdout_file.empty()) out = ::open(input.stdout_file.c_str(), O_WRONLY);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(streams.err.writer, STDERR_FILENO);
  // A sanitized program still needs to know which leaks of other libraries to pass over.
  const char* leaks = std::getenv("LSAN_OPTIONS");
  const std::string leak_options = leaks == nullptr ? "" : leaks;
  ::clearenv();
  if (!leak_options.empty()) ::setenv("LSAN_OPTIONS", leak_options.c_str(), 1);
  const char* path = "/usr/local/bin:/usr/bin:/bin";
  ::setenv("PATH", path, 1);
  ::setenv("LANG", "C.UTF-8", 1);
  for (const auto& [name, value] : input.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

// Reads what is there; false at the end of the stream (a closed terminal says EIO).
bool drain(int descriptor, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

void feed(Pipe& in, std::string_view& left) {
  const ssize_t count = ::write(in.writer, left.data(), std::min<std::size_t>(left.size(), 4096));
  if (count > 0) left.remove_prefix(static_cast<std::size_t>(count));
  if (count < 0 || left.empty()) close_end(in.writer);
}

// Feeds stdin and collects stdout and stderr until the program closes both.
void converse(Streams& streams, const ProcessInput& input, pid_t child, ProcessResult& result) {
  std::string_view left = input.standard_input;
  bool signalled = input.signal_after_first_word == 0;
  const bool hold_stdin = !signalled || input.terminal_stdin;
  if (left.empty() && !hold_stdin) close_end(streams.in.writer);
  while (streams.out.reader >= 0 || streams.err.reader >= 0) {
    const bool feeding = streams.in.writer >= 0 && !left.empty();
    std::array<pollfd, 3> events{{{streams.out.reader, POLLIN, 0},
                                  {streams.err.reader, POLLIN, 0},
                                  {feeding ? streams.in.writer : -1, POLLOUT, 0}}};
    if (::poll(events.data(), events.size(), 60'000) <= 0) {
      ::kill(child, SIGKILL);
      return;
    }
    if (events[0].revents != 0 && !drain(streams.out.reader, result.out)) {
      close_end(streams.out.reader);
    }
    if (events[1].revents != 0 && !drain(streams.err.reader, result.err)) {
      close_end(streams.err.reader);
    }
    if (events[2].revents != 0) feed(streams.in, left);
    if (!signalled && !result.err.empty()) {
      ::kill(child, input.signal_after_first_word);
      signalled = true;
    }
  }
}

}  // namespace

ProcessResult run_program(const std::vector<std::string>& command, const ProcessInput& input) {
  ::signal(SIGPIPE, SIG_IGN);
  Streams streams{.in = input.terminal_stdin ? make_terminal() : make_pipe(),
                  .out = input.terminal_stdout ? make_terminal() : make_pipe(),
                  .err = input.terminal_stdout ? make_terminal() : make_pipe()};
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    become(command, input, streams);
  }
  close_end(streams.out.writer);
  close_end(streams.err.writer);
  if (!input.terminal_stdin) close_end(streams.in.reader);
  if (input.close_stdout_reader) close_end(streams.out.reader);
  ProcessResult result;
  converse(streams, input, child, result);
  int status = 0;
  ::waitpid(child, &status, 0);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  for (Pipe* pipe : {&streams.in, &streams.out, &streams.err}) {
    close_end(pipe->reader);
    close_end(pipe->writer);
  }
  return result;
}

std::string uslkit_binary() { return USLKIT_BINARY; }

ProcessResult uslkit_run(const std::vector<std::string>& arguments, const ProcessInput& input) {
  std::vector<std::string> command{uslkit_binary()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(command, input);
}

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "uslkit-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_text_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace uslkit::test
