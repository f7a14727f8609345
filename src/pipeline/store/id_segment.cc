#include "pipeline/store/id_segment.h"

#include <cstring>

#include "pipeline/store/fingerprint.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

constexpr std::uint32_t kMagic = 0x31444955;  // "UID1"

std::uint64_t check_of(std::string_view segment) {
  return fingerprint(segment.substr(sizeof(IdSegmentHeader)), 0);
}

std::uint32_t count_ids(std::string_view segment) {
  std::uint32_t count = 0;
  std::size_t byte = sizeof(IdSegmentHeader);
  while (byte < segment.size()) {
    const std::string_view id = id_at(segment, static_cast<std::uint32_t>(byte));
    if (id.empty()) return 0;
    byte += 1 + id.size();
    ++count;
  }
  return count;
}

}  // namespace

void IdSegmentBuilder::clear() {
  bytes_.assign(sizeof(IdSegmentHeader), '\0');
  count_ = 0;
}

std::string_view IdSegmentBuilder::finish(StoreTime time) {
  const IdSegmentHeader header{.magic = kMagic,
                               .count = count_,
                               .time = time.time_since_epoch().count(),
                               .check = check_of(bytes_)};
  std::memcpy(bytes_.data(), &header, sizeof header);
  return bytes_;
}

IdSegmentHeader checked_id_segment(std::string_view segment, std::string_view place) {
  IdSegmentHeader header;
  if (segment.size() < sizeof header) {
    throw StoreError(StoreFault::corrupt, place, "a segment of ids is shorter than its header");
  }
  std::memcpy(&header, segment.data(), sizeof header);
  if (header.magic != kMagic) {
    throw StoreError(StoreFault::corrupt, place, "a segment of ids does not begin with UID1");
  }
  if (header.check != check_of(segment) || header.count != count_ids(segment)) {
    throw StoreError(StoreFault::corrupt, place, "a segment of ids does not match its checksum");
  }
  return header;
}

}  // namespace uslkit
