// part_flow: a run is made of parts that share nothing, so that any thread, process or machine may
// make any of them: one cell of one replication of a simulation, one run of a sweep.
//
// PartFlow says which parts are made here and where they go; make_parts() makes them on threads.
// Which thread takes which never matters: parts have numbers, and results are put together in the
// order of the numbers.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace uslkit {

struct SimulateProgress {
  double fraction = 0;         // of all parts that are made here
  std::int64_t requests = 0;   // so far
  double simulated_s = 0;      // of the run that reports
  std::size_t parts_done = 0;  // whole
  std::size_t parts = 0;
};

// Both functions are called from all the threads.
template <class Part>
struct PartFlow {
  // The next part to be made here; may wait for word from elsewhere. Empty: there is no more.
  std::function<std::optional<std::size_t>()> next{};
  std::function<void(std::size_t number, Part part)> made{};
  // How many will be made here, as far as it is known; for progress.
  std::size_t expected = 0;
};

// Gives out the parts, in order. Once stopped, it ends at the next group (the cells of one
// replication, which count only together). Thread-safe.
class PartOrder {
 public:
  struct Options {
    std::vector<std::size_t> parts{};
    std::size_t group = 1;      // parts of one group follow each other: part / group
    bool first_always = false;  // the first group is made even where the stop comes before it
    const std::atomic<bool>* stop = nullptr;
  };
  explicit PartOrder(Options options) : options_(std::move(options)) {}

  [[nodiscard]] std::optional<std::size_t> next();

 private:
  Options options_;
  std::mutex mutex_;
  std::size_t given_ = 0;
};

// Adds up the progress of all parts; told by one part at a time.
class PartProgress {
 public:
  PartProgress(std::function<void(const SimulateProgress&)> tell, std::size_t parts)
      : tell_(std::move(tell)), parts_(parts) {}

  // `fraction` of this part is done, with so many requests; `simulated_s` of its time.
  void tell(std::size_t number, double fraction, std::int64_t requests, double simulated_s);
  void done(std::size_t number);

 private:
  struct Seen {
    double fraction = 0;
    std::int64_t requests = 0;
  };
  void report(double simulated_s);

  std::function<void(const SimulateProgress&)> tell_;
  std::size_t parts_;
  std::mutex mutex_;
  std::vector<Seen> seen_;  // by number
  double sum_ = 0;
  std::int64_t requests_ = 0;
  std::size_t done_ = 0;
};

// Makes parts on up to `threads` threads until the flow has no more; a part that `make` gives up
// leaves nothing. What `make` or the flow throws is thrown again once all threads have ended.
template <class Part>
void make_parts(int threads, const PartFlow<Part>& flow,
                const std::function<std::optional<Part>(std::size_t)>& make) {
  std::mutex mutex;
  std::exception_ptr failure;
  std::atomic<bool> failed = false;
  const auto work = [&] {
    try {
      while (!failed) {
        const std::optional<std::size_t> number = flow.next();
        if (!number) return;
        std::optional<Part> part = make(*number);
        if (part) flow.made(*number, *std::move(part));
      }
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  const std::size_t wanted = static_cast<std::size_t>(std::max(1, threads));
  for (std::size_t i = 1; i < std::min(wanted, flow.expected); ++i) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace uslkit
