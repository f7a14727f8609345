// KafkaLogOptions: which topic of which Kafka a log is, and what it may take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/units.h"
#include "pipeline/log/log.h"

namespace uslkit {

struct KafkaLogOptions {
  std::string servers{};              // host:port[,host:port]
  std::string topic{};                // made with the settings below if it is missing
  int partitions = 1;                 // of the topic, made or found
  int replication = 1;                // copies of a topic that is made here
  AckLevel strongest = AckLevel::os;  // that appends will ask for; refused if it cannot be had
  Bytes max_waiting_bytes{64 << 20};  // of all partitions, without an answer; above it: busy
  Bytes max_batch_bytes{4 << 20};
  Bytes read_bytes{16 << 20};                   // that a reader fetches ahead
  std::optional<Bytes> retention_bytes{};       // per partition, of a topic that is made here
  std::optional<Duration> retention_age{};      // the same
  Duration timeout = std::chrono::seconds(10);  // for an answer to a question
  Duration append_timeout = std::chrono::seconds(60);  // a lost broker may take to return
  // Further settings of a topic that is made here, such as segment.bytes.
  std::vector<std::pair<std::string, std::string>> topic_settings{};

  // Throws InputError for values outside their range.
  void check() const;
};

}  // namespace uslkit
