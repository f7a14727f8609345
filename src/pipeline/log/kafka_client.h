// KafkaClient: a handle of librdkafka with its settings, owned.
//
// librdkafka logs to stderr unless told otherwise; here its last error is kept for who asks.
#pragma once

#include <exception>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>

#include <librdkafka/rdkafka.h>

#include "base/units.h"

namespace uslkit {

// librdkafka or the broker refused; the message has both their words.
class KafkaError : public std::exception {
 public:
  explicit KafkaError(std::string what) : what_(std::move(what)) {}
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

[[nodiscard]] int in_milliseconds(Duration duration);  // at most what an int holds

// Settings of a handle, consumed by KafkaClient. A setting that librdkafka does not know is our
// bug.
class KafkaSettings {
 public:
  explicit KafkaSettings(const std::string& servers);
  KafkaSettings& set(const char* name, const std::string& value);
  [[nodiscard]] rd_kafka_conf_t* get() const { return conf_.get(); }
  [[nodiscard]] rd_kafka_conf_t* release() { return conf_.release(); }

 private:
  std::unique_ptr<rd_kafka_conf_t, void (*)(rd_kafka_conf_t*)> conf_;
};

class KafkaClient {
 public:
  KafkaClient(rd_kafka_type_t type, KafkaSettings settings);
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  [[nodiscard]] rd_kafka_t* get() const { return handle_.get(); }

 private:
  std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)> handle_;
};

using KafkaTopic = std::unique_ptr<rd_kafka_topic_t, void (*)(rd_kafka_topic_t*)>;
[[nodiscard]] KafkaTopic open_topic(const KafkaClient& client, const std::string& name);

using KafkaPartitions =
    std::unique_ptr<rd_kafka_topic_partition_list_t, void (*)(rd_kafka_topic_partition_list_t*)>;
[[nodiscard]] KafkaPartitions one_partition(const std::string& topic, int partition,
                                            std::int64_t offset);

}  // namespace uslkit
