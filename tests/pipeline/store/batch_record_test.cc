#include "pipeline/store/batch_record.h"

#include <vector>

#include <doctest/doctest.h>

#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

std::string sample() {
  BatchRecordBuilder builder;
  (void)builder.add(EntryKind::applied, {.id = "a", .key = "k1", .sequence = -5, .value = 7});
  (void)builder.add(EntryKind::dead, {.id = "bb"});
  (void)builder.add(EntryKind::late, {.id = "c", .key = std::string_view("\0", 1), .value = -1});
  return std::string(builder.finish(StoreTime(std::chrono::seconds(3))));
}

bool is_refused(std::string_view record) {
  try {
    (void)checked_batch_record(record, "here");
  } catch (const StoreError& error) {
    return error.fault() == StoreFault::corrupt;
  }
  return false;
}

TEST_CASE("a record gives back its entries, and each id by its byte") {
  const std::string record = sample();
  const BatchRecordHeader header = checked_batch_record(record, "here");
  CHECK(header.entries == 3);
  CHECK(header.time == 3'000'000'000);
  std::vector<RecordEntry> entries;
  visit_entries(record, [&](const RecordEntry& entry) {
    CHECK(id_at(record, entry.byte) == entry.id);
    entries.push_back(entry);
  });
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].sequence == -5);
  CHECK(entries[0].value == 7);
  CHECK(entries[0].key == "k1");
  CHECK(entries[1].kind == EntryKind::dead);
  CHECK(entries[1].id == "bb");
  CHECK(entries[2].kind == EntryKind::late);
  CHECK(entries[2].key == std::string_view("\0", 1));
}

TEST_CASE("a record that was cut anywhere, or has one bit flipped, is refused") {
  const std::string record = sample();
  for (std::size_t size = 0; size < record.size(); ++size)
    CHECK(is_refused(record.substr(0, size)));
  for (std::size_t bit = 0; bit < 8 * record.size(); ++bit) {
    // The time is not covered: it only decides when the ids are forgotten.
    if (bit / 8 >= 8 && bit / 8 < 16) continue;
    std::string flipped = record;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    CHECK(is_refused(flipped));
  }
}

}  // namespace
}  // namespace uslkit
