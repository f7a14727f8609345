// What the adapters to Redis and Kafka cost beside a plain loop of the same client library, on
// private servers that this program starts. Run it from the root of the repository.
//
//   services_bench [RECORDS [redis|kafka]]    default 200000, of 256 B payload, in batches of 1000
//
// Each line: records per second of the adapter, of the plain loop, and the ratio (the limit is
// 0.8). The plain loops do what their libraries' examples do: Redis, a pipeline of XADDs per batch
// and XRANGE with COUNT; Kafka, produce() record by record and consumer_poll().
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <hiredis/hiredis.h>
#include <librdkafka/rdkafka.h>

#include "pipeline/log/kafka_client.h"
#include "pipeline/log/open_log.h"
#include "tests/pipeline/services/private_service.h"

namespace uslkit {
namespace {

constexpr std::int64_t kBatch = 1000;

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

const std::string kPayload(256, 'x');

// ---- The adapters. ----

double append_all(Log& log, std::int64_t records, AckLevel level) {
  const std::vector<LogRecord> batch(kBatch, LogRecord{.key = 7, .payload = kPayload});
  const Stopwatch watch;
  for (std::int64_t k = 0; k < records; k += kBatch) {
    while (log.append(0, batch, level, {}).status == LogStatus::busy) {
    }
  }
  demand(log.flush() != LogStatus::stopped, "append");
  return static_cast<double>(records) / watch.seconds();
}

double read_all(Log& log, std::int64_t records) {
  const Stopwatch watch;
  const std::unique_ptr<LogReader> reader = log.reader(0);
  LogOffset next = 0;
  std::size_t bytes = 0;
  while (next < records) {
    demand(reader->read(next, kBatch) == LogStatus::ok, "read");
    for (const LogRecord& record : reader->records()) bytes += record.payload.size();
    next = reader->next();
  }
  demand(bytes == static_cast<std::size_t>(records) * kPayload.size(), "bytes read");
  return static_cast<double>(records) / watch.seconds();
}

double one_by_one(Log& log, std::int64_t records, AckLevel level) {
  const LogRecord record{.key = 7, .payload = kPayload};
  const Stopwatch watch;
  for (std::int64_t k = 0; k < records; ++k) {
    demand(log.append_and_wait(0, {&record, 1}, level).status == LogStatus::ok, "append");
  }
  return static_cast<double>(records) / watch.seconds();
}

// ---- Redis without us. ----

using Redis = std::unique_ptr<redisContext, void (*)(redisContext*)>;

double plain_redis_append(redisContext* redis, std::int64_t records) {
  const std::string value = kPayload + std::string(32, 'h');
  const Stopwatch watch;
  std::int64_t open = 0;
  void* reply = nullptr;
  for (std::int64_t k = 0; k < records; ++k) {
    redisAppendCommand(redis, "XADD plain 0-%lld r %b", static_cast<long long>(k + 1), value.data(),
                       value.size());
    if (++open < kBatch) continue;
    for (; open > 0; --open) {
      demand(redisGetReply(redis, &reply) == REDIS_OK, "XADD");
      freeReplyObject(reply);
    }
  }
  return static_cast<double>(records) / watch.seconds();
}

double plain_redis_read(redisContext* redis, std::int64_t records) {
  const Stopwatch watch;
  for (std::int64_t k = 0; k < records;) {
    auto* reply = static_cast<redisReply*>(redisCommand(
        redis, "XRANGE plain 0-%lld + COUNT %d", static_cast<long long>(k + 1), int{kBatch}));
    demand(reply != nullptr && reply->elements > 0, "XRANGE");
    k += static_cast<std::int64_t>(reply->elements);
    freeReplyObject(reply);
  }
  return static_cast<double>(records) / watch.seconds();
}

// ---- Kafka without us. ----

double plain_kafka_append(const std::string& servers, const std::string& topic,
                          std::int64_t records) {
  KafkaSettings settings(servers);
  settings.set("enable.idempotence", "true").set("linger.ms", "0");
  KafkaClient client(RD_KAFKA_PRODUCER, std::move(settings));
  const KafkaTopic handle = open_topic(client, topic);
  std::string value = kPayload + std::string(24, 'h');
  const Stopwatch watch;
  for (std::int64_t k = 0; k < records; ++k) {
    while (rd_kafka_produce(handle.get(), 0, RD_KAFKA_MSG_F_COPY, value.data(), value.size(),
                            "key-key-", 8, nullptr) != 0) {
      rd_kafka_poll(client.get(), 1);
    }
    rd_kafka_poll(client.get(), 0);
  }
  demand(rd_kafka_flush(client.get(), 60'000) == RD_KAFKA_RESP_ERR_NO_ERROR, "produce");
  return static_cast<double>(records) / watch.seconds();
}

double plain_kafka_read(const std::string& servers, const std::string& topic,
                        std::int64_t records) {
  const Stopwatch watch;
  KafkaSettings settings(servers);
  settings.set("group.id", "plain").set("enable.auto.commit", "false");
  KafkaClient client(RD_KAFKA_CONSUMER, std::move(settings));
  rd_kafka_poll_set_consumer(client.get());
  const KafkaPartitions from = one_partition(topic, 0, 0);
  demand(rd_kafka_assign(client.get(), from.get()) == RD_KAFKA_RESP_ERR_NO_ERROR, "assign");
  for (std::int64_t k = 0; k < records;) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(client.get(), 10'000);
    demand(message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR, "poll");
    rd_kafka_message_destroy(message);
    ++k;
  }
  const double rate = static_cast<double>(records) / watch.seconds();
  rd_kafka_consumer_close(client.get());
  return rate;
}

// ---- The comparison. ----

void show(const char* what, double ours, double plain) {
  std::printf("%-34s %10.0f/s  plain %10.0f/s  ratio %.2f\n", what, ours, plain, ours / plain);
  std::fflush(stdout);
}

void show_alone(const char* what, double rate) {
  std::printf("%-34s %10.0f/s\n", what, rate);
  std::fflush(stdout);
}

void compare_redis(const char* sync, AckLevel level, std::int64_t records) {
  const test::PrivateService server("redis", std::string("appendfsync=") + sync);
  if (!server.is_there()) return (void)std::printf("skipped: %s\n", server.why_not().c_str());
  const auto log = open_log(server.url() + "/log", {.strongest = level});
  const Redis redis(redisConnect(server.host().c_str(), server.port()), &redisFree);
  const std::string name = std::string("redis ") + sync + ", ";
  show((name + "append").c_str(), append_all(*log, records, level),
       plain_redis_append(redis.get(), records));
  show((name + "read").c_str(), read_all(*log, records), plain_redis_read(redis.get(), records));
  show_alone((name + "append_and_wait of 1").c_str(), one_by_one(*log, 5000, level));
}

void compare_kafka(std::int64_t records) {
  const test::PrivateService server("kafka");
  if (!server.is_there()) return (void)std::printf("skipped: %s\n", server.why_not().c_str());
  const std::string servers = server.host() + ":" + std::to_string(server.port());
  const auto log = open_log(server.url() + "/log", {.strongest = AckLevel::os});
  const auto plain = open_log(server.url() + "/plain", {.strongest = AckLevel::os});
  const auto synced = open_log(server.url() + "/synced", {.strongest = AckLevel::fsync});
  // A fresh JVM gets faster for a while: warm it up, then take turns.
  (void)append_all(*open_log(server.url() + "/warm", {}), records, AckLevel::os);
  (void)plain_kafka_append(servers, "warm", records);
  show("kafka os, append", append_all(*log, records, AckLevel::os),
       plain_kafka_append(servers, "plain", records));
  show("kafka os, read", read_all(*log, records), plain_kafka_read(servers, "plain", records));
  show_alone("kafka os, append_and_wait of 1", one_by_one(*log, 2000, AckLevel::os));
  show_alone("kafka fsync, append", append_all(*synced, records, AckLevel::fsync));
  show_alone("kafka fsync, append_and_wait of 1", one_by_one(*synced, 1000, AckLevel::fsync));
}

}  // namespace
}  // namespace uslkit

int main(int argc, char** argv) {
  const std::int64_t records = argc > 1 ? std::atoll(argv[1]) : 200'000;
  const std::string only = argc > 2 ? argv[2] : "";
  if (only != "kafka") {
    uslkit::compare_redis("everysec", uslkit::AckLevel::os, records);
    uslkit::compare_redis("always", uslkit::AckLevel::fsync, records);
  }
  if (only != "redis") uslkit::compare_kafka(records);
  return 0;
}
