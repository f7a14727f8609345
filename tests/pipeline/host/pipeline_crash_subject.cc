// The whole pipeline as the subject of crash_campaign: HTTP ingress, log, consumers, state store.
//
//   pipeline_crash_subject work DIRECTORY SEED    history of earlier rounds from stdin, history of
//                                                 this one to stdout
//   pipeline_crash_subject verify DIRECTORY       history of all rounds from stdin
//
// work is two processes: this one runs the pipeline and is the one that is crashed; a child of it
// sends over HTTP and writes down what was acknowledged, and reads on after the crash what the
// kernel still has for it. It ends when the server is gone. verify restarts the pipeline on the
// directory, lets it drain and judges (crash_check.h); exits with 0 or with 1 and the reason.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/input_error.h"
#include "pipeline/store/store_error.h"
#include "tests/pipeline/host/crash_check.h"
#include "tests/pipeline/host/crash_client.h"
#include "tests/pipeline/host/crash_pipeline.h"

namespace uslkit::crash {
namespace {

constexpr int kDiskFailedExit = 3;
constexpr std::chrono::milliseconds kLook{1};
constexpr Duration kLastDrain = std::chrono::milliseconds(300);

void write_line(const HistoryLine& line) {
  if (::write(STDOUT_FILENO, &line, sizeof line) != ssize_t{sizeof line}) ::_exit(4);
}

std::vector<HistoryLine> read_history() {
  std::vector<HistoryLine> history;
  HistoryLine line;
  while (std::fread(&line, sizeof line, 1, stdin) == 1) history.push_back(line);
  return history;
}

// The child: knows of the pipeline only its port.
[[noreturn]] void be_client(int port_pipe, std::uint64_t round) {
  ClientPlan plan{.round = round, .earlier = read_history()};
  if (::read(port_pipe, &plan.port, sizeof plan.port) != ssize_t{sizeof plan.port}) ::_exit(0);
  run_clients(plan, write_line);
  ::_exit(0);
}

// What the store is said to hold is part of the history, too.
void tell_settled(Pipeline& pipeline, std::vector<LogOffset>& told) {
  const ConsumerMeters meters = pipeline.consumer_meters();
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (meters.partitions[i].next == told[i]) continue;
    told[i] = meters.partitions[i].next;
    write_line({.what = Happened::settled,
                .connection = static_cast<std::uint32_t>(i),
                .status_or_offset = told[i]});
  }
}

int work(const std::string& directory, std::uint64_t round) {
  int port_pipe[2];
  if (::pipe(port_pipe) != 0) return 4;
  const pid_t client = ::fork();  // before there are threads
  if (client < 0) return 4;
  if (client == 0) {
    ::close(port_pipe[1]);
    be_client(port_pipe[0], round);
  }
  ::close(port_pipe[0]);
  Pipeline pipeline(crash_scenario(), crash_options(directory));
  pipeline.start();
  const std::uint16_t port = pipeline.port();
  if (::write(port_pipe[1], &port, sizeof port) != ssize_t{sizeof port}) return 4;
  std::vector<LogOffset> told(kPartitions, 0);
  while (::waitpid(client, nullptr, WNOHANG) == 0) {
    std::this_thread::sleep_for(kLook);
    tell_settled(pipeline, told);
  }
  (void)pipeline.stop(kLastDrain);
  return 0;
}

int verify(const std::string& directory) {
  const std::vector<HistoryLine> history = read_history();
  const std::string trouble = restart_and_drain(directory);
  if (!trouble.empty()) {
    fmt::print("after the restart: {}\n", trouble);
    return 1;
  }
  const Judgement judgement = judge(history, find_all(directory));
  fmt::print("{}", text_of(judgement));
  return judgement.wrong.empty() ? 0 : 1;
}

int run(const std::vector<std::string>& arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  if (arguments.size() >= 4 && arguments[1] == "work") {
    return work(arguments[2], std::strtoull(arguments[3].c_str(), nullptr, 10));
  }
  if (arguments.size() >= 3 && arguments[1] == "verify") return verify(arguments[2]);
  fmt::print(stderr, "usage: pipeline_crash_subject work DIRECTORY SEED | verify DIRECTORY\n");
  return 2;
}

}  // namespace
}  // namespace uslkit::crash

int main(int count, char** values) {
  const bool works = count > 1 && std::string(values[1]) == "work";
  try {
    return uslkit::crash::run({values, values + count});
  } catch (const std::exception& error) {
    // A worker's stdout is the history.
    fmt::print(works ? stderr : stdout, "{}\n", error.what());
    return works ? uslkit::crash::kDiskFailedExit : 1;
  }
}
