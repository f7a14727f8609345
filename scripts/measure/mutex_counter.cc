// Counts how often N threads per second pass one lock: local work outside it, a short hold inside
// it.
//
// The textbook mechanism behind alpha: with local work Z and hold S, contention is S / (S + Z) as
// long as every thread has a core. A spinning lock adds what a mutex avoids: waiters burn the very
// cores the holder needs. Work is counted in steps of a generator, not in time, so that it is the
// same in every run; --wait-us is a sleep that stands for a remote call and lets N exceed the
// cores.
//
// Output: one line `threads,passes per second`. No locale, no state outside the process.

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Options {
  int threads = 1;             // 1..1024
  double seconds = 1.0;        // length of the measurement, 0.01..60
  int64_t local_steps = 2000;  // generator steps outside the lock
  int64_t hold_steps = 500;    // generator steps inside the lock
  int64_t wait_us = 0;         // sleep outside the lock, microseconds
  bool spin = false;           // test-and-test-and-set spin lock instead of std::mutex
  bool barrier = false;        // meet after every pass
};

// A lock that never sleeps. It makes no promise of fairness, and that is the point of measuring it.
class SpinLock {
 public:
  void lock() {
    while (taken_.exchange(true, std::memory_order_acquire)) {
      while (taken_.load(std::memory_order_relaxed)) {
      }
    }
  }
  void unlock() { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

// One xorshift step depends on the one before, so the compiler can neither skip nor reorder the
// work.
uint64_t work(uint64_t state, int64_t steps) {
  for (int64_t step = 0; step < steps; ++step) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
  }
  return state;
}

// Padded to a cache line: the threads' own counts must not become a second point of contention.
struct alignas(64) Tally {
  int64_t passes = 0;
  uint64_t state = 0;
};

template <typename Lock>
double passes_per_second(const Options& options) {
  using Clock = std::chrono::steady_clock;
  Lock lock;
  uint64_t shared_state = 88172645463325252ULL;
  std::atomic<bool> running{true};
  std::barrier<> round(options.threads);
  std::vector<Tally> tallies(static_cast<size_t>(options.threads));
  std::vector<std::thread> workers;
  const Clock::time_point begin = Clock::now();
  for (Tally& tally : tallies) {
    workers.emplace_back([&] {
      uint64_t state = 1 + static_cast<uint64_t>(&tally - tallies.data());
      int64_t passes = 0;
      while (running.load(std::memory_order_relaxed)) {
        state = work(state, options.local_steps);
        if (options.wait_us > 0) {
          std::this_thread::sleep_for(std::chrono::microseconds(options.wait_us));
        }
        {
          const std::lock_guard<Lock> guard(lock);
          shared_state = work(shared_state, options.hold_steps);
        }
        ++passes;
        if (options.barrier) round.arrive_and_wait();
      }
      // A thread that has stopped must not be waited for by one that began another round.
      round.arrive_and_drop();
      tally = {.passes = passes, .state = state};
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(options.seconds));
  running = false;
  for (std::thread& worker : workers) worker.join();
  // The clock stops after the last pass: passes made while winding down count with their time.
  const double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
  int64_t total = 0;
  uint64_t checksum = shared_state;
  for (const Tally& tally : tallies) {
    total += tally.passes;
    checksum ^= tally.state;
  }
  if (checksum == 0) std::fputs("unlikely checksum\n", stderr);
  return static_cast<double>(total) / elapsed;
}

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(
      stderr,
      "mutex_counter: %s\nusage: mutex_counter [--threads N] [--seconds S] [--local-steps N]"
      " [--hold-steps N] [--wait-us N] [--lock mutex|spin] [--rounds free|barrier]\n",
      message.c_str());
  std::exit(2);
}

double number(const std::string& flag, const std::string& text, double low, double high) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool whole = !text.empty() && *end == '\0';
  if (!whole || !(value >= low && value <= high)) fail(flag + " is out of range: " + text);
  return value;
}

Options parse(const std::vector<std::string>& words) {
  Options options;
  if (words.size() % 2 != 0) fail("every flag takes one value");
  for (size_t index = 0; index < words.size(); index += 2) {
    const std::string& flag = words[index];
    const std::string& text = words[index + 1];
    if (flag == "--threads") {
      options.threads = static_cast<int>(number(flag, text, 1, 1024));
    } else if (flag == "--seconds") {
      options.seconds = number(flag, text, 0.01, 60);
    } else if (flag == "--local-steps") {
      options.local_steps = static_cast<int64_t>(number(flag, text, 0, 1e9));
    } else if (flag == "--hold-steps") {
      options.hold_steps = static_cast<int64_t>(number(flag, text, 0, 1e9));
    } else if (flag == "--wait-us") {
      options.wait_us = static_cast<int64_t>(number(flag, text, 0, 1e7));
    } else if (flag == "--lock" && (text == "mutex" || text == "spin")) {
      options.spin = text == "spin";
    } else if (flag == "--rounds" && (text == "free" || text == "barrier")) {
      options.barrier = text == "barrier";
    } else {
      fail("unknown flag or value: " + flag + " " + text);
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse({argv + 1, argv + argc});
  const double rate =
      options.spin ? passes_per_second<SpinLock>(options) : passes_per_second<std::mutex>(options);
  std::printf("%d,%.1f\n", options.threads, rate);
  return 0;
}
