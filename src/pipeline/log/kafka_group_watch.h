// KafkaGroupWatch: a member of a Kafka consumer group that consumes nothing and reports what the
// group protocol does to it: which partitions it is given and loses, and when.
//
// uslkit assigns partitions itself (docs/adr/0017); this is for runs that want to show the
// rebalances of a real group. Its partitions are paused as soon as they are assigned.
// Life cycle: joins when constructed; the destructor leaves and reports the last revocation.
// Thread safety: the callback is called by one thread at a time, and during the destructor.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/time_point.h"
#include "pipeline/log/kafka_client.h"

namespace uslkit {

struct KafkaGroupEvent {
  enum class Kind : std::uint8_t { assigned, revoked, lost };  // lost: found out too late to object
  Kind kind = Kind::assigned;
  std::int64_t time_ns = 0;       // of the clock in the options
  std::vector<int> partitions{};  // in ascending order; may be empty
};

struct KafkaGroupWatchOptions {
  std::string servers{};
  std::string topic{};
  std::string group{};
  Duration session_timeout = std::chrono::seconds(10);  // the broker allows 6 s or more
  std::function<std::int64_t()> now_ns{};               // time is the caller's
  std::function<void(const KafkaGroupEvent&)> on_event{};
};

class KafkaGroupWatch {
 public:
  // Throws KafkaError where librdkafka refuses the settings.
  explicit KafkaGroupWatch(KafkaGroupWatchOptions options);
  ~KafkaGroupWatch();
  KafkaGroupWatch(const KafkaGroupWatch&) = delete;
  KafkaGroupWatch& operator=(const KafkaGroupWatch&) = delete;

 private:
  static void on_rebalance(rd_kafka_t* handle, rd_kafka_resp_err_t error,
                           rd_kafka_topic_partition_list_t* partitions, void* watch);
  void report(rd_kafka_t* handle, KafkaGroupEvent::Kind kind,
              const rd_kafka_topic_partition_list_t& partitions);
  [[nodiscard]] KafkaSettings settings();

  const KafkaGroupWatchOptions options_;
  KafkaClient client_;
  std::atomic<bool> ending_{false};
  std::thread poller_;
};

}  // namespace uslkit
