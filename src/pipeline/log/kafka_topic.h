// prepare_topic: the topic of a log, made if it is missing and looked at if it is there.
#pragma once

#include "pipeline/log/kafka_client.h"
#include "pipeline/log/kafka_log_options.h"

namespace uslkit {

// The level that acks=all gives on this topic: fsync where the broker syncs every message before it
// answers (flush.messages=1), else os.
struct PreparedTopic {
  AckLevel level = AckLevel::os;
  std::string settings{};  // "flush.messages 9223372036854775807"
};

// Throws InputError for a topic with another number of partitions, KafkaError for what the brokers
// refuse or do not answer.
[[nodiscard]] PreparedTopic prepare_topic(const KafkaClient& client,
                                          const KafkaLogOptions& options);

}  // namespace uslkit
