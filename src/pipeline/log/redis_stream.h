// RedisStream: one partition's stream in Redis: its keys, and what the server knows of it.
//
//   NAME:<p>       the stream; record of offset n has the id 0-<n+1>, one field "r"
//   NAME:owners    hash: partition -> how often a writer took it over (its epoch)
//   NAME:layout    the number of partitions
//   NAME:offsets   hash: "<p> <group>" -> next offset
#pragma once

#include <string>

#include "pipeline/log/log.h"
#include "pipeline/log/redis_connection.h"

namespace uslkit {

struct RedisStream {
  std::string name{};
  int partition = 0;

  [[nodiscard]] std::string key() const { return name + ":" + std::to_string(partition); }
  [[nodiscard]] std::string owners() const { return name + ":owners"; }
  [[nodiscard]] std::string layout() const { return name + ":layout"; }
  [[nodiscard]] std::string offsets() const { return name + ":offsets"; }
};

[[nodiscard]] std::string stream_id(LogOffset offset);          // "0-1" for the offset 0
[[nodiscard]] LogOffset offset_of(std::string_view stream_id);  // -1 for what is no id of ours

// Both ends as the server has them; 0 and 0 for a stream that does not exist.
[[nodiscard]] OffsetRange ask_range(RedisConnection& connection, const RedisStream& stream);

// The strongest level that the server's settings give, and which settings these are.
struct RedisDurability {
  AckLevel level = AckLevel::none;
  std::string settings{};  // "appendonly yes, appendfsync everysec"
};
[[nodiscard]] RedisDurability ask_durability(RedisConnection& connection);

// "" unless the server may throw streams away when its memory is full; then the setting.
[[nodiscard]] std::string ask_eviction(RedisConnection& connection);

}  // namespace uslkit
