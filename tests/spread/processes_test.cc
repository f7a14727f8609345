// Leader and followers, over a transport in memory: every part is made once, whoever makes it.
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "spread/follower.h"
#include "spread/leader.h"

namespace uslkit::test {
namespace {

class MemoryNetwork {
 public:
  explicit MemoryNetwork(std::size_t size) : boxes_(size) {}

  class End final : public Transport {
   public:
    End(MemoryNetwork& network, std::size_t rank) : network_(network), rank_(rank) {}
    [[nodiscard]] std::size_t rank() const override { return rank_; }
    [[nodiscard]] std::size_t size() const override { return network_.boxes_.size(); }
    void send(std::size_t to, std::string_view bytes) override {
      const std::lock_guard<std::mutex> lock(network_.mutex_);
      network_.boxes_[to].push_back({.from = rank_, .bytes = std::string(bytes)});
    }
    [[nodiscard]] std::optional<Message> receive() override {
      const std::lock_guard<std::mutex> lock(network_.mutex_);
      std::deque<Message>& box = network_.boxes_[rank_];
      if (box.empty()) return std::nullopt;
      Message message = std::move(box.front());
      box.pop_front();
      return message;
    }

   private:
    MemoryNetwork& network_;
    std::size_t rank_;
  };

 private:
  std::mutex mutex_;
  std::vector<std::deque<Transport::Message>> boxes_;
};

constexpr int kThreads = 2;

Job job_of(std::size_t parts) { return {.facts = {{"seed", 1}}, .parts = parts}; }

using Make = std::function<std::optional<PartText>(std::size_t rank, std::size_t number)>;

struct Outcome {
  std::map<std::size_t, std::string> values;
  bool complete = false;
  bool stopped = false;
  std::string failure;
  std::vector<bool> followers_good;
  SimulateProgress last;
};

Outcome run_processes(std::size_t processes, std::size_t parts, const Make& make,
                      const Job& followers_job, std::atomic<bool>* signal = nullptr) {
  MemoryNetwork network(processes);
  Outcome outcome;
  std::vector<char> good(processes, 1);
  std::vector<std::thread> others;
  for (std::size_t rank = 1; rank < processes; ++rank) {
    others.emplace_back([&, rank] {
      MemoryNetwork::End end(network, rank);
      std::atomic<bool> stop = false;
      good[rank] = follow(end, {.job = followers_job, .stop = stop}, [&](const FollowerWork& own) {
        own.on_progress({.fraction = 0.5, .requests = 10, .parts = parts});
        make_parts<PartText>(kThreads, own.flow,
                             [&](std::size_t number) { return make(rank, number); });
      });
    });
  }
  std::vector<std::size_t> numbers(parts);
  std::iota(numbers.begin(), numbers.end(), 0);
  std::atomic<bool> stop = false;
  const Job job = job_of(parts);
  PartLedger ledger({.numbers = numbers, .stop = &stop});
  RankProgress progress([&](const SimulateProgress& state) { outcome.last = state; }, processes,
                        parts);
  MemoryNetwork::End end(network, 0);
  try {
    lead(end, {.job = job, .ledger = ledger, .progress = progress, .stop = stop, .signal = signal},
         [&] {
           make_parts<PartText>(kThreads, ledger.flow(),
                                [&](std::size_t number) { return make(0, number); });
         });
  } catch (const std::exception& error) {
    outcome.failure = error.what();
  }
  for (std::thread& thread : others) thread.join();
  outcome.stopped = stop;
  outcome.complete = ledger.complete();
  outcome.values = ledger.take();
  outcome.followers_good.assign(good.begin() + 1, good.end());
  return outcome;
}

std::string value_of(std::size_t number) { return std::to_string(number * number); }

TEST_CASE("one, two or five processes make every part exactly once, with the same values") {
  for (const std::size_t processes : {1, 2, 5}) {
    for (const std::size_t parts : {1, 3, 100}) {
      std::mutex mutex;
      std::multiset<std::size_t> made;
      const Outcome outcome = run_processes(
          processes, parts,
          [&](std::size_t, std::size_t number) {
            const std::lock_guard<std::mutex> lock(mutex);
            made.insert(number);
            return PartText{.value = value_of(number)};
          },
          job_of(parts));
      CHECK(outcome.failure == "");
      CHECK(outcome.complete);
      REQUIRE(outcome.values.size() == parts);
      for (const auto& [number, value] : outcome.values) {
        CHECK(value == value_of(number));
        CHECK(made.count(number) == 1);
      }
    }
  }
}

TEST_CASE("what one process throws ends them all, and the leader says whose it was") {
  const Outcome outcome = run_processes(
      3, 1000,
      [](std::size_t, std::size_t number) -> std::optional<PartText> {
        if (number == 50) throw std::runtime_error("part 50 is bad");
        return PartText{.value = "1"};
      },
      job_of(1000));
  CHECK(outcome.failure.find("part 50 is bad") != std::string::npos);
  CHECK_FALSE(outcome.complete);
}

TEST_CASE("a follower with another job is refused before anything of it is kept") {
  const Outcome outcome = run_processes(
      2, 10, [](std::size_t, std::size_t number) { return PartText{.value = value_of(number)}; },
      job_of(11));
  CHECK(outcome.failure.starts_with("process 1 has another job"));
  CHECK(outcome.followers_good == std::vector<bool>{false});
}

TEST_CASE("a signal to the leader stops all: no further part is begun") {
  std::atomic<bool> signal = true;
  const Outcome outcome = run_processes(
      3, 100000, [](std::size_t, std::size_t) { return PartText{.value = "1"}; }, job_of(100000),
      &signal);
  CHECK(outcome.failure == "");
  CHECK(outcome.stopped);
  CHECK_FALSE(outcome.complete);
}

TEST_CASE("a part that is not whole stops the others: its process was told to end") {
  std::atomic<bool> follower_made = false;
  const Outcome outcome = run_processes(
      2, 100000,
      [&](std::size_t rank, std::size_t) {
        while (rank == 0 && !follower_made) std::this_thread::yield();
        follower_made = follower_made || rank == 1;
        return PartText{.value = "1", .whole = rank == 0};
      },
      job_of(100000));
  CHECK_FALSE(outcome.complete);
  CHECK(outcome.stopped);
}

TEST_CASE("progress is that of all processes together") {
  SimulateProgress seen;
  RankProgress progress([&](const SimulateProgress& state) { seen = state; }, 2, 10);
  progress.tell(0, {.fraction = 0.2, .requests = 5, .parts_done = 1, .parts = 10});
  progress.tell(1, {.fraction = 0.3, .requests = 7, .parts_done = 2, .parts = 10});
  CHECK(seen.fraction == doctest::Approx(0.5));
  CHECK(seen.requests == 12);
  CHECK(seen.parts_done == 3);
  CHECK(seen.parts == 10);
  progress.tell(1, {.fraction = 0.4, .requests = 9, .parts_done = 3, .parts = 10});
  CHECK(seen.fraction == doctest::Approx(0.6));
  CHECK(seen.requests == 14);
}

TEST_CASE("a part that was kept is not given out again") {
  std::map<std::size_t, std::string> kept{{0, "old"}, {2, "old"}};
  std::vector<std::size_t> told;
  PartLedger ledger(
      {.numbers = {0, 1, 2, 3},
       .kept = kept,
       .on_whole = [&](std::size_t number, const std::string&) { told.push_back(number); }});
  CHECK(ledger.expected() == 2);
  CHECK(ledger.next() == 1);
  ledger.keep(1, {.value = "new"});
  CHECK(ledger.next() == 3);
  CHECK_FALSE(ledger.next().has_value());
  ledger.keep(3, {.value = "half", .whole = false});
  CHECK_FALSE(ledger.complete());
  CHECK(told == std::vector<std::size_t>{1});
  CHECK(ledger.take().size() == 4);
}

}  // namespace
}  // namespace uslkit::test
