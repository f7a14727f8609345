#include "pipeline/store/dead_letter_entry.h"

#include "base/input_error.h"
#include "pipeline/store/store_error.h"

namespace uslkit {

void check_same_id(const DeadLetterEntry& letter, const StoreEvent& event, std::string_view place) {
  if (letter.id == event.id) return;
  throw StoreError(StoreFault::bad_event, place,
                   "dead letter " + std::to_string(letter.number) + " holds the id " +
                       uslkit::quoted(letter.id) + " and cannot be redriven as " +
                       uslkit::quoted(event.id));
}

}  // namespace uslkit
