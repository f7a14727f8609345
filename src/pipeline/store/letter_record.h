// letter_record: a DeadLetterEntry as the bytes of one stored value, and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/store/dead_letter_entry.h"

namespace uslkit {

// The number is the record's key and not part of it.
[[nodiscard]] std::string letter_record(const PoisonEvent& poison, std::uint64_t segment,
                                        StoreTime time);
// Throws StoreError (corrupt) naming `place`.
[[nodiscard]] DeadLetterEntry read_letter_record(std::uint64_t number, std::string_view record,
                                                 std::string_view place);

}  // namespace uslkit
