#include "pipeline/store/store_batch.h"

#include "base/check.h"
#include "base/input_error.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

[[noreturn]] void refuse(const StoreEvent& event, std::string_view place, std::string_view what) {
  throw StoreError(StoreFault::bad_event, place,
                   "offset " + std::to_string(event.offset) + ", id " + uslkit::quoted(event.id) +
                       ": " + std::string(what));
}

void check_id(const StoreEvent& event, std::string_view place) {
  if (event.id.empty()) refuse(event, place, "the id is empty");
  if (event.id.size() > kMaxIdBytes) refuse(event, place, "the id has more than 128 bytes");
  if (event.key.size() > kMaxKeyBytes) refuse(event, place, "the key has more than 128 bytes");
}

void check_offset(const StoreEvent& event, std::int64_t after, const StoreBatch& batch) {
  USLKIT_CHECK(event.offset > after);
  USLKIT_CHECK(event.offset < batch.next_offset);
}

}  // namespace

void check_event(const StoreEvent& event, std::string_view place) {
  check_id(event, place);
  if (event.key.empty()) refuse(event, place, "the key is empty");
}

void check_batch(const StoreBatch& batch, std::string_view place) {
  USLKIT_CHECK(batch.from_offset >= 0);
  USLKIT_CHECK(batch.next_offset >= batch.from_offset);
  USLKIT_CHECK(batch.events.size() + batch.poison.size() <= kMaxBatchEvents);
  USLKIT_CHECK(batch.outcomes.empty() ||
               batch.outcomes.size() == batch.events.size() + batch.poison.size());
  std::int64_t last = batch.from_offset - 1;
  for (const StoreEvent& event : batch.events) {
    check_offset(event, last, batch);
    last = event.offset;
    check_event(event, place);
  }
  last = batch.from_offset - 1;
  for (const PoisonEvent& poison : batch.poison) {
    check_offset(poison.event, last, batch);
    last = poison.event.offset;
    check_id(poison.event, place);
    if (poison.payload.size() > kMaxPayloadBytes) {
      refuse(poison.event, place, "the payload has more than 1 MiB");
    }
  }
}

bool brings_news(const StoreBatch& batch, std::int64_t next_offset, std::string_view place) {
  if (batch.from_offset > next_offset) {
    throw StoreError(StoreFault::gap, place,
                     "the batch begins at offset " + std::to_string(batch.from_offset) +
                         ", but only the events below " + std::to_string(next_offset) +
                         " are applied");
  }
  return batch.next_offset > next_offset;
}

}  // namespace uslkit
