// Crashes a program again and again and has it checked each time; knows nothing of what it does.
//
//   crash_campaign kill  COUNT SUBJECT [first seed]
//   crash_campaign power COUNT SUBJECT SHIM [first seed]
//   crash_campaign catch COUNT SUBJECT SHIM [first seed]
//
// The subject is a program with two modes (log_crash_subject.cc is one):
//   SUBJECT work DIRECTORY SEED    does its work and writes what it acknowledged to stdout
//   SUBJECT verify DIRECTORY       reads those bytes of all rounds from stdin, exits 0 or 1 +
//   reason
// kill: SIGKILL at a random moment; verify gets the argument `os`. power: a power cut at a random
// disk operation, by the shim. catch: the same with the argument `no-sync` for work, and the
// campaign succeeds when at least one in ten rounds is found to have lost something: the proof that
// a missing sync is caught. Each directory is crashed kRounds times, the last one on top of what
// the earlier crashes left. Prints counts; on a failure the seed, the reason and the command to see
// it again.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit::test {
namespace {

constexpr int kRounds = 3;
constexpr int kPowerCutExit = 77;
constexpr std::int64_t kMostOperations = 500;  // of a whole piece of work, roughly

struct Plan {
  std::string kind;
  std::int64_t count = 0;
  std::string subject;
  std::string shim;
  std::uint64_t first_seed = 1;
};

struct Child {
  pid_t pid = -1;
  int input = -1;
  int output = -1;
};

using Environment = std::map<std::string, std::string>;

Child start(const std::vector<std::string>& arguments, const Environment& environment) {
  int to_child[2];
  int from_child[2];
  if (::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0) std::abort();
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(to_child[0], STDIN_FILENO);
    ::dup2(from_child[1], STDOUT_FILENO);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
  }
  ::close(to_child[0]);
  ::close(from_child[1]);
  return {.pid = pid, .input = to_child[1], .output = from_child[0]};
}

struct Ending {
  std::string output{};
  int status = 0;
};

// Sends the input, reads to the end, and kills after `patience` when that is not negative.
Ending finish(const Child& child, const std::string& input, std::chrono::microseconds patience) {
  std::thread sender([&] {
    std::size_t sent = 0;
    while (sent < input.size()) {
      const ssize_t n = ::write(child.input, input.data() + sent, input.size() - sent);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    ::close(child.input);
  });
  std::thread killer([&] {
    if (patience.count() < 0) return;
    std::this_thread::sleep_for(patience);
    ::kill(child.pid, SIGKILL);  // not yet waited for: the number is still its own
  });
  Ending ending;
  char bytes[65536];
  while (true) {
    const ssize_t n = ::read(child.output, bytes, sizeof bytes);
    if (n <= 0) break;
    ending.output.append(bytes, static_cast<std::size_t>(n));
  }
  ::close(child.output);
  sender.join();
  killer.join();
  ::waitpid(child.pid, &ending.status, 0);
  return ending;
}

struct Tally {
  std::int64_t rounds = 0;
  std::int64_t crashed = 0;  // the others came to their end first
  std::int64_t with_acks = 0;
  std::int64_t failed = 0;
};

std::vector<std::string> work_command(const Plan& plan, const std::string& directory,
                                      std::uint64_t seed) {
  std::vector<std::string> command{plan.subject, "work", directory, std::to_string(seed)};
  if (plan.kind == "catch") command.emplace_back("no-sync");
  return command;
}

Environment power_cut(const Plan& plan, std::uint64_t seed, Random& random) {
  if (plan.kind == "kill") return {};
  const auto at = static_cast<std::int64_t>(1 + random.index(kMostOperations));
  return {{"LD_PRELOAD", plan.shim},
          {"POWER_CUT_AT", std::to_string(at)},
          {"POWER_CUT_SEED", std::to_string(seed)}};
}

// The shim without a moment to cut leaves the syncs out: they would only cost time.
Environment no_power_cut(const Plan& plan) {
  if (plan.kind == "kill") return {};
  return {{"LD_PRELOAD", plan.shim}};
}

// False when what was acknowledged is not what is there.
bool crash_and_verify(const Plan& plan, const std::string& directory, std::uint64_t seed,
                      std::string& acknowledged, Tally& tally) {
  Random random(seed, "crash campaign");
  const bool kills = plan.kind == "kill";
  const auto patience =
      std::chrono::microseconds(kills ? static_cast<std::int64_t>(500 + random.index(60'000)) : -1);
  const Environment environment = power_cut(plan, seed, random);
  const Ending work = finish(start(work_command(plan, directory, seed), environment), "", patience);
  const bool cut = WIFEXITED(work.status) && WEXITSTATUS(work.status) == kPowerCutExit;
  const bool killed = WIFSIGNALED(work.status) && WTERMSIG(work.status) == SIGKILL;
  const bool ended = WIFEXITED(work.status) && WEXITSTATUS(work.status) == 0;
  acknowledged += work.output;
  ++tally.rounds;
  if (cut || killed) ++tally.crashed;
  if (!work.output.empty()) ++tally.with_acks;
  std::string reason;
  if (!cut && !killed && !ended) {
    reason = fmt::format("work ended with status {}: {}", work.status, work.output.substr(0, 500));
  } else {
    std::vector<std::string> command{plan.subject, "verify", directory};
    if (kills) command.emplace_back("os");
    const Ending check =
        finish(start(command, no_power_cut(plan)), acknowledged, std::chrono::microseconds(-1));
    if (check.status == 0) return true;
    reason = check.output;
  }
  ++tally.failed;
  if (plan.kind == "catch") return false;
  fmt::print("seed {}: {}", seed, reason);
  fmt::print("  again: ");
  for (const auto& [name, value] : environment) fmt::print("{}={} ", name, value);
  fmt::print("{} work DIRECTORY {}\n", plan.subject, seed);
  return false;
}

Tally run_campaign(const Plan& plan) {
  Tally tally;
  std::uint64_t seed = plan.first_seed;
  while (tally.rounds < plan.count) {
    const TemporaryDirectory directory(plan.kind == "kill" ? Medium::disk : Medium::memory);
    std::string acknowledged;
    for (int round = 0; round < kRounds && tally.rounds < plan.count; ++round) {
      if (!crash_and_verify(plan, directory.path(), seed++, acknowledged, tally)) break;
    }
  }
  return tally;
}

int run(const std::vector<std::string>& arguments) {
  const bool kills = arguments.size() >= 4 && arguments[1] == "kill";
  const bool cuts = arguments.size() >= 5 && (arguments[1] == "power" || arguments[1] == "catch");
  if (!kills && !cuts) {
    fmt::print(stderr,
               "usage: crash_campaign kill COUNT SUBJECT [SEED]\n"
               "       crash_campaign power|catch COUNT SUBJECT SHIM [SEED]\n");
    return 2;
  }
  const std::size_t seed_at = kills ? 4 : 5;
  Plan plan{.kind = arguments[1],
            .count = std::atoll(arguments[2].c_str()),
            .subject = arguments[3],
            .shim = kills ? "" : arguments[4]};
  if (arguments.size() > seed_at) {
    plan.first_seed = std::strtoull(arguments[seed_at].c_str(), nullptr, 10);
  }
  const Tally tally = run_campaign(plan);
  fmt::print(
      "{}: {} rounds, {} crashed before their end, {} with acknowledgements, {} failed "
      "(seeds from {})\n",
      plan.kind, tally.rounds, tally.crashed, tally.with_acks, tally.failed, plan.first_seed);
  if (tally.crashed * 2 < tally.rounds) {
    fmt::print("fewer than half of the rounds crashed: the campaign proves little\n");
    return 1;
  }
  if (plan.kind == "catch") return tally.failed * 10 >= tally.rounds ? 0 : 1;
  return tally.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace uslkit::test

int main(int count, char** values) {
  std::signal(SIGPIPE, SIG_IGN);
  return uslkit::test::run({values, values + count});
}
