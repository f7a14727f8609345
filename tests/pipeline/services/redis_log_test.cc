#include "pipeline/log/redis_log.h"

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "tests/pipeline/log_conformance.h"
#include "tests/pipeline/services/append_over_kills.h"
#include "tests/pipeline/services/shared_service.h"

namespace uslkit {
namespace {

using test::Batch;
using test::drain;
using test::Drained;
using test::shared_service;

RedisLogOptions options_of(const test::PrivateService& service, const std::string& name,
                           int partitions = 1) {
  return {.address = {.host = service.host(), .port = service.port()},
          .name = name,
          .partitions = partitions,
          .strongest = AckLevel::fsync};
}

class RedisBackend final : public test::LogBackend {
 public:
  std::unique_ptr<Log> open(int partitions) override {
    return std::make_unique<RedisLog>(options_of(shared_service(), name_, partitions));
  }
  std::unique_ptr<Log> open_with_retention(int partitions) override {
    RedisLogOptions options = options_of(shared_service(), name_, partitions);
    options.retention_records = 500;
    return std::make_unique<RedisLog>(options);
  }

 private:
  std::string name_ = shared_service().new_name();
};

TEST_CASE("the log in Redis Streams conforms") {
  test::check_log_conformance([] { return std::make_unique<RedisBackend>(); });
}

std::string message_of(const RedisLogOptions& options) {
  try {
    const RedisLog log(options);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("a level that the server's settings do not give is refused, at opening and appending") {
  test::PrivateService weak("redis", "appendfsync=everysec");
  REQUIRE(weak.is_there());
  CHECK(message_of(options_of(weak, "log")) ==
        "redis 127.0.0.1:" + std::to_string(weak.port()) +
            ": error: found the settings appendonly yes, appendfsync everysec\n"
            "  allowed: appendonly yes, appendfsync always and no-appendfsync-on-rewrite no, for "
            "the level fsync\n"
            "  hint: set it on the server (CONFIG SET, redis.conf) or ask for the level os");
  RedisLogOptions modest = options_of(weak, "log");
  modest.strongest = AckLevel::os;
  RedisLog log(modest);
  const Batch batch(1, 0, 3);
  CHECK(log.append_and_wait(0, batch.records(), AckLevel::fsync).status ==
        LogStatus::not_supported);
  CHECK(log.append_and_wait(0, batch.records(), AckLevel::os).status == LogStatus::ok);
  CHECK(log.flush() == LogStatus::not_supported);
  CHECK(log.offsets(0).end == 3);
}

TEST_CASE("a log is opened with the partitions it was made with, and only where a server is") {
  const std::string name = shared_service().new_name();
  { const RedisLog log(options_of(shared_service(), name, 2)); }
  CHECK(message_of(options_of(shared_service(), name, 3)).find("with 2 partitions") !=
        std::string::npos);
  RedisLogOptions nowhere = options_of(shared_service(), name, 2);
  nowhere.address.port = 1;
  nowhere.address.password = "secret";
  CHECK(message_of(nowhere).find("is it running") != std::string::npos);
  CHECK(message_of(nowhere).find("secret") == std::string::npos);
}

TEST_CASE("a partition that a later writer takes over stops the earlier one") {
  const std::string name = shared_service().new_name();
  RedisLog earlier(options_of(shared_service(), name));
  REQUIRE(earlier.append_and_wait(0, Batch(1, 0, 5).records(), AckLevel::os).status ==
          LogStatus::ok);
  RedisLog later(options_of(shared_service(), name));
  REQUIRE(later.append_and_wait(0, Batch(1, 5, 5).records(), AckLevel::os).first == 5);
  CHECK(earlier.append_and_wait(0, Batch(1, 10, 5).records(), AckLevel::os).status ==
        LogStatus::stopped);
  CHECK(earlier.trouble().find("another writer") != std::string::npos);
  CHECK(later.append_and_wait(0, Batch(1, 10, 5).records(), AckLevel::os).status == LogStatus::ok);
  const Drained drained = drain(later, 0, 0);
  CHECK(drained.records.size() == 15);
  CHECK(test::is_in_order(drained.records));
}

TEST_CASE("a group's offset is kept") {
  const std::string name = shared_service().new_name();
  RedisLog log(options_of(shared_service(), name, 2));
  LogOffset next = -1;
  REQUIRE(log.fetch_offset("group", 1, next) == LogStatus::ok);
  CHECK(next == 0);
  REQUIRE(log.commit_offset("group", 1, 42) == LogStatus::ok);
  REQUIRE(log.fetch_offset("group", 1, next) == LogStatus::ok);
  CHECK(next == 42);
  REQUIRE(log.fetch_offset("other group", 1, next) == LogStatus::ok);
  CHECK(next == 0);
}

TEST_CASE("a killed server loses nothing that was acknowledged, and nothing is there twice") {
  test::PrivateService server("redis");
  REQUIRE(server.is_there());
  RedisLog log(options_of(server, "log"));
  const test::Appended appended = test::append_over_kills(log, server, 3);
  CHECK(appended.failed == 0);
  const Drained drained = drain(log, 0, 0);
  CHECK(drained.records.size() == appended.records);
  CHECK(drained.forged == 0);
  CHECK(test::is_in_order(drained.records));
}

}  // namespace
}  // namespace uslkit
