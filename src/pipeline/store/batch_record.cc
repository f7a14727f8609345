#include "pipeline/store/batch_record.h"

#include "pipeline/store/fingerprint.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

constexpr std::uint32_t kMagic = 0x31524255;  // "UBR1"

std::uint64_t check_of(std::string_view record) {
  return fingerprint(record.substr(sizeof(BatchRecordHeader)), 0);
}

bool has_entries(std::string_view record, std::uint32_t entries) {
  std::size_t byte = sizeof(BatchRecordHeader);
  RecordEntry entry;
  for (std::uint32_t i = 0; i < entries; ++i) {
    if (!next_entry(record, byte, entry)) return false;
  }
  return byte == record.size();
}

// A text of at most 255 bytes, behind its length.
bool take_text(std::string_view& rest, std::string_view& text) {
  if (rest.empty()) return false;
  const std::size_t length = static_cast<unsigned char>(rest[0]);
  if (rest.size() < 1 + length) return false;
  text = rest.substr(1, length);
  rest.remove_prefix(1 + length);
  return true;
}

template <typename Number>
bool take_number(std::string_view& rest, Number& number) {
  if (rest.size() < sizeof number) return false;
  std::memcpy(&number, rest.data(), sizeof number);
  rest.remove_prefix(sizeof number);
  return true;
}

}  // namespace

void BatchRecordBuilder::clear() {
  bytes_.assign(sizeof(BatchRecordHeader), '\0');
  entries_ = 0;
}

std::string_view BatchRecordBuilder::finish(StoreTime time) {
  const BatchRecordHeader header{.magic = kMagic,
                                 .entries = entries_,
                                 .time = time.time_since_epoch().count(),
                                 .check = check_of(bytes_)};
  std::memcpy(bytes_.data(), &header, sizeof header);
  return bytes_;
}

bool next_entry(std::string_view record, std::size_t& byte, RecordEntry& entry) {
  std::string_view rest = record.substr(byte);
  std::uint8_t kind = 0;
  entry = {.byte = static_cast<std::uint32_t>(byte)};
  if (!take_text(rest, entry.id) || !take_number(rest, kind)) return false;
  if (kind > static_cast<std::uint8_t>(EntryKind::late)) return false;
  entry.kind = static_cast<EntryKind>(kind);
  if (entry.kind != EntryKind::dead) {
    if (!take_number(rest, entry.sequence) || !take_number(rest, entry.value)) return false;
    if (!take_text(rest, entry.key)) return false;
  }
  byte = record.size() - rest.size();
  return true;
}

BatchRecordHeader checked_batch_record(std::string_view record, std::string_view place) {
  BatchRecordHeader header;
  if (record.size() < sizeof header) {
    throw StoreError(StoreFault::corrupt, place, "the record of a batch is too short");
  }
  std::memcpy(&header, record.data(), sizeof header);
  if (header.magic != kMagic) {
    throw StoreError(StoreFault::corrupt, place, "the record of a batch does not begin with UBR1");
  }
  if (header.check != check_of(record) || !has_entries(record, header.entries)) {
    throw StoreError(StoreFault::corrupt, place, "the record of a batch fails its checksum");
  }
  return header;
}

}  // namespace uslkit
