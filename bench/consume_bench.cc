// What a consumer costs: from the log's bytes to an applied batch, through ConsumerPool on the
// embedded log and LMDB, business logic of no time. `cpu_us` = processor time of the whole process
// per event; the log is filled before and not counted.
//
// Arguments: partitions (one consumer each), events per partition, sync.
#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/check.h"
#include "base/random.h"
#include "bench/scratch.h"
#include "pipeline/consume/consumer_pool.h"
#include "pipeline/event_envelope.h"
#include "pipeline/log/embedded_log.h"
#include "pipeline/store/lmdb_store.h"

namespace uslkit {
namespace {

constexpr std::int64_t kBatch = 5000;

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Ids as ULIDs: 26 bytes that rise in time; 20,000 tenants; 200 bytes of JSON.
void fill(Log& log, int partition, std::int64_t events, const SteadyRunClock& clock) {
  Random random(1, fmt::format("consume bench {}", partition));
  const std::string json = "{\"amount\":1,\"text\":\"" + std::string(180, 'x') + "\"}";
  std::string bytes;
  std::vector<LogRecord> records;
  for (std::int64_t i = 0; i < events;) {
    bytes.clear();
    records.clear();
    std::vector<std::size_t> ends;
    const std::int64_t now_us = clock.wall_us(clock.now());
    for (; std::ssize(ends) < 1000 && i < events; ++i) {
      const std::string id = fmt::format("01HF{:02}{:020}", partition, i);
      const std::string key = fmt::format("tenant-{:08}", random.index(20'000));
      write_envelope(bytes, {.birth_us = now_us, .id = id, .key = key, .json = json});
      ends.push_back(bytes.size());
    }
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      records.push_back({.timestamp_ns = now_us * 1000,
                         .payload = std::string_view(bytes).substr(begin, end - begin)});
      begin = end;
    }
    USLKIT_CHECK(log.append_and_wait(partition, records, AckLevel::os).status == LogStatus::ok);
  }
}

Scenario scenario_of(std::int64_t partitions) {
  Scenario scenario;
  scenario.traffic.classes.resize(1);
  scenario.log = LogSpec{.partitions = partitions};
  scenario.consumers = ConsumersSpec{.count = partitions, .batch_size = kBatch};
  return scenario;
}

void drain(benchmark::State& state) {
  const std::int64_t partitions = state.range(0);
  const std::int64_t events = state.range(1);
  const Scenario scenario = scenario_of(partitions);
  double seconds = 0;
  double cpu = 0;
  for ([[maybe_unused]] auto _ : state) {
    const Scratch scratch;
    const SteadyRunClock clock;
    EmbeddedLog log({.directory = scratch.path() + "/log",
                     .partitions = static_cast<int>(partitions),
                     .prewrite = false});
    const std::unique_ptr<StateStore> store = open_lmdb_store(
        {.directory = scratch.path() + "/store",
         .partitions = static_cast<int>(partitions),
         .durability = state.range(2) != 0 ? StoreDurability::fsync : StoreDurability::os,
         .window = {.ids = 200'000}});
    for (int p = 0; p < partitions; ++p) fill(log, p, events, clock);
    RunRecorder recorder(scenario);
    ConsumerPool pool(scenario, log, *store, clock, recorder, {});
    const double cpu_begin = cpu_seconds();
    const TimePoint begin = clock.now();
    pool.start();
    ConsumerMeters meters;
    do {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      meters = pool.meters(clock.now());
    } while (meters.counts.applied < partitions * events);
    const Duration took = clock.now() - begin;
    cpu += cpu_seconds() - cpu_begin;
    seconds += in_seconds(took);
    pool.stop(std::chrono::seconds(10));
    state.SetIterationTime(in_seconds(took));
  }
  const double total = static_cast<double>(partitions * events * state.iterations());
  state.counters["events_per_s"] = total / seconds;
  state.counters["cpu_us"] = cpu / total * 1e6;
}

BENCHMARK(drain)
    ->ArgNames({"partitions", "events", "sync"})
    ->Args({1, 1'000'000, 0})
    ->Args({2, 1'000'000, 0})
    ->Args({2, 1'000'000, 1})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(2);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
