// KafkaLog: the Log in a topic of Apache Kafka, through librdkafka.
//
// Purpose: a log that several machines share and that outlives any of them.
// Life cycle: the constructor makes the topic or checks it; close() or the destructor delivers
// what is under way.
// Thread safety: as Log says. One idempotent producer for all partitions and levels, one thread
// that takes its acknowledgements; a consumer per reader.
// Invariants: those of Log except two, which Kafka does not have.
//   2: a batch may become visible in parts (it travels in as many requests as it needs).
//   5: offsets are the broker's. resume_at() beyond the end is out_of_range: the topic lost records
//      that consumers have seen, and whoever operates it must decide.
// Every level is sent with acks=all and acknowledged by the leader: docs/pipeline-kafka-redis.md.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/log/kafka_client.h"
#include "pipeline/log/kafka_log_options.h"
#include "pipeline/log/kafka_topic.h"
#include "pipeline/log/known_offsets.h"

namespace uslkit {

class KafkaLog final : public Log {
 public:
  // Throws InputError for options out of range, brokers that do not answer, a topic with another
  // number of partitions or one that cannot give `strongest`.
  explicit KafkaLog(KafkaLogOptions options);
  ~KafkaLog() override;

  [[nodiscard]] int partitions() const override { return options_.partitions; }
  AppendResult append(int partition, std::span<const LogRecord> records, AckLevel level,
                      AckCallback done) override;
  AppendResult append_and_wait(int partition, std::span<const LogRecord> records,
                               AckLevel level) override;
  // Asks the broker. While it is away: what was last known.
  [[nodiscard]] OffsetRange offsets(int partition) const override;
  [[nodiscard]] OffsetRange known_offsets(int partition) const override {
    return known_->of(partition);
  }
  [[nodiscard]] std::unique_ptr<LogReader> reader(int partition) override;
  // not_supported, after all answers are there, where the broker does not sync before it answers.
  LogStatus flush() override;
  LogStatus close() override;
  LogStatus resume_at(int partition, LogOffset offset) override;
  LogStatus commit_offset(std::string_view group, int partition, LogOffset next) override;
  LogStatus fetch_offset(std::string_view group, int partition, LogOffset& next) override;

  [[nodiscard]] AckLevel strongest_level() const { return given_.level; }
  [[nodiscard]] std::string trouble() const;  // why an append failed; empty: none did

 private:
  struct Pending {
    KafkaLog* log = nullptr;
    AppendResult result{};
    AckCallback done{};
    std::int64_t open = 0;  // records without an answer
    std::int64_t bytes = 0;
  };
  // One partition's appends go to the producer one after the other, so that batches do not mix.
  struct Partition {
    std::mutex mutex;
    std::vector<char> bytes;
    std::vector<rd_kafka_message_t> messages;
    std::atomic<bool> stopped{false};
  };

  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*);
  [[nodiscard]] LogStatus refusal(int partition, std::span<const LogRecord> records,
                                  AckLevel level) const;
  void encode(Partition& partition, std::span<const LogRecord> records, Pending* pending) const;
  void answer(Pending* pending);
  void fail(int partition, const char* why);
  void wait_until_answered();
  [[nodiscard]] std::optional<OffsetRange> ask_offsets(int partition) const;
  [[nodiscard]] KafkaClient& group_client(std::string_view group);

  KafkaLogOptions options_;
  std::unique_ptr<KafkaClient> producer_;
  KafkaTopic topic_;
  PreparedTopic given_;
  std::vector<std::unique_ptr<Partition>> partitions_;

  std::atomic<bool> closed_{false};
  std::atomic<bool> ending_{false};
  std::atomic<std::int64_t> waiting_bytes_{0};
  mutable std::mutex mutex_;  // of the rest
  std::condition_variable answered_;
  std::int64_t waiting_ = 0;  // appends without an answer
  std::string trouble_;
  std::map<std::string, std::unique_ptr<KafkaClient>, std::less<>> groups_;

  std::unique_ptr<KnownOffsets> known_;

  std::thread poller_;  // last: it uses all of the above
};

}  // namespace uslkit
