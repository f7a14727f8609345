#include "pipeline/host/log_sink.h"

#include <atomic>

#include <doctest/doctest.h>

#include "pipeline/event_envelope.h"
#include "pipeline/host/scratch_directory.h"
#include "pipeline/log/embedded_log.h"
#include "tests/pipeline/run/small_scenario.h"

namespace uslkit {
namespace {

struct Answers final : AppendListener {
  std::atomic<int> ok{0}, full{0}, failed{0};
  void on_appended(void*, AppendStatus status) override {
    ++(status == AppendStatus::ok ? ok : status == AppendStatus::full ? full : failed);
  }
};

TEST_CASE("events lie in the log as envelopes, in order, and are counted by class and partition") {
  const ScratchDirectory directory("");
  const Scenario scenario = test::small_scenario();
  EmbeddedLog log({.directory = directory.path() + "/log", .partitions = 4});
  Answers answers;
  {
    LogSink sink(scenario, log, SteadyRunClock());
    const std::vector<EventRecord> events{
        {.json = "{\"a\":1}", .id = "id-1", .key = "k", .tenant = 3, .timestamp_us = 11},
        {.json = "{\"a\":2}", .id = "id-2", .key = "k", .tenant = 3, .timestamp_us = 12}};
    sink.append(2, events, AckLevel::os, nullptr, answers);
    CHECK(log.flush() == LogStatus::ok);
    CHECK(answers.ok == 1);
    CHECK(sink.totals().events == 2);
    CHECK(sink.totals().by_partition[2] == 2);
    CHECK(sink.totals().by_class[0] == 2);
    CHECK(sink.trouble() == "");
  }
  const std::unique_ptr<LogReader> reader = log.reader(2);
  REQUIRE(reader->read(0, 10) == LogStatus::ok);
  REQUIRE(reader->records().size() == 2);
  const std::optional<EventEnvelope> second = read_envelope(reader->records()[1].payload);
  REQUIRE(second.has_value());
  CHECK(second->id == "id-2");
  CHECK(second->birth_us == 12);
  CHECK(second->json == "{\"a\":2}");
  CHECK(reader->records()[0].key == 3);
}

TEST_CASE("what a delay holds back when the sink ends is answered, as failed") {
  const ScratchDirectory directory("");
  const Scenario scenario = test::small_scenario();
  EmbeddedLog log({.directory = directory.path() + "/log", .partitions = 4});
  Answers answers;
  {
    LogSink sink(scenario, log, SteadyRunClock());
    ActiveControls active;
    active.partition_down.resize(4);
    active.leaders.emplace(*scenario.log);
    active.added_latency[static_cast<std::size_t>(LatencyPlace::log)].add(
        {.place = LatencyPlace::log, .added = std::chrono::hours(1)});
    sink.set_conditions(active, TimePoint{});
    const EventRecord event{.json = "{}", .id = "i", .key = "k"};
    sink.append(0, {&event, 1}, AckLevel::os, nullptr, answers);
    CHECK(answers.ok + answers.full + answers.failed == 0);
  }
  CHECK(answers.failed == 1);
}

}  // namespace
}  // namespace uslkit
