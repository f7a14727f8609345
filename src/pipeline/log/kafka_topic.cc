#include "pipeline/log/kafka_topic.h"

#include <array>

#include "base/input_error.h"

namespace uslkit {
namespace {

template <auto Destroy>
struct Destroyer {
  template <typename T>
  void operator()(T* pointer) const {
    Destroy(pointer);
  }
};
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyer<&rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroyer<&rd_kafka_event_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<&rd_kafka_NewTopic_destroy>>;
using Resource =
    std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<&rd_kafka_ConfigResource_destroy>>;
using AdminOptions =
    std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<&rd_kafka_AdminOptions_destroy>>;

AdminOptions admin_options(const KafkaClient& client, rd_kafka_admin_op_t operation,
                           int timeout_ms) {
  std::array<char, 256> error{};
  AdminOptions options(rd_kafka_AdminOptions_new(client.get(), operation));
  (void)rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, error.data(),
                                                  error.size());
  return options;
}

Event wait_for(rd_kafka_queue_t* queue, int timeout_ms) {
  // The request's own timeout comes as an event; ours is the second net.
  Event event(rd_kafka_queue_poll(queue, timeout_ms + 1000));
  if (event == nullptr) throw KafkaError("no answer");
  const rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* text = rd_kafka_event_error_string(event.get());
    throw KafkaError(text != nullptr ? text : rd_kafka_err2str(error));
  }
  return event;
}

NewTopic describe_new_topic(const KafkaLogOptions& options) {
  std::array<char, 256> error{};
  NewTopic topic(rd_kafka_NewTopic_new(options.topic.c_str(), options.partitions,
                                       options.replication, error.data(), error.size()));
  if (topic == nullptr) throw KafkaError(error.data());
  const auto set = [&topic](const char* name, const std::string& value) {
    (void)rd_kafka_NewTopic_set_config(topic.get(), name, value.c_str());
  };
  if (options.strongest == AckLevel::fsync) set("flush.messages", "1");
  if (options.retention_bytes) {
    set("retention.bytes", std::to_string(options.retention_bytes->count));
  }
  if (options.retention_age) {
    set("retention.ms", std::to_string(in_milliseconds(*options.retention_age)));
  }
  for (const auto& [name, value] : options.topic_settings) set(name.c_str(), value);
  return topic;
}

void make_topic(const KafkaClient& client, const KafkaLogOptions& options) {
  const int timeout_ms = in_milliseconds(options.timeout);
  const NewTopic topic = describe_new_topic(options);
  rd_kafka_NewTopic_t* topics[] = {topic.get()};
  const Queue queue(rd_kafka_queue_new(client.get()));
  const AdminOptions admin = admin_options(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout_ms);
  rd_kafka_CreateTopics(client.get(), topics, 1, admin.get(), queue.get());
  const Event event = wait_for(queue.get(), timeout_ms);
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[0]);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    return;
  }
  const char* text = rd_kafka_topic_result_error_string(results[0]);
  throw KafkaError("cannot make the topic " + options.topic + ": " +
                   (text != nullptr ? text : rd_kafka_err2str(error)));
}

// The number of partitions that have a leader; a fresh topic needs a moment for that.
int count_partitions(const KafkaClient& client, const KafkaLogOptions& options) {
  const KafkaTopic topic = open_topic(client, options.topic);
  std::string trouble = "the topic's partitions have no leader";
  for (int attempt = 0; attempt < 100; ++attempt) {
    const rd_kafka_metadata_t* metadata = nullptr;
    const rd_kafka_resp_err_t error = rd_kafka_metadata(client.get(), 0, topic.get(), &metadata,
                                                        in_milliseconds(options.timeout));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw KafkaError(rd_kafka_err2str(error));
    const std::unique_ptr<const rd_kafka_metadata_t, void (*)(const rd_kafka_metadata_t*)> owner(
        metadata, &rd_kafka_metadata_destroy);
    bool is_ready = metadata->topic_cnt == 1 && metadata->topics[0].partition_cnt > 0;
    for (int p = 0; is_ready && p < metadata->topics[0].partition_cnt; ++p) {
      is_ready = metadata->topics[0].partitions[p].leader >= 0;
    }
    if (is_ready) return metadata->topics[0].partition_cnt;
    rd_kafka_poll(client.get(), 100);
  }
  throw KafkaError(trouble);
}

std::string topic_setting(const KafkaClient& client, const KafkaLogOptions& options,
                          std::string_view wanted) {
  const int timeout_ms = in_milliseconds(options.timeout);
  const Resource topic(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, options.topic.c_str()));
  rd_kafka_ConfigResource_t* topics[] = {topic.get()};
  const Queue queue(rd_kafka_queue_new(client.get()));
  const AdminOptions admin = admin_options(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout_ms);
  rd_kafka_DescribeConfigs(client.get(), topics, 1, admin.get(), queue.get());
  const Event event = wait_for(queue.get(), timeout_ms);
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** found = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  if (count == 0) return {};
  std::size_t entries = 0;
  const rd_kafka_ConfigEntry_t** all = rd_kafka_ConfigResource_configs(found[0], &entries);
  for (std::size_t k = 0; k < entries; ++k) {
    const char* value = rd_kafka_ConfigEntry_value(all[k]);
    if (rd_kafka_ConfigEntry_name(all[k]) == wanted && value != nullptr) return value;
  }
  return {};
}

}  // namespace

PreparedTopic prepare_topic(const KafkaClient& client, const KafkaLogOptions& options) {
  make_topic(client, options);
  const int partitions = count_partitions(client, options);
  if (partitions != options.partitions) {
    throw InputError({.place = {.source = "kafka " + options.servers},
                      .found = "the topic " + uslkit::quoted(options.topic) + " with " +
                               std::to_string(partitions) + " partitions",
                      .allowed = std::to_string(options.partitions) + " partitions",
                      .hint = "ask for the partitions that the topic has, or name another topic"});
  }
  const std::string flush = topic_setting(client, options, "flush.messages");
  return {.level = flush == "1" ? AckLevel::fsync : AckLevel::os,
          .settings = "flush.messages " + flush};
}

}  // namespace uslkit
