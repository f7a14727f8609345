// Ctrl-C, SIGTERM, readers that leave and disks that are full.
#include "cli/signals.h"

#include <filesystem>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/output.h"
#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

TEST_CASE("SIGINT ends the program at once with 130, a word, and no file") {
  const TemporaryDirectory directory;
  const ProcessResult result = uslkit_run({"fit", "-", "-o", directory.file("fit.json")},
                                          {.signal_after_first_word = SIGINT});
  CHECK(result.exit_code == 130);
  CHECK(result.err ==
        "reading standard input\nuslkit: interrupted (SIGINT), nothing was written\n");
  CHECK(result.out == "");
  CHECK(std::filesystem::is_empty(directory.path()));
}

TEST_CASE("SIGTERM ends the program at once with 143") {
  const ProcessResult result = uslkit_run({"fit", "-"}, {.signal_after_first_word = SIGTERM});
  CHECK(result.exit_code == 143);
  CHECK(result.err ==
        "reading standard input\nuslkit: terminated (SIGTERM), nothing was written\n");
}

TEST_CASE("Ctrl-C works while an output waits for the other end of a pipe") {
  const TemporaryDirectory directory;
  const std::string pipe = directory.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(20);  // without the rule this child would wait for ever
    install_signal_handlers();
    write_result(std::string(1 << 20, 'x'), pipe);
    ::_exit(0);
  }
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_CLOEXEC);
  char first = 0;
  REQUIRE(::read(reader, &first, 1) == 1);  // from here on the child stands in write()
  ::kill(child, SIGINT);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  ::close(reader);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
}

TEST_CASE("a reader that goes away is no error and no noise") {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"fit", "data/specsdm91.csv", "--quiet"},
        {"fit", "data/specsdm91.csv", "--quiet", "--json"},
        {"--help"},
        {"--generate", "man"}}) {
    const ProcessResult result = uslkit_run(command, {.close_stdout_reader = true});
    CHECK(result.exit_code == 0);
    CHECK(result.err == "");
  }
}

TEST_CASE("a failed assertion is still told to a caller whose pipe broke") {
  const ProcessResult result =
      uslkit_run({"fit", "data/specsdm91.csv", "--quiet", "--assert", "alpha>1"},
                 {.close_stdout_reader = true});
  CHECK(result.exit_code == 99);
}

TEST_CASE("a full disk behind stdout is exit code 1 with its reason") {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"fit", "data/specsdm91.csv", "--quiet", "--json"},
        {"ingest", "data/specsdm91.csv", "--quiet"},
        {"--version"}}) {
    const ProcessResult result = uslkit_run(command, {.stdout_file = "/dev/full"});
    CHECK(result.exit_code == 1);
    CHECK(result.err ==
          "uslkit: error: cannot write to standard output: No space left on device\n");
  }
}

TEST_CASE("a file that cannot be written leaves the old one and exits with 1") {
  const TemporaryDirectory directory;
  const ProcessResult missing =
      uslkit_run({"fit", "data/specsdm91.csv", "-q", "-o", directory.file("no/such/fit.json")});
  CHECK(missing.exit_code == 1);
  CHECK(missing.err.starts_with("uslkit: error: "));
  CHECK(missing.err.find("fit.json") != std::string::npos);
  CHECK(std::filesystem::is_empty(directory.path()));
}

TEST_CASE("output files appear whole, with no temporary file beside them") {
  const TemporaryDirectory directory;
  write_text_file(directory.file("fit.json"), "old");
  const ProcessResult result =
      uslkit_run({"fit", "data/specsdm91.csv", "-q", "-o", directory.file("fit.json"), "--plot",
                  directory.file("usl.svg")});
  CHECK(result.exit_code == 0);
  CHECK(read_text_file(directory.file("fit.json")).ends_with("}\n"));
  CHECK(read_text_file(directory.file("usl.svg")).find("</svg>") != std::string::npos);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    ++files;
  }
  CHECK(files == 2);
}

}  // namespace
}  // namespace uslkit::test
