#include "pipeline/log/kafka_log.h"

#include "base/check.h"
#include "base/input_error.h"
#include "pipeline/log/append_waiter.h"
#include "pipeline/log/kafka_reader.h"
#include "pipeline/log/record_prefix.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostPayloadBytes = 999'000;  // a broker's default limit is 1 MiB a message
constexpr int kPollMs = 50;
constexpr int kMostPartitions = 4096;
constexpr Duration kRefresh = std::chrono::milliseconds(250);

void demand(bool holds, const char* option, const std::string& found, const char* allowed) {
  if (holds) return;
  throw InputError({.place = {.source = option}, .found = found, .allowed = allowed});
}

void refuse_level(const KafkaLogOptions& options, const PreparedTopic& given) {
  if (given.level >= options.strongest) return;
  throw InputError(
      {.place = {.source = "kafka " + options.servers},
       .found = "the topic " + uslkit::quoted(options.topic) + " with " + given.settings,
       .allowed = "flush.messages 1, for the level fsync",
       .hint = "set it on the topic, or ask for the level os: the leader's page cache "
               "and its replicas"});
}

}  // namespace

void KafkaLogOptions::check() const {
  demand(!servers.empty(), "servers", "nothing", "host:port[,host:port]");
  demand(!topic.empty(), "topic", "nothing", "the name of a topic");
  demand(partitions >= 1 && partitions <= kMostPartitions, "partitions", std::to_string(partitions),
         "a number from 1 to 4096");
  demand(replication >= 1, "replication", std::to_string(replication), "at least 1");
}

KafkaLog::KafkaLog(KafkaLogOptions options)
    : options_(std::move(options)), topic_(nullptr, &rd_kafka_topic_destroy) {
  options_.check();
  for (int p = 0; p < options_.partitions; ++p) {
    partitions_.push_back(std::make_unique<Partition>());
  }
  try {
    KafkaSettings settings(options_.servers);
    settings.set("enable.idempotence", "true")
        .set("linger.ms", "0")
        .set("queue.buffering.max.messages", "10000000")
        .set("queue.buffering.max.kbytes", "2097151")
        .set("message.timeout.ms", std::to_string(in_milliseconds(options_.append_timeout)));
    rd_kafka_conf_set_dr_msg_cb(settings.get(), &KafkaLog::on_delivery);
    producer_ = std::make_unique<KafkaClient>(RD_KAFKA_PRODUCER, std::move(settings));
    given_ = prepare_topic(*producer_, options_);
    topic_ = open_topic(*producer_, options_.topic);
  } catch (const KafkaError& error) {
    throw InputError({.place = {.source = "kafka " + options_.servers},
                      .found = error.what(),
                      .allowed = "brokers that answer and let the topic " +
                                 uslkit::quoted(options_.topic) + " be used",
                      .hint = "are they running, and is the address right?"});
  }
  refuse_level(options_, given_);
  known_ = std::make_unique<KnownOffsets>(options_.partitions, kRefresh,
                                          [this](int partition) { return ask_offsets(partition); });
  poller_ = std::thread([this] {
    while (!ending_) rd_kafka_poll(producer_->get(), kPollMs);
  });
}

KafkaLog::~KafkaLog() {
  (void)close();
  ending_ = true;
  poller_.join();
}

LogStatus KafkaLog::refusal(int partition, std::span<const LogRecord> records,
                            AckLevel level) const {
  USLKIT_CHECK(partition >= 0);
  USLKIT_CHECK(partition < options_.partitions);
  if (closed_) return LogStatus::closed;
  if (level > given_.level) return LogStatus::not_supported;
  if (partitions_[static_cast<std::size_t>(partition)]->stopped) return LogStatus::stopped;
  std::int64_t bytes = 0;
  for (const LogRecord& record : records) {
    if (record.payload.size() > kMostPayloadBytes) return LogStatus::too_large;
    bytes += std::ssize(record.payload);
  }
  if (bytes > options_.max_batch_bytes.count) return LogStatus::too_large;
  return waiting_bytes_ > options_.max_waiting_bytes.count ? LogStatus::busy : LogStatus::ok;
}

AppendResult KafkaLog::append(int partition, std::span<const LogRecord> records, AckLevel level,
                              AckCallback done) {
  AppendResult result{
      .status = refusal(partition, records, level), .level = level, .partition = partition};
  if (result.status != LogStatus::ok) return result;
  if (records.empty()) {
    if (done.call != nullptr) done.call(done.context, result);
    return result;
  }
  auto pending = std::make_unique<Pending>(
      Pending{.log = this,
              .result = {.level = level, .partition = partition, .first = -1},
              .done = done,
              .open = std::ssize(records)});
  {
    const std::lock_guard lock(mutex_);
    ++waiting_;
  }
  Partition& to = *partitions_[static_cast<std::size_t>(partition)];
  const std::lock_guard lock(to.mutex);
  encode(to, records, pending.get());
  waiting_bytes_ += pending->bytes;
  static_cast<void>(pending.release());  // on_delivery() deletes it, by the messages' void*
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks)
  const int count = static_cast<int>(records.size());
  const int taken = rd_kafka_produce_batch(topic_.get(), partition, RD_KAFKA_MSG_F_COPY,
                                           to.messages.data(), count);
  if (taken == count) return result;
  // Our own limits are below the producer's, so this is a fatal error of it. What it took is
  // answered by on_delivery; what it did not take is answered here.
  for (const rd_kafka_message_t& message : to.messages) {
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) on_delivery(nullptr, &message, nullptr);
  }
  return result;
}

void KafkaLog::encode(Partition& partition, std::span<const LogRecord> records,
                      Pending* pending) const {
  std::size_t size = 0;
  for (const LogRecord& record : records) {
    size += kRecordKeyBytes + kRecordPrefixBytes + record.payload.size();
  }
  pending->bytes = static_cast<std::int64_t>(size);
  partition.bytes.resize(size);
  partition.messages.assign(records.size(), {});
  char* at = partition.bytes.data();
  for (std::size_t k = 0; k < records.size(); ++k) {
    const LogRecord& record = records[k];
    rd_kafka_message_t& message = partition.messages[k];
    put_number(at, record.key);
    message.key = at;
    message.key_len = kRecordKeyBytes;
    at += kRecordKeyBytes;
    put_prefix(at, record);
    message.payload = at;
    message.len = kRecordPrefixBytes + record.payload.size();
    at += kRecordPrefixBytes;
    record.payload.copy(at, record.payload.size());
    at += record.payload.size();
    message._private = pending;
  }
}

void KafkaLog::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto* pending = static_cast<Pending*>(message->_private);
  KafkaLog& log = *pending->log;
  // Ingress threads come here too when the producer refuses, hence the lock.
  bool is_last = false;
  {
    const std::lock_guard lock(log.mutex_);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      pending->result.status = LogStatus::stopped;
      log.fail(pending->result.partition, rd_kafka_err2str(message->err));
    } else {
      if (pending->result.first < 0) pending->result.first = message->offset;
      pending->result.end = message->offset + 1;
    }
    is_last = --pending->open == 0;
  }
  if (is_last) log.known_->extend(pending->result.partition, pending->result.end);
  if (is_last) log.answer(pending);
}

void KafkaLog::fail(int partition, const char* why) {
  partitions_[static_cast<std::size_t>(partition)]->stopped = true;
  trouble_ = options_.topic + ", partition " + std::to_string(partition) + ": " + why;
}

void KafkaLog::answer(Pending* pending) {
  if (pending->done.call != nullptr) pending->done.call(pending->done.context, pending->result);
  waiting_bytes_ -= pending->bytes;
  delete pending;
  const std::lock_guard lock(mutex_);
  if (--waiting_ == 0) answered_.notify_all();
}

AppendResult KafkaLog::append_and_wait(int partition, std::span<const LogRecord> records,
                                       AckLevel level) {
  AppendWaiter waiter;
  const AppendResult accepted = append(partition, records, level, waiter.callback());
  return accepted.status == LogStatus::ok ? waiter.result() : accepted;
}

std::optional<OffsetRange> KafkaLog::ask_offsets(int partition) const {
  OffsetRange range;
  const rd_kafka_resp_err_t error =
      rd_kafka_query_watermark_offsets(producer_->get(), options_.topic.c_str(), partition,
                                       &range.begin, &range.end, in_milliseconds(options_.timeout));
  return error == RD_KAFKA_RESP_ERR_NO_ERROR ? std::optional(range) : std::nullopt;
}

OffsetRange KafkaLog::offsets(int partition) const {
  const std::optional<OffsetRange> range = ask_offsets(partition);
  return range ? known_->learn(partition, *range) : known_->of(partition);
}

std::unique_ptr<LogReader> KafkaLog::reader(int partition) {
  return std::make_unique<KafkaReader>(options_, partition);
}

void KafkaLog::wait_until_answered() {
  std::unique_lock lock(mutex_);
  answered_.wait(lock, [this] { return waiting_ == 0; });
}

LogStatus KafkaLog::flush() {
  wait_until_answered();
  for (const auto& partition : partitions_) {
    if (partition->stopped) return LogStatus::stopped;
  }
  return given_.level == AckLevel::fsync ? LogStatus::ok : LogStatus::not_supported;
}

LogStatus KafkaLog::close() {
  closed_ = true;
  const LogStatus status = flush();
  return status == LogStatus::not_supported ? LogStatus::ok : status;
}

LogStatus KafkaLog::resume_at(int partition, LogOffset offset) {
  return offsets(partition).end >= offset ? LogStatus::ok : LogStatus::out_of_range;
}

KafkaClient& KafkaLog::group_client(std::string_view group) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<KafkaClient>& client = groups_[std::string(group)];
  if (client == nullptr) {
    KafkaSettings settings(options_.servers);
    settings.set("group.id", std::string(group)).set("enable.auto.commit", "false");
    client = std::make_unique<KafkaClient>(RD_KAFKA_CONSUMER, std::move(settings));
  }
  return *client;
}

LogStatus KafkaLog::commit_offset(std::string_view group, int partition, LogOffset next) {
  const KafkaPartitions list = one_partition(options_.topic, partition, next);
  const rd_kafka_resp_err_t error = rd_kafka_commit(group_client(group).get(), list.get(), 0);
  return error == RD_KAFKA_RESP_ERR_NO_ERROR ? LogStatus::ok : LogStatus::busy;
}

LogStatus KafkaLog::fetch_offset(std::string_view group, int partition, LogOffset& next) {
  const KafkaPartitions list = one_partition(options_.topic, partition, RD_KAFKA_OFFSET_INVALID);
  const rd_kafka_resp_err_t error =
      rd_kafka_committed(group_client(group).get(), list.get(), in_milliseconds(options_.timeout));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return LogStatus::busy;
  next = std::max<LogOffset>(list->elems[0].offset, 0);  // none yet is a negative number
  return LogStatus::ok;
}

std::string KafkaLog::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

}  // namespace uslkit
