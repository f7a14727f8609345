#include "pipeline/log/kafka_client.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"

namespace uslkit {

int in_milliseconds(Duration duration) {
  const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  return static_cast<int>(std::clamp<std::int64_t>(count, 0, std::numeric_limits<int>::max()));
}

KafkaSettings::KafkaSettings(const std::string& servers)
    : conf_(rd_kafka_conf_new(), &rd_kafka_conf_destroy) {
  set("bootstrap.servers", servers);
  set("client.id", "uslkit");
  set("log_level", "0");                // what matters comes as an error of the call
  set("socket.nagle.disable", "true");  // a single append waits for nobody
  set("reconnect.backoff.max.ms", "500");
}

KafkaSettings& KafkaSettings::set(const char* name, const std::string& value) {
  std::array<char, 256> error{};
  const rd_kafka_conf_res_t result =
      rd_kafka_conf_set(conf_.get(), name, value.c_str(), error.data(), error.size());
  if (result != RD_KAFKA_CONF_OK) throw KafkaError(error.data());
  return *this;
}

KafkaClient::KafkaClient(rd_kafka_type_t type, KafkaSettings settings)
    : handle_(nullptr, &rd_kafka_destroy) {
  std::array<char, 256> error{};
  handle_.reset(rd_kafka_new(type, settings.get(), error.data(), error.size()));
  if (handle_ == nullptr) throw KafkaError(error.data());
  (void)settings.release();  // the handle has it now
}

KafkaTopic open_topic(const KafkaClient& client, const std::string& name) {
  KafkaTopic topic(rd_kafka_topic_new(client.get(), name.c_str(), nullptr),
                   &rd_kafka_topic_destroy);
  if (topic == nullptr) throw KafkaError(rd_kafka_err2str(rd_kafka_last_error()));
  return topic;
}

KafkaPartitions one_partition(const std::string& topic, int partition, std::int64_t offset) {
  KafkaPartitions list(rd_kafka_topic_partition_list_new(1),
                       &rd_kafka_topic_partition_list_destroy);
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  return list;
}

}  // namespace uslkit
