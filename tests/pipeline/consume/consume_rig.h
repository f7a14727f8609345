// ConsumeRig: a scenario, a real log in a directory, a store and a ConsumerPool over both.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "pipeline/consume/consumer_pool.h"
#include "pipeline/event_envelope.h"
#include "pipeline/log/embedded_log.h"
#include "pipeline/store/lmdb_store.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit::test {

using namespace std::chrono_literals;

constexpr Duration kLongEnough = 60s;  // what takes longer has failed; nothing is expected to

// One event of which everything but its number is derived.
inline std::string envelope(std::int64_t number, bool poison = false, std::string id = {}) {
  if (id.empty()) id = fmt::format("event-{:08}", number);
  const std::string key = fmt::format("tenant-{}", number % 7);
  std::string bytes;
  write_envelope(bytes, {.birth_us = 1'700'000'000'000'000 + number,
                         .traffic_class = 0,
                         .id = id,
                         .key = key,
                         .json = poison ? R"({"poison":true})" : R"({"amount":1})"});
  return bytes;
}

inline Scenario small_scenario(std::int64_t partitions, std::int64_t consumers) {
  Scenario scenario;
  scenario.traffic.classes.resize(1);
  scenario.log = LogSpec{.partitions = partitions};
  scenario.consumers = ConsumersSpec{.count = consumers, .batch_size = 50};
  scenario.consumers->rebalance.session_timeout = 1ms;
  scenario.consumers->crash_restart = 1ms;
  return scenario;
}

// Passes on to another store, after a test's own code.
class StoreInFront : public StateStore {
 public:
  explicit StoreInFront(StateStore& behind) : behind_(behind) {}

  std::function<void(int partition, const StoreBatch& batch)> before_apply =
      [](int, const StoreBatch&) {};

  ApplyCounts apply(int partition, const StoreBatch& batch) override {
    before_apply(partition, batch);
    return behind_.apply(partition, batch);
  }
  std::int64_t offset(int partition) override { return behind_.offset(partition); }
  std::optional<KeyState> state(int partition, std::string_view key) override {
    return behind_.state(partition, key);
  }
  void visit_states(int partition, const StateVisitor& visit) override {
    behind_.visit_states(partition, visit);
  }
  std::vector<DeadLetterEntry> dead_letters(int partition, std::uint64_t first,
                                            std::size_t limit) override {
    return behind_.dead_letters(partition, first, limit);
  }
  RedriveOutcome redrive(int partition, std::uint64_t letter, const StoreEvent& event,
                         StoreTime time) override {
    return behind_.redrive(partition, letter, event, time);
  }
  StoreMeters meters(int partition) override { return behind_.meters(partition); }
  void close() override { behind_.close(); }

 private:
  StateStore& behind_;
};

class ConsumeRig {
 public:
  explicit ConsumeRig(const Scenario& given, ConsumerPoolOptions options = {})
      : scenario(given),
        log({.directory = directory_.path() + "/log",
             .partitions = static_cast<int>(given.log->partitions),
             .segment_bytes = Bytes{1 << 20},
             .max_batch_bytes = Bytes{256 << 10},
             .read_bytes = Bytes{8 << 10},  // a batch takes several reads
             .prewrite = false}),
        behind_(open_lmdb_store({.directory = store_directory(directory_.path()),
                                 .partitions = static_cast<int>(given.log->partitions),
                                 .durability = StoreDurability::os})),
        store(*behind_),
        recorder(scenario),
        pool(scenario, log, store, clock, recorder, options) {}

  void append_bytes(int partition, const std::vector<std::string>& payloads) {
    std::vector<LogRecord> records;
    for (const std::string& payload : payloads) {
      records.push_back({.timestamp_ns = clock.wall_us(clock.now()) * 1000, .payload = payload});
    }
    REQUIRE(log.append_and_wait(partition, records, AckLevel::os).status == LogStatus::ok);
  }
  // Events `first` .. `first + count - 1`.
  void append(int partition, std::int64_t first, std::int64_t count) {
    std::vector<std::string> payloads;
    for (std::int64_t i = first; i < first + count; ++i) payloads.push_back(envelope(i));
    append_bytes(partition, payloads);
  }

  [[nodiscard]] ConsumerMeters meters() { return pool.meters(clock.now()); }
  [[nodiscard]] std::int64_t backlog() {
    std::int64_t events = 0;
    for (const PartitionMeters& one : meters().partitions) events += one.backlog;
    return events;
  }
  // Whether `condition` holds within kLongEnough.
  template <typename Condition>
  [[nodiscard]] bool comes(Condition&& condition) {
    const TimePoint limit = clock.now() + kLongEnough;
    while (!condition()) {
      if (clock.now() > limit) return false;
      std::this_thread::sleep_for(200us);
      pool.tick(clock.now());
    }
    return true;
  }
  [[nodiscard]] bool drains() {
    return comes([this] { return backlog() == 0; });
  }

  // Of a partition's whole state.
  [[nodiscard]] KeyState total(int partition) {
    KeyState sum;
    store.visit_states(partition, [&](std::string_view, const KeyState& state) {
      sum.count += state.count;
      sum.order_breaks += state.order_breaks;
    });
    return sum;
  }
  [[nodiscard]] Counts counted() {
    return recorder.with(
        [](IntervalRecorder&, RunTally& tally) { return tally.classes[0].counts; });
  }

  Scenario scenario;

 private:
  static std::string store_directory(const std::string& root) {
    std::filesystem::create_directories(root + "/store");
    return root + "/store";
  }

  TemporaryDirectory directory_{Medium::memory};

 public:
  SteadyRunClock clock;
  EmbeddedLog log;

 private:
  std::unique_ptr<StateStore> behind_;

 public:
  StoreInFront store;
  RunRecorder recorder;
  ConsumerPool pool;
};

}  // namespace uslkit::test
