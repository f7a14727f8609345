#include "pipeline/store/state_table.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/check.h"
#include "pipeline/store/fingerprint.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

// Three misses in a row per event: index, entry, key. Each is asked for one look ahead of the next;
// memory takes about 100 ns, an event 20.
constexpr std::size_t kIndexAhead = 24;
constexpr std::size_t kEntryAhead = 16;
constexpr std::size_t kKeyAhead = 8;

struct BlockHeader {
  std::uint64_t check = 0;  // of all that follows
  std::uint64_t as_of = 0;
};

std::uint64_t check_of(std::string_view block) {
  return fingerprint(block.substr(sizeof(std::uint64_t)), 0);
}

[[noreturn]] void refuse(std::uint64_t number, std::string_view place, const char* what) {
  throw StoreError(StoreFault::corrupt, place,
                   "block " + std::to_string(number) + " of the states " + what);
}

}  // namespace

void StateTable::restore_block(std::uint64_t number, std::string_view bytes,
                               std::string_view place) {
  BlockHeader header;
  if (number != blocks_.size()) refuse(number, place, "follows a missing one");
  if (table_.size() != number * kBlockKeys) refuse(number, place, "follows an incomplete one");
  if (bytes.size() < sizeof header) refuse(number, place, "is too short");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.check != check_of(bytes)) refuse(number, place, "fails its checksum");
  for (std::string_view rest = bytes.substr(sizeof header); !rest.empty();) {
    const std::size_t key_size = static_cast<unsigned char>(rest[0]);
    if (rest.size() < 1 + key_size + sizeof(KeyState)) refuse(number, place, "ends within a key");
    const std::string_view key = rest.substr(1, key_size);
    KeyTable::Entry& entry = table_.find_or_add(key, fingerprint(key, seed_));
    std::memcpy(&entry.state, rest.data() + 1 + key_size, sizeof(KeyState));
    rest.remove_prefix(1 + key_size + sizeof(KeyState));
  }
  blocks_.push_back({.as_of = header.as_of});
}

void StateTable::replay(std::uint64_t number, std::string_view record) {
  entries_.clear();
  hashes_.clear();
  visit_entries(record, [&](const RecordEntry& entry) {
    if (entry.kind == EntryKind::dead) return;
    entries_.push_back(entry);
    hashes_.push_back(fingerprint(entry.key, seed_));
  });
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (i + kIndexAhead < entries_.size()) table_.prefetch(hashes_[i + kIndexAhead]);
    if (i + kEntryAhead < entries_.size()) table_.prefetch_entry(hashes_[i + kEntryAhead]);
    if (i + kKeyAhead < entries_.size()) table_.prefetch_key(hashes_[i + kKeyAhead]);
    const RecordEntry& entry = entries_[i];
    KeyTable::Entry& found = table_.find_or_add(entry.key, hashes_[i]);
    const std::size_t block = table_.number_of(found) / kBlockKeys;
    if (block == blocks_.size()) blocks_.emplace_back();
    if (number <= blocks_[block].as_of) continue;
    blocks_[block].is_dirty = true;
    found.state = entry.kind == EntryKind::late
                      ? found.state.with_late(entry.sequence, entry.value)
                      : found.state.followed_by(KeyState::of(entry.sequence, entry.value));
  }
}

std::optional<KeyState> StateTable::find(std::string_view key) {
  const KeyTable::Entry* entry = table_.find(key, fingerprint(key, seed_));
  return entry == nullptr ? std::nullopt : std::optional(entry->state);
}

std::vector<std::size_t> StateTable::by_key() {
  std::vector<std::size_t> numbers(table_.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::sort(numbers.begin(), numbers.end(),
            [&](std::size_t a, std::size_t b) { return key_of(a) < key_of(b); });
  return numbers;
}

StateTable::Step StateTable::next_step(std::size_t blocks, std::uint64_t as_of) const {
  const std::size_t end = std::min(blocks_.size(), sweep_ + blocks);
  return {.first = sweep_,
          .end = end,
          .as_of = as_of,
          .ends_round = end == blocks_.size(),
          .complete_to = sweep_ == 0 ? as_of : round_began_};
}

std::string StateTable::block_bytes(std::size_t block, std::uint64_t as_of) {
  BlockHeader header{.as_of = as_of};
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  const std::size_t end = std::min(table_.size(), (block + 1) * kBlockKeys);
  for (std::size_t number = block * kBlockKeys; number < end; ++number) {
    const std::string_view key = key_of(number);
    bytes.push_back(static_cast<char>(key.size()));
    bytes.append(key);
    bytes.append(reinterpret_cast<const char*>(&state_of(number)), sizeof(KeyState));
  }
  header.check = check_of(bytes);
  std::memcpy(bytes.data(), &header.check, sizeof header.check);
  return bytes;
}

void StateTable::step_done(const Step& step) {
  round_began_ = step.complete_to;
  for (std::size_t block = step.first; block < step.end; ++block) {
    if (blocks_[block].is_dirty) blocks_[block] = {.as_of = step.as_of, .is_dirty = false};
  }
  sweep_ = step.ends_round ? 0 : step.end;
}

}  // namespace uslkit
