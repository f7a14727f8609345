#include "pipeline/log/kafka_reader.h"

#include <algorithm>

#include "pipeline/log/record_prefix.h"

namespace uslkit {
namespace {

constexpr std::int64_t kMostRecords = 10'000;  // of one read
constexpr int kMomentMs = 1;                   // to wait at the end of the partition

KafkaSettings reader_settings(const KafkaLogOptions& options) {
  KafkaSettings settings(options.servers);
  settings.set("enable.partition.eof", "true")
      .set("auto.offset.reset", "error")  // an offset out of range is the caller's to know
      .set("check.crcs", "true")
      .set("fetch.wait.max.ms", "50")
      .set("fetch.error.backoff.ms", "50")
      .set("queued.max.messages.kbytes", std::to_string(options.read_bytes.count >> 10));
  return settings;
}

}  // namespace

KafkaReader::KafkaReader(const KafkaLogOptions& options, int partition)
    : topic_name_(options.topic),
      partition_(partition),
      timeout_ms_(in_milliseconds(options.timeout)),
      client_(RD_KAFKA_CONSUMER, reader_settings(options)),
      topic_(open_topic(client_, options.topic)) {}

KafkaReader::~KafkaReader() {
  stop();
  topic_.reset();
}

LogStatus KafkaReader::read(LogOffset from, std::int64_t max_records) {
  release();
  if (!is_started_ || from != next_) start(from);
  begin_ = next_ = from;
  const auto count =
      static_cast<std::size_t>(std::clamp<std::int64_t>(max_records, 1, kMostRecords));
  if (messages_.empty()) {
    const LogStatus status = wait_for_first();
    if (status != LogStatus::ok || messages_.empty()) return status;
  }
  take_more(count);
  used_ = std::min(count, messages_.size());
  return make_records();
}

void KafkaReader::release() {
  for (std::size_t k = 0; k < used_; ++k) rd_kafka_message_destroy(messages_[k]);
  messages_.erase(messages_.begin(), messages_.begin() + static_cast<std::ptrdiff_t>(used_));
  used_ = 0;
  records_.clear();
}

void KafkaReader::stop() {
  used_ = messages_.size();
  release();
  if (is_started_) rd_kafka_consume_stop(topic_.get(), partition_);
  is_started_ = false;
}

void KafkaReader::start(LogOffset from) {
  stop();
  is_at_end_ = false;
  is_started_ = rd_kafka_consume_start(topic_.get(), partition_, from) == 0;
  if (!is_started_) trouble_ = rd_kafka_err2str(rd_kafka_last_error());
}

// Ok and no message: the partition's end.
LogStatus KafkaReader::wait_for_first() {
  if (!is_started_) return LogStatus::busy;
  rd_kafka_message_t* message =
      rd_kafka_consume(topic_.get(), partition_, is_at_end_ ? kMomentMs : timeout_ms_);
  if (message == nullptr) {
    if (!is_at_end_) trouble_ = "no answer from the brokers of " + topic_name_;
    return is_at_end_ ? LogStatus::ok : LogStatus::busy;
  }
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    messages_.push_back(message);
    return LogStatus::ok;
  }
  const LogStatus status = status_of(*message);
  rd_kafka_message_destroy(message);
  if (status != LogStatus::ok) stop();
  return status;
}

LogStatus KafkaReader::status_of(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    is_at_end_ = true;
    return LogStatus::ok;
  }
  trouble_ = topic_name_ + ", partition " + std::to_string(partition_) + ", from offset " +
             std::to_string(next_) + ": " + rd_kafka_message_errstr(&message);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return LogStatus::out_of_range;
    case RD_KAFKA_RESP_ERR__BAD_MSG:
      return LogStatus::damaged;
    default:
      return LogStatus::busy;
  }
}

// What has been fetched already. An error among it is met again by the next read.
void KafkaReader::take_more(std::size_t max_records) {
  const std::size_t have = messages_.size();
  if (have >= max_records) return;
  messages_.resize(max_records);
  const ssize_t got = rd_kafka_consume_batch(topic_.get(), partition_, 0, messages_.data() + have,
                                             max_records - have);
  messages_.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  const auto bad = std::find_if(messages_.begin(), messages_.end(), [](const auto* message) {
    return message->err != RD_KAFKA_RESP_ERR_NO_ERROR;
  });
  const bool is_end = bad != messages_.end() && std::next(bad) == messages_.end() &&
                      (*bad)->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
  std::for_each(bad, messages_.end(), rd_kafka_message_destroy);
  const bool is_broken = bad != messages_.end() && !is_end;
  messages_.erase(bad, messages_.end());
  if (is_broken) {
    // The next read starts anew behind what is good.
    rd_kafka_consume_stop(topic_.get(), partition_);
    is_started_ = false;
  }
}

LogStatus KafkaReader::make_records() {
  begin_ = next_ = messages_[0]->offset;
  for (std::size_t k = 0; k < used_; ++k) {
    const rd_kafka_message_t& message = *messages_[k];
    if (message.offset != next_) {
      used_ = k;  // a gap: the next read begins behind it
      return LogStatus::ok;
    }
    if (message.len < kRecordPrefixBytes || message.key_len != kRecordKeyBytes) {
      trouble_ = topic_name_ + ", partition " + std::to_string(partition_) + ", offset " +
                 std::to_string(next_) + ": a message that is not of this program";
      used_ = std::max<std::size_t>(k, 1);
      return k > 0 ? LogStatus::ok : LogStatus::damaged;
    }
    LogRecord record = get_prefixed({static_cast<const char*>(message.payload), message.len});
    record.key = get_number(static_cast<const char*>(message.key));
    records_.push_back(record);
    ++next_;
  }
  is_at_end_ = is_at_known_end();
  return LogStatus::ok;
}

// By the end that came with the last fetch: better than to wait for an empty one.
bool KafkaReader::is_at_known_end() const {
  std::int64_t low = 0;
  std::int64_t high = 0;
  return messages_.size() == used_ &&
         rd_kafka_get_watermark_offsets(client_.get(), topic_name_.c_str(), partition_, &low,
                                        &high) == RD_KAFKA_RESP_ERR_NO_ERROR &&
         high >= 0 && next_ >= high;
}

}  // namespace uslkit
