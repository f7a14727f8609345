#include "pipeline/ingress/event_batch.h"

#include <map>
#include <string>

#include <doctest/doctest.h>

#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

struct Batcher {
  Scenario scenario = ingress_scenario();
  EventRouter router{scenario};
  IngressLimits limits{};
  EventBatch batch{router, limits};
  std::string padded{};

  EventBatch::Result read(const std::string& body, Content content = Content::ndjson) {
    padded = body + std::string(kBodyPadding, ' ');
    return batch.read({padded.data(), body.size()}, content);
  }
};

}  // namespace

TEST_CASE("a batch keeps every event, and each partition the client's order") {
  Batcher batcher;
  std::string body;
  for (int i = 0; i < 100; ++i) body += event_json(i, std::to_string(i % 10)) + "\n";
  REQUIRE(batcher.read(body).fault.rule == EventRule::none);
  CHECK(batcher.batch.size() == 100);
  std::map<std::string, std::uint32_t> partition_of;
  std::size_t count = 0;
  for (const PartitionRun& run : batcher.batch.runs()) {
    std::string last;
    for (const EventRecord& event : run.events) {
      CHECK(std::string(event.id) > last);
      last = event.id;
      CHECK(event.json.find(last) != std::string_view::npos);
      CHECK(event.json == event_json(std::stoi(last.substr(4)), std::to_string(event.tenant)));
      partition_of[last] = run.partition;
      ++count;
    }
  }
  CHECK(count == 100);
  CHECK(partition_of.size() == 100);
}

TEST_CASE("one bad line refuses the batch and is named; empty lines count but hold nothing") {
  Batcher batcher;
  const std::string good = event_json(1);
  const EventFault fault = batcher.read(good + "\r\n\n" + good + "\n{}\n" + good).fault;
  CHECK(fault.rule == EventRule::missing);
  CHECK(fault.line == 4);
  CHECK(batcher.read("\n\r\n\n").fault.rule == EventRule::no_event);
  CHECK(batcher.read("").fault.rule == EventRule::no_event);
  CHECK(batcher.read(good + "\n" + good).fault.rule == EventRule::none);
  CHECK(batcher.batch.size() == 2);
}

TEST_CASE("a batch of as many events as allowed is read, one more is too many") {
  Batcher batcher;
  batcher.limits.batch_events = 3;
  EventBatch batch(batcher.router, batcher.limits);
  const std::string line = event_json(1) + "\n";
  const std::string body = line + line + line + line + std::string(kBodyPadding, ' ');
  CHECK(!batch.read({body.data(), 3 * line.size()}, Content::ndjson).too_many);
  CHECK(batch.size() == 3);
  CHECK(batch.read({body.data(), 4 * line.size()}, Content::ndjson).too_many);
}

TEST_CASE("groups add up to the events, by class or by class and tenant") {
  Batcher batcher;
  std::string body;
  for (int i = 0; i < 12; ++i) body += event_json(i, std::to_string(i % 3)) + "\n";
  for (int i = 0; i < 5; ++i) body += event_json(i, "1", "clicks") + "\n";
  REQUIRE(batcher.read(body).fault.rule == EventRule::none);
  const std::span<const AdmissionGroup> by_class = batcher.batch.groups(false);
  REQUIRE(by_class.size() == 2);
  CHECK(by_class[0].events == 12);
  CHECK(by_class[1].events == 5);
  const std::span<const AdmissionGroup> by_tenant = batcher.batch.groups(true);
  REQUIRE(by_tenant.size() == 4);
  for (std::uint32_t tenant = 0; tenant < 3; ++tenant) {
    CHECK(by_tenant[tenant].tenant == tenant);
    CHECK(by_tenant[tenant].events == 4);
  }
  CHECK(by_tenant[3].traffic_class == 1);
}

TEST_CASE("a batch asks for the strongest durability of its events") {
  Batcher batcher;
  CHECK(batcher.read(event_json(1, "1", "clicks")).fault.rule == EventRule::none);
  CHECK(batcher.batch.level() == AckLevel::os);
  CHECK(batcher.read(event_json(1, "1", "clicks") + "\n" + event_json(2)).fault.rule ==
        EventRule::none);
  CHECK(batcher.batch.level() == AckLevel::fsync);
}

}  // namespace uslkit
