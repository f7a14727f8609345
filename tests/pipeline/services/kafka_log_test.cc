#include "pipeline/log/kafka_log.h"

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "pipeline/log/open_log.h"
#include "tests/pipeline/log_conformance.h"
#include "tests/pipeline/services/shared_service.h"

namespace uslkit {
namespace {

using test::Batch;
using test::drain;
using test::Drained;
using test::shared_service;

std::string servers_of(const test::PrivateService& service) {
  return service.host() + ":" + std::to_string(service.port());
}

KafkaLogOptions options_of(const test::PrivateService& service, const std::string& topic,
                           int partitions = 1) {
  return {.servers = servers_of(service),
          .topic = topic,
          .partitions = partitions,
          .strongest = AckLevel::fsync};
}

class KafkaBackend final : public test::LogBackend {
 public:
  std::unique_ptr<Log> open(int partitions) override {
    return std::make_unique<KafkaLog>(options_of(shared_service(), name_, partitions));
  }
  std::unique_ptr<Log> open_with_retention(int partitions) override {
    KafkaLogOptions options = options_of(shared_service(), name_, partitions);
    options.retention_bytes = Bytes{64 << 10};
    options.topic_settings = {{"segment.bytes", "32768"}, {"file.delete.delay.ms", "100"}};
    return std::make_unique<KafkaLog>(options);
  }
  [[nodiscard]] bool skips_offsets() const override { return false; }

 private:
  std::string name_ = shared_service().new_name();
};

TEST_CASE("the log in Kafka conforms, but for gaps that resume_at would leave") {
  test::check_log_conformance([] { return std::make_unique<KafkaBackend>(); });
}

std::string message_of(const KafkaLogOptions& options) {
  try {
    const KafkaLog log(options);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("a topic is opened with its partitions, and only at the levels it gives") {
  const std::string name = shared_service().new_name();
  KafkaLogOptions modest = options_of(shared_service(), name, 2);
  modest.strongest = AckLevel::os;
  {
    KafkaLog log(modest);
    const Batch batch(1, 0, 3);
    CHECK(log.append_and_wait(1, batch.records(), AckLevel::fsync).status ==
          LogStatus::not_supported);
    CHECK(log.append_and_wait(1, batch.records(), AckLevel::os).status == LogStatus::ok);
    CHECK(log.flush() == LogStatus::not_supported);
    CHECK(log.close() == LogStatus::ok);
  }
  CHECK(message_of(options_of(shared_service(), name, 3)) ==
        "kafka " + servers_of(shared_service()) + ": error: found the topic \"" + name +
            "\" with 2 partitions\n"
            "  allowed: 3 partitions\n"
            "  hint: ask for the partitions that the topic has, or name another topic");
  CHECK(message_of(options_of(shared_service(), name, 2)).find("flush.messages 1") !=
        std::string::npos);
  KafkaLogOptions nowhere = options_of(shared_service(), name);
  nowhere.servers = "127.0.0.1:1";
  nowhere.timeout = std::chrono::seconds(1);
  CHECK(message_of(nowhere).find("are they running") != std::string::npos);
}

TEST_CASE("a group's offset is kept") {
  const std::unique_ptr<Log> log =
      open_log(shared_service().url() + "/" + shared_service().new_name(), {.partitions = 2});
  LogOffset next = -1;
  REQUIRE(log->fetch_offset("group", 1, next) == LogStatus::ok);
  CHECK(next == 0);
  REQUIRE(log->commit_offset("group", 1, 42) == LogStatus::ok);
  REQUIRE(log->fetch_offset("group", 1, next) == LogStatus::ok);
  CHECK(next == 42);
}

TEST_CASE("an open reader goes on where it stopped") {
  KafkaLog log(options_of(shared_service(), shared_service().new_name()));
  const std::unique_ptr<LogReader> reader = log.reader(0);
  REQUIRE(reader->read(0, 10) == LogStatus::ok);
  CHECK(reader->records().empty());
  for (std::uint64_t round = 0; round < 20; ++round) {
    const Batch batch(1, 10 * round, 10);
    REQUIRE(log.append_and_wait(0, batch.records(), AckLevel::os).status == LogStatus::ok);
    for (std::uint64_t want = 10 * round; want < 10 * round + 10;) {
      REQUIRE(reader->read(static_cast<LogOffset>(want), 3) == LogStatus::ok);
      for (const LogRecord& record : reader->records()) {
        CHECK(record.id.low == want++);
        CHECK(test::is_genuine(record));
      }
    }
  }
}

}  // namespace
}  // namespace uslkit
