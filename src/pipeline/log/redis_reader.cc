#include "pipeline/log/redis_reader.h"

#include <algorithm>

#include "pipeline/log/record_prefix.h"

namespace uslkit {
namespace {

constexpr std::int64_t kMostRecords = 10'000;  // of one read: they all are in memory
constexpr std::size_t kHeadBytes = kRecordPrefixBytes + kRecordKeyBytes;

// An answer to XRANGE is [[id, [field, value]], ...]: depth 2 has the ids, depth 3 the values.
int depth_of(const redisReadTask* task) {
  int depth = 0;
  for (const redisReadTask* up = task->parent; up != nullptr; up = up->parent) ++depth;
  return depth;
}

RedisReader::Collected& collected(const redisReadTask* task) {
  return *static_cast<RedisReader::Collected*>(task->privdata);
}

void* take_text(const redisReadTask* task, char* text, std::size_t size) {
  RedisReader::Collected& to = collected(task);
  const int depth = depth_of(task);
  if (depth == 0) to.error.assign(text, size);
  if (depth == 2) to.offsets.push_back(offset_of({text, size}));
  if (depth == 3 && task->idx == 1) {
    to.bytes.append(text, size);
    to.ends.push_back(to.bytes.size());
  }
  return &to;
}
void* take_array(const redisReadTask* task, int) { return &collected(task); }
void* take_integer(const redisReadTask* task, long long) { return &collected(task); }
void* take_nil(const redisReadTask* task) { return &collected(task); }
void drop(void*) {}

redisReplyObjectFunctions collecting{take_text, take_array, take_integer, take_nil, drop};

}  // namespace

RedisReader::RedisReader(const RedisLogOptions& options, int partition)
    : options_(options), stream_{.name = options.name, .partition = partition} {}

LogStatus RedisReader::read(LogOffset from, std::int64_t max_records) {
  records_.clear();
  begin_ = next_ = from;
  try {
    if (connection_ == nullptr) {
      connection_ = std::make_unique<RedisConnection>(options_.address, options_.timeout);
    }
    fetch(from, std::clamp<std::int64_t>(max_records, 1, kMostRecords));
    return collected_.offsets.empty() ? explain_nothing(from) : take(from);
  } catch (const RedisLost& lost) {
    connection_.reset();
    trouble_ = lost.what();
    return LogStatus::busy;
  }
}

void RedisReader::fetch(LogOffset from, std::int64_t max_records) {
  collected_.bytes.clear();
  collected_.ends.clear();
  collected_.offsets.clear();
  collected_.error.clear();
  std::string command;
  encode_command(command, {"XRANGE", stream_.key(), stream_id(from), "+", "COUNT",
                           std::to_string(max_records)});
  connection_->send(command);
  redisReader* parser = connection_->context()->reader;
  redisReplyObjectFunctions* usual = parser->fn;
  parser->fn = &collecting;
  parser->privdata = &collected_;
  void* reply = nullptr;
  const int status = redisGetReply(connection_->context(), &reply);
  parser->fn = usual;
  if (status != REDIS_OK) connection_->fail(connection_->context()->errstr);
  if (!collected_.error.empty()) connection_->fail(collected_.error);
}

// Records up to the first gap between them; a gap before them is skipped unless retention made it.
LogStatus RedisReader::take(LogOffset from) {
  const std::size_t count = collected_.offsets.size();
  if (count != collected_.ends.size()) connection_->fail("the stream holds other fields than ours");
  begin_ = collected_.offsets[0];
  if (begin_ != from && from < ask_range(*connection_, stream_).begin) {
    begin_ = from;
    return LogStatus::out_of_range;
  }
  std::size_t at = 0;
  next_ = begin_;
  for (std::size_t k = 0; k < count && collected_.offsets[k] == next_; ++k) {
    const std::string_view value(collected_.bytes.data() + at, collected_.ends[k] - at);
    at = collected_.ends[k];
    if (value.size() < kHeadBytes) {
      trouble_ = stream_.key() + ": the entry " + stream_id(next_) + " is shorter than a record";
      if (k > 0) break;
      return LogStatus::damaged;
    }
    LogRecord record = get_prefixed(value);
    record.key = get_number(record.payload.data());
    record.payload.remove_prefix(kRecordKeyBytes);
    records_.push_back(record);
    ++next_;
  }
  return LogStatus::ok;
}

LogStatus RedisReader::explain_nothing(LogOffset from) {
  const OffsetRange range = ask_range(*connection_, stream_);
  return from < range.begin || from > range.end ? LogStatus::out_of_range : LogStatus::ok;
}

}  // namespace uslkit
