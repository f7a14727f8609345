#include "pipeline/log/redis_log.h"

#include <charconv>

#include "base/check.h"
#include "base/input_error.h"
#include "pipeline/log/append_waiter.h"
#include "pipeline/log/redis_reader.h"

namespace uslkit {
namespace {

constexpr int kMostPartitions = 4096;
constexpr Duration kRefresh = std::chrono::milliseconds(250);

void demand(bool holds, const char* option, const std::string& found, const char* allowed) {
  if (holds) return;
  throw InputError({.place = {.source = option}, .found = found, .allowed = allowed});
}

const char* setting_for(AckLevel level) {
  return level == AckLevel::fsync
             ? "appendonly yes, appendfsync always and no-appendfsync-on-rewrite no"
             : "appendonly yes";
}

std::string offset_field(std::string_view group, int partition) {
  return std::to_string(partition) + " " + std::string(group);
}

}  // namespace

void RedisLogOptions::check() const {
  demand(!name.empty(), "name", "nothing", "the name that the log's keys begin with");
  demand(!address.host.empty(), "host", "nothing", "a host name or address");
  demand(address.port > 0 && address.port < 65536, "port", std::to_string(address.port),
         "a number from 1 to 65535");
  demand(partitions >= 1 && partitions <= kMostPartitions, "partitions", std::to_string(partitions),
         "a number from 1 to 4096");
  demand(max_waiting >= 1, "max_waiting", std::to_string(max_waiting), "at least 1");
  demand(!retention_records || *retention_records >= 1, "retention_records",
         std::to_string(retention_records.value_or(0)), "at least 1");
}

RedisLog::RedisLog(RedisLogOptions options) : options_(std::move(options)) {
  options_.check();
  try {
    connection_ = std::make_unique<RedisConnection>(options_.address, options_.timeout);
    check_server();
    check_layout();
  } catch (const RedisLost& lost) {
    throw InputError({.place = {.source = "redis " + options_.address.text()},
                      .found = lost.what(),
                      .allowed = "a Redis server, 7.0 or later, that may be written to",
                      .hint = "is it running, and is the address right?"});
  }
  known_ = std::make_unique<KnownOffsets>(options_.partitions, kRefresh,
                                          [this](int partition) { return ask_offsets(partition); });
  for (int p = 0; p < options_.partitions; ++p) {
    writers_.push_back(std::make_unique<RedisWriter>(options_, p, given_.level, *known_));
  }
}

RedisLog::~RedisLog() { (void)close(); }

void RedisLog::check_server() {
  given_ = ask_durability(*connection_);
  const std::string place = "redis " + options_.address.text();
  if (given_.level < options_.strongest) {
    throw InputError(
        {.place = {.source = place},
         .found = "the settings " + given_.settings,
         .allowed = std::string(setting_for(options_.strongest)) + ", for the level " +
                    std::string(name_of(options_.strongest)),
         .hint = "set it on the server (CONFIG SET, redis.conf) or ask for the level " +
                 std::string(name_of(given_.level))});
  }
  const std::string eviction = ask_eviction(*connection_);
  if (eviction.empty()) return;
  throw InputError({.place = {.source = place},
                    .found = "the setting " + eviction,
                    .allowed = "maxmemory-policy noeviction or volatile-*",
                    .hint = "a full server would throw the log away"});
}

void RedisLog::check_layout() {
  const RedisStream stream{.name = options_.name};
  const std::string wanted = std::to_string(options_.partitions);
  (void)connection_->call({"SETNX", stream.layout(), wanted});
  const RedisReply found = connection_->call({"GET", stream.layout()});
  if (found.text() == wanted) return;
  throw InputError({.place = {.source = "redis " + options_.address.text()},
                    .found = "the log " + uslkit::quoted(options_.name) + " with " +
                             without_controls(found.text()) + " partitions",
                    .allowed = wanted + " partitions",
                    .hint = "open the log with the number of partitions it was made with"});
}

RedisWriter& RedisLog::at(int partition) const {
  USLKIT_CHECK(partition >= 0);
  USLKIT_CHECK(partition < options_.partitions);
  return *writers_[static_cast<std::size_t>(partition)];
}

AppendResult RedisLog::append(int partition, std::span<const LogRecord> records, AckLevel level,
                              AckCallback done) {
  return at(partition).append(records, level, done);
}

AppendResult RedisLog::append_and_wait(int partition, std::span<const LogRecord> records,
                                       AckLevel level) {
  AppendWaiter waiter;
  const AppendResult accepted = at(partition).append(records, level, waiter.callback());
  return accepted.status == LogStatus::ok ? waiter.result() : accepted;
}

template <typename Use>
LogStatus RedisLog::with_connection(const Use& use) const {
  const std::lock_guard lock(mutex_);
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      if (connection_ == nullptr) {
        connection_ = std::make_unique<RedisConnection>(options_.address, options_.timeout);
      }
      use(*connection_);
      return LogStatus::ok;
    } catch (const RedisLost&) {
      connection_.reset();
    }
  }
  return LogStatus::busy;
}

std::optional<OffsetRange> RedisLog::ask_offsets(int partition) const {
  OffsetRange range;
  const LogStatus status = with_connection([&](RedisConnection& connection) {
    range = ask_range(connection, {.name = options_.name, .partition = partition});
  });
  return status == LogStatus::ok ? std::optional(range) : std::nullopt;
}

OffsetRange RedisLog::offsets(int partition) const {
  const std::optional<OffsetRange> range = ask_offsets(partition);
  return range ? known_->learn(partition, *range) : known_->of(partition);
}

std::unique_ptr<LogReader> RedisLog::reader(int partition) {
  (void)at(partition);
  return std::make_unique<RedisReader>(options_, partition);
}

LogStatus RedisLog::flush() {
  LogStatus status = given_.level == AckLevel::fsync ? LogStatus::ok : LogStatus::not_supported;
  for (const auto& writer : writers_) {
    const LogStatus one = writer->flush();
    if (one != LogStatus::ok) status = one;
  }
  return status;
}

LogStatus RedisLog::close() {
  LogStatus status = LogStatus::ok;
  for (const auto& writer : writers_) {
    const LogStatus one = writer->close();
    if (one != LogStatus::ok) status = one;
  }
  return status;
}

LogStatus RedisLog::resume_at(int partition, LogOffset offset) {
  return at(partition).resume_at(offset);
}

LogStatus RedisLog::commit_offset(std::string_view group, int partition, LogOffset next) {
  const RedisStream stream{.name = options_.name};
  return with_connection([&](RedisConnection& connection) {
    (void)connection.call(
        {"HSET", stream.offsets(), offset_field(group, partition), std::to_string(next)});
  });
}

LogStatus RedisLog::fetch_offset(std::string_view group, int partition, LogOffset& next) {
  const RedisStream stream{.name = options_.name};
  return with_connection([&](RedisConnection& connection) {
    const RedisReply found =
        connection.call({"HGET", stream.offsets(), offset_field(group, partition)});
    next = 0;
    if (found.is_nil()) return;
    const std::string_view text = found.text();
    (void)std::from_chars(text.data(), text.data() + text.size(), next);
  });
}

std::string RedisLog::trouble() const {
  for (const auto& writer : writers_) {
    const std::string one = writer->trouble();
    if (!one.empty()) return one;
  }
  return {};
}

}  // namespace uslkit
