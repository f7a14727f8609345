#include "pipeline/store/letter_record.h"

#include <algorithm>
#include <cstring>

#include "pipeline/store/fingerprint.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

struct Header {
  std::uint64_t check = 0;  // of all that follows
  std::uint64_t segment = 0;
  std::int64_t offset = 0;
  std::int64_t sequence = 0;
  std::int64_t attempts = 0;
  std::int64_t time = 0;
  std::int32_t value = 0;
  std::uint32_t id_bytes = 0;
  std::uint32_t key_bytes = 0;
  std::uint32_t reason_bytes = 0;  // the payload is the rest
};
static_assert(sizeof(Header) == 64);

std::uint64_t check_of(std::string_view record) {
  return fingerprint(record.substr(sizeof(std::uint64_t)), 0);
}

std::string take(std::string_view& rest, std::size_t bytes) {
  std::string taken(rest.substr(0, bytes));
  rest.remove_prefix(bytes);
  return taken;
}

}  // namespace

std::string letter_record(const PoisonEvent& poison, std::uint64_t segment, StoreTime time) {
  const StoreEvent& event = poison.event;
  const std::string_view reason = poison.reason.substr(0, kMaxReasonBytes);
  Header header{.segment = segment,
                .offset = event.offset,
                .sequence = event.sequence,
                .attempts = poison.attempts,
                .time = time.time_since_epoch().count(),
                .value = event.value,
                .id_bytes = static_cast<std::uint32_t>(event.id.size()),
                .key_bytes = static_cast<std::uint32_t>(event.key.size()),
                .reason_bytes = static_cast<std::uint32_t>(reason.size())};
  std::string record(reinterpret_cast<const char*>(&header), sizeof header);
  record.append(event.id).append(event.key).append(reason).append(poison.payload);
  header.check = check_of(record);
  std::memcpy(record.data(), &header.check, sizeof header.check);
  return record;
}

DeadLetterEntry read_letter_record(std::uint64_t number, std::string_view record,
                                   std::string_view place) {
  Header header;
  if (record.size() >= sizeof header) std::memcpy(&header, record.data(), sizeof header);
  const std::uint64_t texts =
      std::uint64_t{header.id_bytes} + header.key_bytes + header.reason_bytes;
  if (record.size() < sizeof header + texts || header.check != check_of(record)) {
    throw StoreError(StoreFault::corrupt, place,
                     "dead letter " + std::to_string(number) + " does not match its checksum");
  }
  std::string_view rest = record.substr(sizeof header);
  DeadLetterEntry entry{.number = number,
                        .segment = header.segment,
                        .offset = header.offset,
                        .sequence = header.sequence,
                        .value = header.value,
                        .attempts = header.attempts,
                        .time = StoreTime(Duration(header.time))};
  entry.id = take(rest, header.id_bytes);
  entry.key = take(rest, header.key_bytes);
  entry.reason = take(rest, header.reason_bytes);
  entry.payload = rest;
  return entry;
}

}  // namespace uslkit
