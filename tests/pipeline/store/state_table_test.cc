#include "pipeline/store/state_table.h"

#include <map>

#include <doctest/doctest.h>

#include "base/random.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

struct Disk {
  std::map<std::uint64_t, std::string> records;
  std::map<std::uint64_t, std::string> blocks;
  std::uint64_t complete_to = 0;
};

StateTable restart(const Disk& disk) {
  StateTable table(2);
  for (const auto& [number, block] : disk.blocks) table.restore_block(number, block, "here");
  for (const auto& [number, record] : disk.records) {
    if (number > disk.complete_to) table.replay(number, record);
  }
  return table;
}

void check_equal(StateTable& a, StateTable& b) {
  REQUIRE(a.keys() == b.keys());
  for (std::size_t number = 0; number < a.keys(); ++number) {
    REQUIRE(b.find(a.key_of(number)));
    CHECK(*b.find(a.key_of(number)) == a.state_of(number));
  }
}

TEST_CASE("after any number of batches and sweep steps a restart gives the same states") {
  for (const std::size_t keys : {1, 255, 256, 257, 2000}) {
    Random random(keys, "state table");
    StateTable table(1);
    Disk disk;
    std::int64_t sequence = 0;
    for (std::uint64_t number = 1; number <= 120; ++number) {
      BatchRecordBuilder builder;
      for (std::uint64_t i = random.index(60); i > 0; --i) {
        // New keys come in as it goes on.
        const std::string key = std::to_string(random.index(1 + keys * number / 120));
        const EntryKind kind = static_cast<EntryKind>(random.index(10) < 8 ? 0 : random.index(3));
        (void)builder.add(kind, {.id = "i", .key = key, .sequence = ++sequence, .value = 1});
      }
      if (random.index(3) == 0) {
        const StateTable::Step step = table.next_step(random.index(4), number - 1);
        for (std::size_t block = step.first; block < step.end; ++block) {
          if (table.is_dirty(block)) disk.blocks[block] = table.block_bytes(block, step.as_of);
        }
        table.step_done(step);
        if (step.ends_round) {
          CHECK(step.complete_to >= disk.complete_to);
          disk.complete_to = step.complete_to;
          // What is complete is not needed any more.
          disk.records.erase(disk.records.begin(), disk.records.upper_bound(disk.complete_to));
        }
      }
      disk.records[number] = std::string(builder.finish({}));
      table.replay(number, disk.records[number]);
      if (number % 10 == 0) {
        StateTable restarted = restart(disk);
        check_equal(table, restarted);
        if (random.index(2) == 0) table = restart(disk);
      }
    }
    CHECK(disk.complete_to > 0);
  }
}

TEST_CASE("a block that is missing, cut or flipped is refused") {
  StateTable table(1);
  BatchRecordBuilder builder;
  for (int i = 0; i < 600; ++i) {
    const std::string key = std::to_string(i);
    (void)builder.add(EntryKind::applied, {.id = "i", .key = key});
  }
  table.replay(1, builder.finish({}));
  std::string first = table.block_bytes(0, 1);
  const auto refused = [](std::uint64_t number, const std::string& bytes) {
    StateTable restarted(1);
    try {
      restarted.restore_block(number, bytes, "here");
    } catch (const StoreError& error) {
      return error.fault() == StoreFault::corrupt;
    }
    return false;
  };
  CHECK(!refused(0, first));
  CHECK(refused(1, table.block_bytes(1, 1)));
  for (const std::size_t size : {std::size_t{0}, std::size_t{15}, first.size() - 1}) {
    CHECK(refused(0, first.substr(0, size)));
  }
  for (std::size_t byte = 0; byte < first.size(); byte += 97) {
    std::string flipped = first;
    flipped[byte] = static_cast<char>(flipped[byte] ^ 4);
    CHECK(refused(0, flipped));
  }
}

}  // namespace
}  // namespace uslkit
