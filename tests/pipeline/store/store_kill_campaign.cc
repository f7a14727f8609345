// store_kill_campaign DRIVER BACKEND CYCLES [SEED]: kills store_driver with SIGKILL at any moment,
// CYCLES times, and checks after each kill that every acknowledged event is applied, once, in
// order.
//
// BACKEND is lmdb, lmdb-os or postgres. Each cycle goes on from what the last one left; a finished
// stream gives way to a new one. Prints counts; exit 0 only if all cycles were exact.
// A kill cannot find a missing sync, since the page cache survives: for that there is the power-cut
// shim, under which store_driver runs just as well.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/pipeline/store/driver_store.h"
#include "tests/pipeline/store/private_postgres.h"

namespace uslkit::store_test {
namespace {

constexpr std::int64_t kEvents = 60'000;

struct Killed {
  std::int64_t acknowledged = 0;
  std::int64_t lines = 0;
  bool was_done = false;
};

struct Tally {
  std::int64_t kills = 0;
  std::int64_t finished = 0;
  std::int64_t acknowledged_batches = 0;
  std::int64_t in_flight_commits = 0;  // stored, but the kill was faster than the word of it
};

pid_t start_driver(const std::string& driver, const std::string& store, std::uint64_t seed,
                   int output) {
  const pid_t child = fork();
  if (child != 0) return child;
  dup2(output, STDOUT_FILENO);
  execl(driver.c_str(), driver.c_str(), "apply", store.c_str(), std::to_string(seed).c_str(),
        std::to_string(kEvents).c_str(), nullptr);
  _exit(127);
}

void take_line(const std::string& line, Killed& killed) {
  ++killed.lines;
  if (line == "done") killed.was_done = true;
  if (line.rfind("acknowledged ", 0) == 0) killed.acknowledged = std::stoll(line.substr(13));
}

// Reads until so many lines have come, or to the end.
void read_lines(int input, std::int64_t enough, std::string& rest, Killed& killed) {
  char part[4096];
  while (killed.lines < enough) {
    const ssize_t size = read(input, part, sizeof part);
    if (size <= 0) return;
    rest.append(part, static_cast<std::size_t>(size));
    for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
      take_line(rest.substr(0, end), killed);
      rest.erase(0, end + 1);
    }
  }
}

Killed run_and_kill(const std::string& driver, const std::string& store, std::uint64_t seed,
                    Random& random) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = start_driver(driver, store, seed, ends[1]);
  close(ends[1]);
  Killed killed;
  std::string rest;
  // After any number of batches, none included, and then at any moment of the next.
  read_lines(ends[0], static_cast<std::int64_t>(random.index(12)), rest, killed);
  std::this_thread::sleep_for(std::chrono::microseconds(random.index(5000)));
  kill(child, SIGKILL);
  read_lines(ends[0], INT64_MAX, rest, killed);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) throw std::runtime_error("the driver failed");
  return killed;
}

// A store of its own for every stream.
std::string place_of(const std::string& store, std::uint64_t seed) {
  const std::string name = "stream" + std::to_string(seed);
  return store[0] == '@' ? name + store : store + name;
}

Tally campaign(const std::string& driver, const std::string& store, int cycles,
               std::uint64_t first_seed) {
  Random random(first_seed, "kill campaign");
  std::uint64_t seed = first_seed;
  std::int64_t acknowledged = 0;
  auto stream = std::make_unique<EventStream>(driver_stream(seed, kEvents));
  Tally tally;
  std::string place = place_of(store, seed);
  for (int cycle = 0; cycle < cycles; ++cycle) {
    const Killed killed = run_and_kill(driver, place, seed, random);
    tally.kills += killed.was_done ? 0 : 1;
    tally.acknowledged_batches += killed.lines;
    acknowledged = std::max(acknowledged, killed.acknowledged);
    const std::unique_ptr<StateStore> opened = open_store(place);
    const std::string wrong = verify(*opened, *stream, acknowledged);
    if (!wrong.empty()) {
      throw std::runtime_error("seed " + std::to_string(seed) + ", cycle " + std::to_string(cycle) +
                               ": " + wrong);
    }
    tally.in_flight_commits += opened->offset(0) > acknowledged ? 1 : 0;
    acknowledged = opened->offset(0);
    if (acknowledged < kEvents) continue;
    ++tally.finished;
    ++seed;
    stream = std::make_unique<EventStream>(driver_stream(seed, kEvents));
    place = place_of(store, seed);
    acknowledged = 0;
  }
  return tally;
}

int run(int argc, char** argv) {
  if (argc < 4) throw std::runtime_error("DRIVER BACKEND CYCLES [SEED]");
  const std::string backend = argv[2];
  const int cycles = std::stoi(argv[3]);
  const std::uint64_t seed = argc > 4 ? std::stoull(argv[4]) : 1;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::unique_ptr<PrivatePostgres> server;
  std::string pattern = (std::filesystem::temp_directory_path() / "uslkit-kill-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch directory");
  std::string store = backend + ":" + pattern + "/store";
  if (backend == "postgres") {
    server = std::make_unique<PrivatePostgres>();
    if (!server->is_there()) return 77;  // skipped, and said why
    store = "@" + server->url();
  }
  const Tally tally = campaign(argv[1], store, cycles, seed);
  std::filesystem::remove_all(pattern);
  std::printf(
      "%s: %d cycles, %lld kills, %lld streams finished, %lld batches acknowledged, %lld "
      "commits in flight; acknowledged and lost 0, applied twice 0, out of order 0\n",
      backend.c_str(), cycles, static_cast<long long>(tally.kills),
      static_cast<long long>(tally.finished), static_cast<long long>(tally.acknowledged_batches),
      static_cast<long long>(tally.in_flight_commits));
  return tally.kills == 0 ? 1 : 0;  // a campaign that killed nobody shows nothing
}

}  // namespace
}  // namespace uslkit::store_test

int main(int argc, char** argv) {
  try {
    return uslkit::store_test::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "store_kill_campaign: %s\n", error.what());
    return 1;
  }
}
