// What it costs to apply a batch exactly once: ids of a batch as one value with a window in memory,
// against the naive layout with a key per id, on the same LMDB, batch by batch in turns, so that a
// noisy machine is noisy for both. `ratio` = time of the naive layout / ours;
// `cpu_us` = processor time per event.
//
// Arguments: batch size, distinct keys, repeats in per mille, sync. Ids are 26 bytes and rise in
// time, as ULIDs do, which is the order the naive layout likes best. The window is full from the
// start, so every batch also forgets one; the naive layout forgets nothing.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <lmdb.h>

#include "base/check.h"
#include "base/random.h"
#include "bench/scratch.h"
#include "pipeline/store/lmdb_store.h"

namespace uslkit {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kWindow = 200'000;

// Elapsed and used time of this thread: on a busy machine only the second one can be compared.
struct Spent {
  double seconds = 0;
  double cpu_seconds = 0;
};

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <typename Work>
void add_time(Spent& spent, Work&& work) {
  const double cpu_start = cpu_seconds();
  const Clock::time_point start = Clock::now();
  work();
  spent.seconds += std::chrono::duration<double>(Clock::now() - start).count();
  spent.cpu_seconds += cpu_seconds() - cpu_start;
}

// Batches with new ids each time, and repeats of ids of the last 100,000 events.
class Batches {
 public:
  Batches(std::size_t size, std::uint64_t keys, std::uint64_t repeats_per_mille)
      : repeats_per_mille_(repeats_per_mille),
        keys_(keys),
        events_(size),
        ids_(size),
        names_(size) {}

  [[nodiscard]] StoreBatch next() {
    const std::int64_t from = next_offset_;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      const std::int64_t offset = next_offset_++;
      const bool repeats = offset > 100'000 && random_.index(1000) < repeats_per_mille_;
      const std::int64_t of =
          repeats ? offset - 1 - static_cast<std::int64_t>(random_.index(100'000)) : offset;
      ids_[i] = text("01HF%022lld", of);
      names_[i] = text("tenant-%08lld", static_cast<std::int64_t>(random_.index(keys_)));
      events_[i] = {.offset = offset,
                    .id = ids_[i],
                    .key = names_[i],
                    .sequence = offset,
                    .value = static_cast<std::int32_t>(i)};
    }
    return {.from_offset = from, .next_offset = next_offset_, .events = events_};
  }

 private:
  static std::string text(const char* format, std::int64_t number) {
    char bytes[64];
    return {bytes, static_cast<std::size_t>(
                       std::snprintf(bytes, sizeof bytes, format, static_cast<long long>(number)))};
  }

  Random random_{1, "store bench"};
  std::uint64_t repeats_per_mille_;
  std::uint64_t keys_;
  std::int64_t next_offset_ = 0;
  std::vector<StoreEvent> events_;
  std::vector<std::string> ids_;
  std::vector<std::string> names_;
};

// A key per id, read-modify-write per event, one transaction per batch.
class NaiveStore {
 public:
  NaiveStore(const std::string& directory, bool sync) {
    std::filesystem::create_directory(directory);
    ok(mdb_env_create(&environment_));
    ok(mdb_env_set_maxdbs(environment_, 3));
    ok(mdb_env_set_mapsize(environment_, std::size_t{1} << 36));
    ok(mdb_env_open(environment_, directory.c_str(), sync ? 0 : MDB_NOSYNC, 0600));
    MDB_txn* transaction = begin();
    ok(mdb_dbi_open(transaction, "ids", MDB_CREATE, &ids_));
    ok(mdb_dbi_open(transaction, "state", MDB_CREATE, &state_));
    ok(mdb_dbi_open(transaction, "meta", MDB_CREATE, &meta_));
    ok(mdb_txn_commit(transaction));
  }
  NaiveStore(const NaiveStore&) = delete;
  NaiveStore& operator=(const NaiveStore&) = delete;
  ~NaiveStore() { mdb_env_close(environment_); }

  void apply(const StoreBatch& batch) {
    MDB_txn* transaction = begin();
    for (const StoreEvent& event : batch.events) {
      MDB_val id = value(event.id);
      MDB_val nothing{};
      const int code = mdb_put(transaction, ids_, &id, &nothing, MDB_NOOVERWRITE);
      if (code == MDB_KEYEXIST) continue;
      ok(code);
      MDB_val key = value(event.key);
      MDB_val stored{};
      KeyState state;
      if (mdb_get(transaction, state_, &key, &stored) == MDB_SUCCESS) {
        state = *static_cast<const KeyState*>(stored.mv_data);
      }
      state = state.followed_by(KeyState::of(event.sequence, event.value));
      MDB_val bytes{sizeof state, &state};
      ok(mdb_put(transaction, state_, &key, &bytes, 0));
    }
    MDB_val key = value("offset");
    std::int64_t offset = batch.next_offset;
    MDB_val bytes{sizeof offset, &offset};
    ok(mdb_put(transaction, meta_, &key, &bytes, 0));
    ok(mdb_txn_commit(transaction));
  }

 private:
  static void ok(int code) { USLKIT_CHECK(code == MDB_SUCCESS); }
  static MDB_val value(std::string_view text) {
    return {text.size(), const_cast<char*>(text.data())};
  }
  MDB_txn* begin() {
    MDB_txn* transaction = nullptr;
    ok(mdb_txn_begin(environment_, nullptr, 0, &transaction));
    return transaction;
  }

  MDB_env* environment_ = nullptr;
  MDB_dbi ids_ = 0;
  MDB_dbi state_ = 0;
  MDB_dbi meta_ = 0;
};

void apply(benchmark::State& state) {
  const std::size_t size = static_cast<std::size_t>(state.range(0));
  const bool sync = state.range(3) != 0;
  const Scratch scratch;
  NaiveStore naive(scratch.path() + "/naive", sync);
  const std::unique_ptr<StateStore> store =
      open_lmdb_store({.directory = scratch.path() + "/ours",
                       .durability = sync ? StoreDurability::fsync : StoreDurability::os,
                       .window = {.ids = kWindow}});
  Batches batches(size, static_cast<std::uint64_t>(state.range(1)),
                  static_cast<std::uint64_t>(state.range(2)));
  for (std::int64_t filled = 0; filled <= kWindow; filled += state.range(0)) {
    const StoreBatch batch = batches.next();
    (void)store->apply(0, batch);
    naive.apply(batch);
  }

  Spent ours;
  Spent theirs;
  std::int64_t duplicates = 0;
  for (auto _ : state) {
    const StoreBatch batch = batches.next();
    const double before = ours.seconds;
    add_time(ours, [&] { duplicates += store->apply(0, batch).duplicates; });
    add_time(theirs, [&] { naive.apply(batch); });
    state.SetIterationTime(ours.seconds - before);
  }
  const double events = static_cast<double>(state.iterations()) * static_cast<double>(size);
  state.counters["events/s"] = events / ours.seconds;
  state.counters["ratio"] = theirs.seconds / ours.seconds;
  state.counters["cpu_us"] = 1e6 * ours.cpu_seconds / events;
  state.counters["cpu_ratio"] = theirs.cpu_seconds / ours.cpu_seconds;
  state.counters["repeats"] = static_cast<double>(duplicates) / events;
}

void grid(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"batch", "keys", "repeats", "sync"})->UseManualTime()->MinTime(0.3);
  for (const std::int64_t sync : {1, 0}) {
    for (const std::int64_t batch : {1000, 5000, 20000}) benchmark->Args({batch, 20'000, 0, sync});
    for (const std::int64_t repeats : {10, 100}) benchmark->Args({5000, 20'000, repeats, sync});
    benchmark->Args({5000, 1'000'000, 0, sync});
  }
}
BENCHMARK(apply)->Apply(grid);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
