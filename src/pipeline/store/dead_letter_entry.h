// DeadLetterEntry: an event that was given up, with what is needed to understand and redrive it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/store/store_batch.h"

namespace uslkit {

struct DeadLetterEntry {
  std::uint64_t number = 0;   // of the letter, rising within its partition
  std::uint64_t segment = 0;  // of the ids that were stored with it
  std::int64_t offset = 0;
  std::string id{};
  std::string key{};  // empty where nobody could read it
  std::int64_t sequence = 0;
  std::int32_t value = 0;
  std::string payload{};
  std::string reason{};
  std::int64_t attempts = 0;
  StoreTime time{};

  // As it was, for a redrive after the cause was mended; views into this entry.
  [[nodiscard]] StoreEvent event() const {
    return {.offset = offset, .id = id, .key = key, .sequence = sequence, .value = value};
  }
};

// A letter is redriven as the event it holds, perhaps mended, never as another one. Throws
// StoreError (bad_event) naming `place`.
void check_same_id(const DeadLetterEntry& letter, const StoreEvent& event, std::string_view place);

enum class RedriveOutcome : std::uint8_t {
  applied,    // the event is in the state, the letter gone
  duplicate,  // an event of this id was applied meanwhile: the letter is gone without effect
  not_found,  // no such letter: redriven before
};

}  // namespace uslkit
