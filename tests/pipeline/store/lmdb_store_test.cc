#include "pipeline/store/lmdb_store.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "tests/pipeline/store/scratch_directory.h"
#include "tests/pipeline/store/store_conformance.h"

namespace uslkit::store_test {
namespace {

struct LmdbBackend {
  ScratchDirectory scratch;
  StoreDurability durability = StoreDurability::os;  // nothing here stops the machine

  [[nodiscard]] static bool is_there() { return true; }
  [[nodiscard]] LmdbStoreOptions options(const StoreSetup& setup) const {
    return {.directory = scratch.path() + "/new/store",
            .partitions = setup.partitions,
            .durability = durability,
            .window = setup.window,
            .first_map = {1 << 20},
            .hash = setup.hash};
  }
  [[nodiscard]] std::unique_ptr<StateStore> open(const StoreSetup& setup) const {
    return open_lmdb_store(options(setup));
  }
};
// States stored all the time, the smallest map, and syncs: the other branch of each.
struct BareLmdbBackend : LmdbBackend {
  [[nodiscard]] std::unique_ptr<StateStore> open(const StoreSetup& setup) const {
    LmdbStoreOptions bare = options(setup);
    bare.durability = StoreDurability::fsync;
    bare.checkpoint_events = 1;
    bare.first_map = {64 << 10};
    return open_lmdb_store(bare);
  }
};

USLKIT_STORE_CONFORMANCE(LmdbBackend);
USLKIT_STORE_CONFORMANCE(BareLmdbBackend);

TEST_CASE("the map grows while batches go on, and each is applied once") {
  LmdbBackend backend;
  LmdbStoreOptions options = backend.options({});
  options.first_map = {128 << 10};
  const EventStream stream({.seed = 5, .events = 60'000, .keys = 20'000});
  const std::unique_ptr<StateStore> store = open_lmdb_store(options);
  for (std::int64_t from = 0; from < stream.size(); from += 5000) {
    (void)store->apply(0, stream.batch(from, from + 5000).batch);
  }
  CHECK(contents(*store, 0).states == stream.expected(stream.size()).states);
  CHECK(std::filesystem::file_size(options.directory + "/partition-0000/data.mdb") > 128 << 10);
}

TEST_CASE("a store at its limit refuses batches as a full disk does, and loses nothing") {
  LmdbBackend backend;
  LmdbStoreOptions options = backend.options({});
  options.first_map = options.largest_map = {1 << 20};
  const EventStream stream({.seed = 5, .events = 60'000, .keys = 20'000, .poison_share = 0});
  std::unique_ptr<StateStore> store = open_lmdb_store(options);
  std::optional<StoreFault> fault;
  std::int64_t from = 0;
  for (; !fault; from += 1000) {
    fault = fault_of([&] { (void)store->apply(0, stream.batch(from, from + 1000).batch); });
  }
  const std::int64_t applied = from - 1000;
  CHECK(fault == StoreFault::disk_full);
  CHECK(store->offset(0) == applied);
  CHECK(contents(*store, 0).states == stream.expected(applied).states);
  store.reset();
  options.largest_map = {64 << 20};
  store = open_lmdb_store(options);
  CHECK(store->apply(0, stream.batch(applied, applied + 1000).batch).redelivered == 0);
  CHECK(contents(*store, 0).states == stream.expected(applied + 1000).states);
}

// The limit on file sizes stands for a full disk: writes end short, then fail.
TEST_CASE(
    "a full disk leaves nothing of the batch, and the same batch passes once there is space") {
  std::signal(SIGXFSZ, SIG_IGN);
  LmdbBackend backend;
  backend.durability = StoreDurability::fsync;
  const EventStream stream({.seed = 6, .events = 40'000, .keys = 10'000, .poison_share = 0});
  const std::unique_ptr<StateStore> store = backend.open({});
  std::int64_t from = 0;
  int refusals = 0;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  for (rlim_t limit = 400'000; limit < 4'000'000; limit += 300'001) {
    const rlimit low{limit, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &low) == 0);
    std::optional<StoreFault> fault;
    while (!fault && from < stream.size()) {
      fault = fault_of([&] { (void)store->apply(0, stream.batch(from, from + 500).batch); });
      if (!fault) from += 500;
    }
    REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
    if (!fault) break;
    ++refusals;
    CHECK(*fault == StoreFault::disk_full);
    CHECK(store->offset(0) == from);
    CHECK(contents(*store, 0).states == stream.expected(from).states);
  }
  CHECK(refusals >= 3);
  (void)store->apply(0, stream.batch(from, stream.size()).batch);
  CHECK(store->meters(0).false_alarms == 0);  // the refused batches left no id in the window
  CHECK(contents(*store, 0).states == stream.expected(stream.size()).states);
}

TEST_CASE("without syncs a store outlives its process, but is refused after the machine stopped") {
  LmdbBackend backend;
  LmdbStoreOptions options = backend.options({});
  options.boot_id = "boot 1";
  const std::string saved = backend.scratch.path() + "/as after a power cut";
  {
    const std::unique_ptr<StateStore> store = open_lmdb_store(options);
    CHECK(apply_one(*store, {.offset = 0, .id = "a", .key = "k"}).applied == 1);
    std::filesystem::copy(options.directory, saved, std::filesystem::copy_options::recursive);
  }
  // Closed in good order: all is synced, another boot may go on.
  options.boot_id = "boot 2";
  CHECK(open_lmdb_store(options)->offset(0) == 1);

  options.directory = saved;
  CHECK(fault_of([&] { (void)open_lmdb_store(options)->offset(0); }) == StoreFault::unsynced_crash);
  options.durability = StoreDurability::fsync;
  CHECK(fault_of([&] { (void)open_lmdb_store(options)->offset(0); }) == StoreFault::unsynced_crash);
  options.boot_id = "boot 1";
  CHECK(open_lmdb_store(options)->offset(0) == 1);  // syncs it and removes the marker
  options.boot_id = "boot 2";
  CHECK(open_lmdb_store(options)->offset(0) == 1);
}

TEST_CASE("a store that was being made when the power went is made anew") {
  LmdbBackend backend;
  LmdbStoreOptions options = backend.options({});
  options.durability = StoreDurability::fsync;
  const std::string place = options.directory + "/partition-0000";
  std::filesystem::create_directories(place + "/new");
  std::ofstream(place + "/new/data.mdb") << std::string(6000, '\0');  // torn
  const EventStream stream({.seed = 5, .events = 100});
  (void)open_lmdb_store(options)->apply(0, stream.batch(0, 100).batch);
  CHECK(!std::filesystem::exists(place + "/new"));
  CHECK(open_lmdb_store(options)->offset(0) == 100);
}

TEST_CASE("a renamed partition is refused, with the number it really holds") {
  LmdbBackend backend;
  const LmdbStoreOptions options = backend.options({});
  (void)open_lmdb_store(options)->apply(0, {.from_offset = 0, .next_offset = 1});
  std::filesystem::rename(options.directory + "/partition-0000",
                          options.directory + "/partition-0001");
  try {
    (void)open_lmdb_store(options)->offset(1);
    FAIL("opened");
  } catch (const StoreError& error) {
    CHECK(std::string(error.what()) ==
          options.directory +
              "/partition-0001: corrupt store: it holds partition 0: was it renamed?");
  }
}

TEST_CASE("a flipped bit among the stored ids is found at the next start") {
  LmdbBackend backend;
  const LmdbStoreOptions options = backend.options({});
  const std::string id = "the only id of its kind";
  (void)apply_one(*open_lmdb_store(options), {.offset = 0, .id = id, .key = "k"});
  const std::string path = options.directory + "/partition-0000/data.mdb";
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  int flipped = 0;
  for (std::size_t at = bytes.find(id); at != std::string::npos; at = bytes.find(id, at + 1)) {
    file.clear();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(bytes[at] ^ 1));
    ++flipped;
  }
  file.close();
  CHECK(flipped > 0);
  CHECK(fault_of([&] { (void)open_lmdb_store(options)->offset(0); }) == StoreFault::corrupt);
}

// A leaf of LMDB's tree names a record by an eight-byte key behind its length. Where syncs were
// left out, a power cut mixes pages of different ages, and the numbers no longer follow each other.
TEST_CASE("records that are missing, or out of turn, make a store corrupt and stop no process") {
  for (const std::uint64_t other : {std::uint64_t{1}, std::uint64_t{9}}) {
    CAPTURE(other);
    LmdbBackend backend;
    const LmdbStoreOptions options = backend.options({});
    {
      const std::unique_ptr<StateStore> store = open_lmdb_store(options);
      for (std::int64_t offset = 0; offset < 3; ++offset) {
        const std::string id = "id " + std::to_string(offset);
        REQUIRE(apply_one(*store, {.offset = offset, .id = id, .key = "k"}).applied == 1);
      }
    }
    const std::string path = options.directory + "/partition-0000/data.mdb";
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    const std::string third("\x08\0\x03\0\0\0\0\0\0\0", 10);
    int changed = 0;
    for (std::size_t at = bytes.find(third); at != std::string::npos;
         at = bytes.find(third, at + 1)) {
      file.clear();
      file.seekp(static_cast<std::streamoff>(at + 2));
      file.put(static_cast<char>(other));
      ++changed;
    }
    file.close();
    REQUIRE(changed > 0);
    CHECK(fault_of([&] { (void)open_lmdb_store(options)->offset(0); }) == StoreFault::corrupt);
  }
}

}  // namespace
}  // namespace uslkit::store_test
