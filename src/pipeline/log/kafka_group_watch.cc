#include "pipeline/log/kafka_group_watch.h"

#include <algorithm>

namespace uslkit {
namespace {
constexpr int kPollMs = 50;
}  // namespace

KafkaGroupWatch::KafkaGroupWatch(KafkaGroupWatchOptions options)
    : options_(std::move(options)), client_(RD_KAFKA_CONSUMER, settings()) {
  rd_kafka_poll_set_consumer(client_.get());
  const KafkaPartitions topics =
      one_partition(options_.topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_OFFSET_INVALID);
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(client_.get(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw KafkaError(rd_kafka_err2str(error));
  poller_ = std::thread([this] {
    while (!ending_) {
      rd_kafka_message_t* message = rd_kafka_consumer_poll(client_.get(), kPollMs);
      if (message != nullptr) rd_kafka_message_destroy(message);
    }
  });
}

KafkaGroupWatch::~KafkaGroupWatch() {
  ending_ = true;
  poller_.join();
  rd_kafka_consumer_close(client_.get());  // calls on_rebalance a last time
}

KafkaSettings KafkaGroupWatch::settings() {
  KafkaSettings settings(options_.servers);
  settings.set("group.id", options_.group)
      .set("enable.auto.commit", "false")
      .set("session.timeout.ms", std::to_string(in_milliseconds(options_.session_timeout)))
      .set("heartbeat.interval.ms", "300")
      .set("partition.assignment.strategy", "range");
  rd_kafka_conf_set_rebalance_cb(settings.get(), &KafkaGroupWatch::on_rebalance);
  rd_kafka_conf_set_opaque(settings.get(), this);
  return settings;
}

void KafkaGroupWatch::on_rebalance(rd_kafka_t* handle, rd_kafka_resp_err_t error,
                                   rd_kafka_topic_partition_list_t* partitions, void* watch) {
  auto& self = *static_cast<KafkaGroupWatch*>(watch);
  if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    rd_kafka_assign(handle, partitions);
    rd_kafka_pause_partitions(handle, partitions);
    self.report(handle, KafkaGroupEvent::Kind::assigned, *partitions);
    return;
  }
  const bool is_lost = rd_kafka_assignment_lost(handle) != 0;
  self.report(handle, is_lost ? KafkaGroupEvent::Kind::lost : KafkaGroupEvent::Kind::revoked,
              *partitions);
  rd_kafka_assign(handle, nullptr);
}

void KafkaGroupWatch::report(rd_kafka_t*, KafkaGroupEvent::Kind kind,
                             const rd_kafka_topic_partition_list_t& partitions) {
  KafkaGroupEvent event{.kind = kind, .time_ns = options_.now_ns()};
  for (int k = 0; k < partitions.cnt; ++k) {
    event.partitions.push_back(partitions.elems[k].partition);
  }
  std::sort(event.partitions.begin(), event.partitions.end());
  options_.on_event(event);
}

}  // namespace uslkit
