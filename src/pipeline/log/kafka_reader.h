// KafkaReader: reads one partition of a topic from a given offset on, with a consumer of its own.
//
// Partitions are assigned by uslkit, not by Kafka's group protocol: a reader consumes exactly what
// it is told to. Records point into librdkafka's messages, which live until the next read. At the
// end of the partition a read waits a moment for news and then returns nothing; a broker that is
// away looks the same from there. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "pipeline/log/kafka_client.h"
#include "pipeline/log/kafka_log_options.h"

namespace uslkit {

class KafkaReader final : public LogReader {
 public:
  // Throws KafkaError where librdkafka refuses the settings.
  KafkaReader(const KafkaLogOptions& options, int partition);
  ~KafkaReader() override;

  // busy: no answer yet (explain() says why); the next call tries again.
  [[nodiscard]] LogStatus read(LogOffset from, std::int64_t max_records) override;
  [[nodiscard]] std::span<const LogRecord> records() const override { return records_; }
  [[nodiscard]] LogOffset begin() const override { return begin_; }
  [[nodiscard]] LogOffset next() const override { return next_; }
  [[nodiscard]] std::string explain() const override { return trouble_; }

 private:
  void release();
  void start(LogOffset from);
  void stop();
  [[nodiscard]] LogStatus wait_for_first();
  void take_more(std::size_t max_records);
  [[nodiscard]] LogStatus status_of(const rd_kafka_message_t& message);
  [[nodiscard]] LogStatus make_records();
  [[nodiscard]] bool is_at_known_end() const;

  const std::string topic_name_;
  const int partition_;
  const int timeout_ms_;
  KafkaClient client_;
  KafkaTopic topic_;
  bool is_started_ = false;
  bool is_at_end_ = false;
  std::vector<rd_kafka_message_t*> messages_;  // the first used_ are records_, the rest comes next
  std::size_t used_ = 0;
  std::vector<LogRecord> records_;
  LogOffset begin_ = 0;
  LogOffset next_ = 0;
  std::string trouble_;
};

}  // namespace uslkit
