// Commits per second of N threads that each update one row of one SQLite file in WAL mode.
//
// SQLite has one writer at a time; a writer that finds the lock taken sleeps and polls again. The
// polling, not the lock, is what hurts as N grows. Every thread has its own connection and row.
//
// Output: one line `threads,commits per second,mean latency in ms`. Exit code 1 on any SQLite error
// but a timeout of the busy handler, which is counted and printed on stderr.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <sqlite3.h>

namespace {

constexpr int kBusyTimeoutMs = 10000;

struct Tally {
  int64_t commits = 0;
  int64_t timeouts = 0;
  double busy_seconds = 0;  // sum of the commits' latencies
};

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "sqlite_writers: %s\n", message.c_str());
  std::exit(1);
}

int run(sqlite3* database, const std::string& sql) {
  return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
}

void must(sqlite3* database, const std::string& sql) {
  if (run(database, sql) != SQLITE_OK) fail(sql + ": " + sqlite3_errmsg(database));
}

sqlite3* open_database(const std::string& file) {
  sqlite3* database = nullptr;
  if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) fail("cannot open the database file");
  sqlite3_busy_timeout(database, kBusyTimeoutMs);
  // NORMAL syncs the log only at checkpoints: the lock is measured, not the disk.
  must(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
  return database;
}

void create_rows(const std::string& file, int threads) {
  sqlite3* database = open_database(file);
  must(database, "CREATE TABLE counter(id INTEGER PRIMARY KEY, value INTEGER NOT NULL)");
  for (int id = 0; id < threads; ++id) {
    must(database, "INSERT INTO counter VALUES(" + std::to_string(id) + ", 0)");
  }
  sqlite3_close(database);
}

Tally write_until_stopped(const std::string& file, int id, const std::atomic<bool>& running) {
  using Clock = std::chrono::steady_clock;
  sqlite3* database = open_database(file);
  const std::string update =
      "UPDATE counter SET value = value + 1 WHERE id = " + std::to_string(id);
  Tally tally;
  while (running.load(std::memory_order_relaxed)) {
    const Clock::time_point begin = Clock::now();
    const int result = run(database, update);
    if (result == SQLITE_BUSY) {
      ++tally.timeouts;
      continue;
    }
    if (result != SQLITE_OK) fail(sqlite3_errmsg(database));
    ++tally.commits;
    tally.busy_seconds += std::chrono::duration<double>(Clock::now() - begin).count();
  }
  sqlite3_close(database);
  return tally;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) fail("usage: sqlite_writers FILE THREADS SECONDS (FILE must not exist)");
  const std::string file = argv[1];
  const int threads = std::atoi(argv[2]);
  const double seconds = std::atof(argv[3]);
  if (threads < 1 || threads > 1024) fail("THREADS must be 1..1024");
  if (!(seconds > 0 && seconds <= 60)) fail("SECONDS must be above 0 and at most 60");
  create_rows(file, threads);

  using Clock = std::chrono::steady_clock;
  std::atomic<bool> running{true};
  std::vector<Tally> tallies(static_cast<size_t>(threads));
  std::vector<std::thread> writers;
  const Clock::time_point begin = Clock::now();
  for (int id = 0; id < threads; ++id) {
    writers.emplace_back(
        [&, id] { tallies[static_cast<size_t>(id)] = write_until_stopped(file, id, running); });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  running = false;
  for (std::thread& writer : writers) writer.join();
  const double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();

  Tally sum;
  for (const Tally& tally : tallies) {
    sum.commits += tally.commits;
    sum.timeouts += tally.timeouts;
    sum.busy_seconds += tally.busy_seconds;
  }
  if (sum.commits == 0) fail("no commit succeeded");
  if (sum.timeouts > 0)
    std::fprintf(stderr, "busy timeouts: %lld\n", static_cast<long long>(sum.timeouts));
  const double commits = static_cast<double>(sum.commits);
  std::printf("%d,%.1f,%.4f\n", threads, commits / elapsed, 1000.0 * sum.busy_seconds / commits);
  return 0;
}
