// Crashes a program again and again and has it checked each time; knows nothing of what it does.
//
//   crash_campaign kill  COUNT SUBJECT
//   crash_campaign power COUNT SUBJECT SHIM
//   crash_campaign fault COUNT SUBJECT SHIM
//   crash_campaign catch COUNT SUBJECT SHIM [--files PART]
// Further options: --seed N, the first one; --operations N, the last at which the power may go;
// --keep DIRECTORY, where the directories and histories of failed rounds go.
//
// The subject is a program with two modes (log_crash_subject.cc is one):
//   SUBJECT work DIRECTORY SEED    gets on stdin what it wrote to stdout in earlier rounds, does
//   its
//                                  work and writes what it acknowledged to stdout
//   SUBJECT verify DIRECTORY       reads those bytes of all rounds from stdin, exits 0 or 1; writes
//                                  a reason, and acknowledged=N lost=N twice=N out_of_order=N
// kill: SIGKILL at a random moment; verify gets the argument `os`. power: a power cut at a random
// disk operation, by the shim. fault: a failed sync or a full disk at a random operation, and
// mostly a power cut some operations later; the subject may also give up with exit code 3. catch:
// as power, but syncs of files with PART in their path do nothing, and the campaign succeeds when
// at least one in ten rounds is found to be wrong: the proof that a missing sync is caught. Each
// directory is crashed kRounds times, on top of what the earlier crashes left. Prints counts; on a
// failure the seed, the reason and the command to see it again.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/random.h"
#include "tests/pipeline/crash_child.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit::test {
namespace {

constexpr int kRounds = 3;
constexpr int kPowerCutExit = 77;
constexpr int kDiskFailedExit = 3;
constexpr std::chrono::seconds kSayProgress{10};
constexpr std::int64_t kEnoughFailures = 20;  // to know that something is wrong

struct Plan {
  std::string kind;
  std::int64_t count = 0;
  std::string subject;
  std::string shim;
  std::uint64_t first_seed = 1;
  std::int64_t operations = 500;  // of a whole piece of work, roughly
  std::string without_sync = "/";
  std::string keep{};
};

// SIGTERM and Ctrl-C end a campaign after the round that is on its way; its counts are printed.
volatile std::sig_atomic_t ended_from_outside = 0;

// What verify found in the directory of the last rounds, or all of them together.
struct Found {
  std::int64_t acknowledged = 0;
  std::int64_t lost = 0;
  std::int64_t twice = 0;
  std::int64_t out_of_order = 0;
};

struct Tally {
  std::int64_t rounds = 0;
  std::int64_t crashed = 0;  // the others came to their end first
  std::int64_t with_acks = 0;
  std::int64_t failed = 0;
  Found found{};
};

std::int64_t number_after(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name + "=");
  return at == std::string::npos ? 0 : std::atoll(text.c_str() + at + name.size() + 1);
}

Found read_found(const std::string& text) {
  return {.acknowledged = number_after(text, "acknowledged"),
          .lost = number_after(text, "lost"),
          .twice = number_after(text, "twice"),
          .out_of_order = number_after(text, "out_of_order")};
}

void add(Found& sum, const Found& more) {
  sum.acknowledged += more.acknowledged;
  sum.lost += more.lost;
  sum.twice += more.twice;
  sum.out_of_order += more.out_of_order;
}

Environment disturbance(const Plan& plan, std::uint64_t seed, Random& random) {
  if (plan.kind == "kill") return {};
  const auto draw = [&](std::int64_t below) {
    return static_cast<std::int64_t>(1 + random.index(static_cast<std::uint64_t>(below)));
  };
  const std::int64_t at = draw(plan.operations);
  Environment environment{{"LD_PRELOAD", plan.shim}, {"POWER_CUT_SEED", std::to_string(seed)}};
  environment["POWER_CUT_AT"] = std::to_string(at);
  if (plan.kind == "catch") environment["POWER_CUT_NO_SYNC"] = plan.without_sync;
  if (plan.kind != "fault") return environment;
  environment["DISK_FAULT"] = random.index(2) == 0 ? "eio" : "enospc";
  environment["DISK_FAULT_AT"] = std::to_string(at);
  environment["DISK_FAULT_LENGTH"] = std::to_string(draw(60));
  environment["POWER_CUT_AT"] = random.index(4) == 0 ? "0" : std::to_string(at + draw(200));
  return environment;
}

// The shim without a moment to cut leaves the syncs out: they would only cost time.
Environment no_disturbance(const Plan& plan) {
  if (plan.kind == "kill") return {};
  return {{"LD_PRELOAD", plan.shim}};
}

Patience patience_of(const Plan& plan, Random& random) {
  if (plan.kind != "kill") return {};
  return {.time = std::chrono::microseconds(500 + static_cast<int>(random.index(60'000))),
          .from_first_output = random.index(4) != 0};
}

bool exited_with(const Ending& ending, int code) {
  return WIFEXITED(ending.status) && WEXITSTATUS(ending.status) == code;
}

// Empty: it ended as it may; `crashed` tells whether by what was done to it.
std::string judge_ending(const Plan& plan, const Ending& work, bool& crashed) {
  const bool killed = work.was_killed && plan.kind == "kill";
  const bool gave_up = plan.kind == "fault" && exited_with(work, kDiskFailedExit);
  crashed = killed || gave_up || exited_with(work, kPowerCutExit);
  if (crashed || (exited_with(work, 0) && !work.was_killed)) {
    crashed = crashed || plan.kind == "fault";
    return {};
  }
  return work.was_killed ? "work did not end in time\n"
                         : fmt::format("work ended with status {}\n", work.status);
}

// For whoever looks for the cause.
void keep_failed(const Plan& plan, const std::string& directory, std::uint64_t seed,
                 const std::string& history) {
  if (plan.keep.empty()) return;
  const std::filesystem::path place = std::filesystem::path(plan.keep) / std::to_string(seed);
  std::error_code ignored;
  std::filesystem::create_directories(place, ignored);
  std::filesystem::copy(directory, place / "directory", std::filesystem::copy_options::recursive,
                        ignored);
  std::ofstream(place / "history", std::ios::binary) << history;
}

// False when what was acknowledged is not what is there.
bool crash_and_verify(const Plan& plan, const std::string& directory, std::uint64_t seed,
                      std::string& history, Found& found, Tally& tally) {
  Random random(seed, "crash campaign");
  const Patience patience = patience_of(plan, random);
  const Environment environment = disturbance(plan, seed, random);
  const Ending work =
      CrashChild({plan.subject, "work", directory, std::to_string(seed)}, environment)
          .finish(history, patience);
  history += work.output;
  bool crashed = false;
  std::string reason = judge_ending(plan, work, crashed);
  ++tally.rounds;
  if (crashed) ++tally.crashed;
  if (!work.output.empty()) ++tally.with_acks;
  if (reason.empty()) {
    std::vector<std::string> command{plan.subject, "verify", directory};
    if (plan.kind == "kill") command.emplace_back("os");
    const Ending check = CrashChild(command, no_disturbance(plan)).finish(history, {});
    found = read_found(check.output);
    if (check.status == 0) return true;
    reason = check.was_killed
                 ? "verify did not end in time\n"
                 : fmt::format("verify ended with status {}: {}", check.status, check.output);
  }
  ++tally.failed;
  if (plan.kind == "catch") return false;
  keep_failed(plan, directory, seed, history);
  fmt::print("seed {}: {}  again: ", seed, reason);
  for (const auto& [name, value] : environment) fmt::print("{}={} ", name, value);
  fmt::print("{} work DIRECTORY {}\n", plan.subject, seed);
  std::fflush(stdout);
  return false;
}

class Progress {
 public:
  void tell(const Plan& plan, const Tally& tally) {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_at_ < kSayProgress) return;
    told_at_ = now;
    fmt::print(stderr, "  {}: {} of {} rounds, {} acknowledged, {} failed\n", plan.kind,
               tally.rounds, plan.count, tally.found.acknowledged, tally.failed);
  }

 private:
  std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
};

Tally run_campaign(const Plan& plan) {
  Tally tally;
  Progress progress;
  std::uint64_t seed = plan.first_seed;
  const auto goes_on = [&] {
    return ended_from_outside == 0 && tally.rounds < plan.count &&
           (plan.kind == "catch" || tally.failed < kEnoughFailures);
  };
  while (goes_on()) {
    const TemporaryDirectory directory(plan.kind == "kill" ? Medium::disk : Medium::memory);
    if (directory.path().empty()) {
      std::perror("no directory for a round");
      std::exit(1);
    }
    std::string history;
    Found found;
    for (int round = 0; round < kRounds && goes_on(); ++round) {
      if (!crash_and_verify(plan, directory.path(), seed++, history, found, tally)) break;
    }
    add(tally.found, found);
    progress.tell(plan, tally);
  }
  return tally;
}

void print_counts(const Plan& plan, const Tally& tally) {
  fmt::print(
      "{}: {} rounds, {} crashed before their end, {} with output, {} acknowledged, {} lost, "
      "{} twice, {} out of order, {} failed (seeds from {})\n",
      plan.kind, tally.rounds, tally.crashed, tally.with_acks, tally.found.acknowledged,
      tally.found.lost, tally.found.twice, tally.found.out_of_order, tally.failed, plan.first_seed);
}

bool read_options(const std::vector<std::string>& arguments, std::size_t from, Plan& plan) {
  for (std::size_t i = from; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) return false;
    const std::string& value = arguments[i + 1];
    if (arguments[i] == "--seed") {
      plan.first_seed = std::strtoull(value.c_str(), nullptr, 10);
    } else if (arguments[i] == "--operations") {
      plan.operations = std::max(1LL, std::atoll(value.c_str()));
    } else if (arguments[i] == "--files") {
      plan.without_sync = value;
    } else if (arguments[i] == "--keep") {
      plan.keep = value;
    } else {
      return false;
    }
  }
  return true;
}

int run(const std::vector<std::string>& arguments) {
  Plan plan;
  if (arguments.size() > 1) plan.kind = arguments[1];
  const bool kills = plan.kind == "kill";
  const bool cuts = plan.kind == "power" || plan.kind == "catch" || plan.kind == "fault";
  const std::size_t names = kills ? 4 : 5;
  if ((!kills && !cuts) || arguments.size() < names || !read_options(arguments, names, plan)) {
    fmt::print(stderr,
               "usage: crash_campaign kill COUNT SUBJECT [--seed N]\n"
               "       crash_campaign power|fault|catch COUNT SUBJECT SHIM [--seed N] "
               "[--operations N] [--files PART] [--keep DIRECTORY]\n");
    return 2;
  }
  plan.count = std::atoll(arguments[2].c_str());
  plan.subject = arguments[3];
  if (cuts) plan.shim = arguments[4];
  const Tally tally = run_campaign(plan);
  print_counts(plan, tally);
  if (tally.rounds < plan.count && tally.failed == 0) {
    fmt::print("ended before its {} rounds\n", plan.count);
    return 1;
  }
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
  for (const int number : {SIGTERM, SIGINT}) {
    std::signal(number, [](int) { uslkit::test::ended_from_outside = 1; });
  }
  uslkit::test::adopt_grandchildren();
  return uslkit::test::run({values, values + count});
}
