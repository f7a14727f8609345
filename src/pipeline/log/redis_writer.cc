#include "pipeline/log/redis_writer.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "pipeline/log/record_prefix.h"

namespace uslkit {
namespace {

// KEYS stream, owners; ARGV epoch, partition, offset of the first record, records to keep or 0,
// records. Only the first XADD can be refused (an id that is not above all others), before anything
// was changed.
constexpr const char* kScript = R"(
if redis.call('HGET', KEYS[2], ARGV[2]) ~= ARGV[1] then
  return redis.error_reply('FENCED by a later writer')
end
local before = tonumber(ARGV[3]) - 4
for k = 5, #ARGV do
  redis.call('XADD', KEYS[1], string.format('0-%.0f', before + k), 'r', ARGV[k])
end
if ARGV[4] ~= '0' then redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', ARGV[4]) end
return 1)";

constexpr std::size_t kFixedWords = 9;  // EVALSHA digest 2 stream owners epoch partition first keep
constexpr std::size_t kRoundBatches = 256;
constexpr std::size_t kRoundBytes = 1 << 20;
constexpr auto kPause = std::chrono::milliseconds(50);

bool begins(const RedisReply& reply, std::string_view with) {
  return reply.text().starts_with(with);
}

}  // namespace

RedisWriter::RedisWriter(const RedisLogOptions& options, int partition, AckLevel given,
                         KnownOffsets& known)
    : options_(options),
      stream_{.name = options.name, .partition = partition},
      given_(given),
      known_(known),
      thread_([this] { run(); }) {}

RedisWriter::~RedisWriter() {
  (void)close();
  if (thread_.joinable()) thread_.join();
}

// ---- Callers. ----

AppendResult RedisWriter::append(std::span<const LogRecord> records, AckLevel level,
                                 AckCallback done) {
  AppendResult result{.level = level, .partition = stream_.partition};
  const auto refused = [&result](LogStatus status) {
    result.status = status;
    return result;
  };
  if (level > given_) return refused(LogStatus::not_supported);
  const std::lock_guard lock(mutex_);
  if (closed_) return refused(LogStatus::closed);
  if (stopped_) return refused(LogStatus::stopped);
  if (waiting_ >= options_.max_waiting || waiting_bytes_ >= options_.max_waiting_bytes.count) {
    return refused(LogStatus::busy);
  }
  if (epoch_.empty()) {
    const LogStatus status = claim();
    if (status != LogStatus::ok) return refused(status);
  }
  std::string command = encode(records);
  if (std::ssize(command) > options_.max_batch_bytes.count) return refused(LogStatus::too_large);
  result.first = next_;
  result.end = next_ + std::ssize(records);
  if (records.empty() || level == AckLevel::none) {
    if (done.call != nullptr) done.call(done.context, result);
    done = {};
  }
  if (records.empty()) return result;
  next_ = result.end;
  ++waiting_;
  waiting_bytes_ += std::ssize(command);
  queue_.push_back({.result = result, .done = done, .command = std::move(command)});
  wake_.notify_one();
  return result;
}

LogStatus RedisWriter::claim() {
  try {
    connect();
    epoch_ = std::to_string(
        connection_->call({"HINCRBY", stream_.owners(), std::to_string(stream_.partition), "1"})
            .integer());
    const OffsetRange range = ask_range(*connection_, stream_);
    (void)known_.learn(stream_.partition, range);
    next_ = range.end;
    return LogStatus::ok;
  } catch (const RedisLost& lost) {
    trouble_ = lost.what();
    epoch_.clear();
    connection_.reset();
    return LogStatus::busy;
  }
}

std::string RedisWriter::encode(std::span<const LogRecord> records) const {
  std::size_t bytes = 256 + stream_.key().size() + stream_.owners().size();
  for (const LogRecord& record : records) bytes += record.payload.size() + 48;
  std::string command;
  command.reserve(bytes);
  encode_count(command, kFixedWords + records.size());
  for (const std::string_view word :
       {std::string_view("EVALSHA"), std::string_view(script_), std::string_view("2")}) {
    encode_word(command, word);
  }
  encode_word(command, stream_.key());
  encode_word(command, stream_.owners());
  encode_word(command, epoch_);
  encode_word(command, std::to_string(stream_.partition));
  encode_word(command, std::to_string(next_));
  encode_word(command, std::to_string(options_.retention_records.value_or(0)));
  for (const LogRecord& record : records) {
    char prefix[kRecordPrefixBytes + kRecordKeyBytes];
    put_prefix(prefix, record);
    put_number(prefix + kRecordPrefixBytes, record.key);
    command += '$';
    command += std::to_string(sizeof prefix + record.payload.size());
    command += "\r\n";
    command.append(prefix, sizeof prefix);
    command += record.payload;
    command += "\r\n";
  }
  return command;
}

LogStatus RedisWriter::resume_at(LogOffset offset) {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return waiting_ == 0; });
  if (closed_) return LogStatus::closed;
  if (stopped_) return LogStatus::stopped;
  if (epoch_.empty()) {
    const LogStatus status = claim();
    if (status != LogStatus::ok) return status;
  }
  if (next_ >= offset) return LogStatus::ok;
  try {
    if (connection_ == nullptr) connect();
    set_stream_end(offset);
    next_ = offset;
    known_.extend(stream_.partition, next_);
    return LogStatus::ok;
  } catch (const RedisLost& lost) {
    trouble_ = lost.what();
    connection_.reset();
    return LogStatus::busy;
  }
}

void RedisWriter::set_stream_end(LogOffset offset) {
  if (ask_range(*connection_, stream_).end == 0) {
    // XSETID wants a stream; a group makes an empty one.
    (void)connection_->ask({"XGROUP", "CREATE", stream_.key(), "uslkit", "$", "MKSTREAM"});
    (void)connection_->call({"XGROUP", "DESTROY", stream_.key(), "uslkit"});
  }
  (void)connection_->call({"XSETID", stream_.key(), stream_id(offset - 1)});
}

LogStatus RedisWriter::flush() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return waiting_ == 0; });
  return stopped_ ? LogStatus::stopped : LogStatus::ok;
}

LogStatus RedisWriter::close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  wake_.notify_one();
  idle_.wait(lock, [this] { return waiting_ == 0; });
  return stopped_ ? LogStatus::stopped : LogStatus::ok;
}

std::string RedisWriter::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void RedisWriter::stop(std::string_view why) {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  trouble_ = why;
}

// ---- The writer thread. ----

void RedisWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    if (queue_.empty()) return;
    take_round();
    lock.unlock();
    deliver_round();
    lock.lock();
    waiting_ -= std::ssize(round_);
    for (const Pending& pending : round_) waiting_bytes_ -= std::ssize(pending.command);
    round_.clear();
    if (waiting_ == 0) idle_.notify_all();
  }
}

void RedisWriter::take_round() {
  std::size_t bytes = 0;
  while (!queue_.empty() && round_.size() < kRoundBatches && bytes < kRoundBytes) {
    bytes += queue_.front().command.size();
    round_.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
}

void RedisWriter::deliver_round() {
  std::size_t answered = 0;
  int failures = 0;
  while (answered < round_.size()) {
    try {
      if (connection_ == nullptr) {
        connect_again();
        answered = settle(answered);
      }
      for (std::size_t k = answered; k < round_.size(); ++k) connection_->send(round_[k].command);
      while (answered < round_.size()) {
        answer(round_[answered], status_of(connection_->receive()));
        ++answered;
        failures = 0;
      }
    } catch (const RedisLost& lost) {
      connection_.reset();
      if (pause(++failures)) continue;
      stop(lost.what());
      for (; answered < round_.size(); ++answered) answer(round_[answered], LogStatus::stopped);
    }
  }
}

void RedisWriter::connect() {
  connection_ = std::make_unique<RedisConnection>(options_.address, options_.timeout);
  const RedisReply digest = connection_->call({"SCRIPT", "LOAD", kScript});
  script_ = std::string(digest.text());
}

void RedisWriter::connect_again() {
  connect();
  const RedisDurability now = ask_durability(*connection_);
  if (now.level >= given_) return;
  connection_->fail("came back with weaker settings (" + now.settings + ")");
}

// Answers the batches of the round that are stored already, or can be no more; returns the first
// one that is to be sent again. From here on its outcome is open no longer: it is not stored, and
// if the old connection's bytes still arrive, one of the two is refused by its id.
std::size_t RedisWriter::settle(std::size_t from) {
  const OffsetRange range = ask_range(*connection_, stream_);
  for (; from < round_.size(); ++from) {
    const LogOffset first = round_[from].result.first;
    if (first >= range.end) break;
    const bool is_there = first < range.begin || is_stored(first);
    answer(round_[from], is_there ? LogStatus::ok : LogStatus::disk_full);
  }
  return from;
}

bool RedisWriter::is_stored(LogOffset offset) {
  const std::string id = stream_id(offset);
  return connection_->call({"XRANGE", stream_.key(), id, id}).raw()->elements > 0;
}

// Throws RedisLost where connecting again, and looking, is the right answer.
LogStatus RedisWriter::status_of(const RedisReply& reply) {
  if (!reply.is_error()) return LogStatus::ok;
  if (begins(reply, "OOM") || begins(reply, "MISCONF")) return LogStatus::disk_full;
  const bool is_sent_twice = reply.text().find("equal or smaller") != std::string_view::npos;
  if (is_sent_twice || begins(reply, "NOSCRIPT") || begins(reply, "LOADING") ||
      begins(reply, "BUSY")) {
    connection_->fail(reply.text());
  }
  stop(begins(reply, "FENCED") ? stream_.key() + ": another writer has taken the partition over"
                               : stream_.key() + ": " + std::string(reply.text()));
  return LogStatus::stopped;
}

void RedisWriter::answer(Pending& pending, LogStatus status) {
  pending.result.status = status;
  if (status == LogStatus::ok) known_.extend(stream_.partition, pending.result.end);
  if (pending.done.call != nullptr) pending.done.call(pending.done.context, pending.result);
}

// False when the server has been away for long enough.
bool RedisWriter::pause(int failures) {
  if (failures * kPause > options_.timeout) return false;
  std::condition_variable nobody;
  std::unique_lock lock(mutex_);
  (void)nobody.wait_for(lock, kPause, [] { return false; });
  return true;
}

}  // namespace uslkit
