// StateTable: the states of a partition, in memory, and how they reach the disk a block at a time.
//
// Keys are numbered in the order of their first event; 256 neighbours make a block, which is one
// stored value. The records of the batches are the truth (BatchRecord); blocks only keep the number
// of records small that a restart has to go through. A sweep writes a few blocks with every batch,
// round and round, so there is no pause in which everything is written.
//
//   records   1 2 3 4 5 6 7 8 9         a block says up to which record it holds everything, so a
//   block 0         [--4--]             restart applies to it the later ones alone; once a round
//   block 1             [---6---]       that began at record 4 has ended, records up to 4 are not
//   block 2                 [--8--]     needed any more for the states
//
// Not thread-safe. Invariants:
//  1. The state of a key = its block as stored, followed by the entries of later records, in order.
//  2. All blocks before the last stored one are stored, and full: no block is stored before its
//     predecessor is complete on the disk.
// Cost: 80 bytes and the key's own per key, 8 to 16 for the index; per event one or two cache
// misses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/store/batch_record.h"
#include "pipeline/store/key_table.h"

namespace uslkit {

class StateTable {
 public:
  static constexpr std::size_t kBlockKeys = 256;

  explicit StateTable(std::uint64_t seed) : seed_(seed) {}

  // Start: the stored blocks in order, then the records in order. Throws StoreError (corrupt).
  void restore_block(std::uint64_t number, std::string_view bytes, std::string_view place);
  // The effects of record `number`, as far as the blocks do not have them yet.
  void replay(std::uint64_t number, std::string_view record);

  [[nodiscard]] std::optional<KeyState> find(std::string_view key);
  // Which numbers the keys have, in the order of their bytes.
  [[nodiscard]] std::vector<std::size_t> by_key();
  [[nodiscard]] std::string_view key_of(std::size_t number) {
    return table_.key_of(table_.entries()[number]);
  }
  [[nodiscard]] const KeyState& state_of(std::size_t number) {
    return table_.entries()[number].state;
  }
  [[nodiscard]] std::size_t keys() const { return table_.size(); }
  [[nodiscard]] std::size_t bytes() const {
    return table_.bytes() + blocks_.capacity() * sizeof(Block);
  }

  // What the sweep would write now: `first` .. `end` of the blocks, the clean ones left out.
  struct Step {
    std::size_t first = 0;
    std::size_t end = 0;
    std::uint64_t as_of = 0;
    bool ends_round = false;
    std::uint64_t complete_to = 0;  // if it ends: the record up to which the blocks then hold all
  };
  // At most `blocks` of them; memory holds everything up to record `as_of`.
  [[nodiscard]] Step next_step(std::size_t blocks, std::uint64_t as_of) const;
  [[nodiscard]] bool is_dirty(std::size_t block) const { return blocks_[block].is_dirty; }
  [[nodiscard]] std::string block_bytes(std::size_t block, std::uint64_t as_of);
  void step_done(const Step& step);
  [[nodiscard]] std::size_t blocks() const { return blocks_.size(); }

 private:
  struct Block {
    std::uint64_t as_of = 0;  // as stored; 0: never
    bool is_dirty = false;
  };

  std::uint64_t seed_;
  KeyTable table_;
  std::vector<Block> blocks_;
  std::size_t sweep_ = 0;
  std::uint64_t round_began_ = 0;     // at this record
  std::vector<RecordEntry> entries_;  // of the record at hand
  std::vector<std::uint64_t> hashes_;
};

}  // namespace uslkit
