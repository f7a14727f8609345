#include "pipeline/log/redis_stream.h"

#include <charconv>

namespace uslkit {
namespace {

// The value of one setting; empty if the server has no such one.
std::string setting(RedisConnection& connection, const char* name) {
  const RedisReply reply = connection.call({"CONFIG", "GET", name});
  const redisReply* raw = reply.raw();
  if (raw->type != REDIS_REPLY_ARRAY || raw->elements < 2) return {};
  return {raw->element[1]->str, raw->element[1]->len};
}

std::string_view text_of(const redisReply* reply) { return {reply->str, reply->len}; }

}  // namespace

std::string stream_id(LogOffset offset) { return "0-" + std::to_string(offset + 1); }

LogOffset offset_of(std::string_view stream_id) {
  if (!stream_id.starts_with("0-")) return -1;
  LogOffset number = 0;
  const char* end = stream_id.data() + stream_id.size();
  const auto [stop, error] = std::from_chars(stream_id.data() + 2, end, number);
  return error == std::errc{} && stop == end ? number - 1 : -1;
}

OffsetRange ask_range(RedisConnection& connection, const RedisStream& stream) {
  const RedisReply reply = connection.ask({"XINFO", "STREAM", stream.key()});
  if (reply.is_error()) {
    if (reply.text().find("no such key") != std::string_view::npos) return {};
    connection.fail(reply.text());
  }
  OffsetRange range;
  LogOffset first = -1;
  bool is_new = false;  // made, but nothing was ever added
  const redisReply* raw = reply.raw();
  for (std::size_t k = 0; k + 1 < raw->elements; k += 2) {
    const std::string_view name = text_of(raw->element[k]);
    const redisReply* value = raw->element[k + 1];
    if (name == "last-generated-id") {
      range.end = offset_of(text_of(value)) + 1;
      is_new = text_of(value) == "0-0";
    }
    if (name == "first-entry" && value->type == REDIS_REPLY_ARRAY && value->elements > 0) {
      first = offset_of(text_of(value->element[0]));
    }
  }
  if (range.end <= 0 && raw->elements > 0 && !is_new) {
    connection.fail("the stream " + stream.key() + " holds ids that are not of this program");
  }
  range.begin = first >= 0 ? first : range.end;
  return range;
}

RedisDurability ask_durability(RedisConnection& connection) {
  if (setting(connection, "appendonly") != "yes") return {AckLevel::none, "appendonly no"};
  const std::string sync = setting(connection, "appendfsync");
  const bool may_pause = setting(connection, "no-appendfsync-on-rewrite") == "yes";
  RedisDurability found{AckLevel::os, "appendonly yes, appendfsync " + sync};
  if (sync != "always") return found;
  if (may_pause) {
    found.settings += ", no-appendfsync-on-rewrite yes";
    return found;
  }
  found.level = AckLevel::fsync;
  return found;
}

std::string ask_eviction(RedisConnection& connection) {
  const std::string policy = setting(connection, "maxmemory-policy");
  if (!policy.starts_with("allkeys") || setting(connection, "maxmemory") == "0") return {};
  return "maxmemory-policy " + policy;
}

}  // namespace uslkit
