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

TEST_CASE(
    "what a turn's requests append to a partition is one append of the log, answered per request") {
  const ScratchDirectory directory("");
  const Scenario scenario = test::small_scenario();
  EmbeddedLog log({.directory = directory.path() + "/log", .partitions = 4});
  Answers answers;
  LogSink sink(scenario, log, SteadyRunClock());
  const std::unique_ptr<EventWriter> writer = sink.writer(answers);
  const EventRecord one{.json = "{}", .id = "one", .key = "k"};
  const EventRecord two{.json = "{}", .id = "two", .key = "k"};
  const EventRecord elsewhere{.json = "{}", .id = "three", .key = "l"};
  writer->append(1, {&one, 1}, AckLevel::os, nullptr);
  writer->append(3, {&elsewhere, 1}, AckLevel::os, nullptr);
  writer->append(1, {&two, 1}, AckLevel::os, nullptr);
  CHECK(answers.ok == 0);
  CHECK(log.counters().appends == 0);
  writer->flush();
  CHECK(answers.ok == 3);
  CHECK(log.counters().appends == 2);
  CHECK(sink.totals().by_partition[1] == 2);
  writer->flush();
  CHECK(log.counters().appends == 2);

  SUBCASE("in their order") {
    const std::unique_ptr<LogReader> reader = log.reader(1);
    REQUIRE(reader->read(0, 10) == LogStatus::ok);
    REQUIRE(reader->records().size() == 2);
    CHECK(read_envelope(reader->records()[0].payload)->id == "one");
    CHECK(read_envelope(reader->records()[1].payload)->id == "two");
  }
  SUBCASE("but for another level, which goes separately and behind") {
    writer->append(1, {&one, 1}, AckLevel::os, nullptr);
    writer->append(1, {&two, 1}, AckLevel::fsync, nullptr);
    CHECK(answers.ok == 4);
    writer->flush();
    CHECK(log.counters().appends == 4);
    CHECK(log.flush() == LogStatus::ok);
    CHECK(answers.ok == 5);
  }
  SUBCASE("and what conditions refuse is answered at once") {
    ActiveControls active;
    active.partition_down.resize(4);
    active.leaders.emplace(*scenario.log);
    active.log_full = true;
    sink.set_conditions(active, TimePoint{});
    writer->append(1, {&one, 1}, AckLevel::os, nullptr);
    CHECK(answers.full == 1);
    writer->flush();
    CHECK(log.counters().appends == 2);
  }
}

TEST_CASE("more than the sink gathers goes to the log in several appends, none of them too large") {
  const ScratchDirectory directory("");
  const Scenario scenario = test::small_scenario();
  EmbeddedLog log(
      {.directory = directory.path() + "/log", .partitions = 4, .max_batch_bytes = Bytes{8192}});
  Answers answers;
  LogSink sink(scenario, log, SteadyRunClock(), {.gather = Bytes{2048}});
  const std::unique_ptr<EventWriter> writer = sink.writer(answers);
  const std::string json = "{\"pad\":\"" + std::string(500, 'x') + "\"}";
  const EventRecord event{.json = json, .id = "id", .key = "k"};
  for (int i = 0; i < 50; ++i) writer->append(0, {&event, 1}, AckLevel::os, nullptr);
  CHECK(answers.ok > 40);
  writer->flush();
  CHECK(answers.ok == 50);
  CHECK(log.counters().too_large == 0);
  CHECK(log.counters().records == 50);
  CHECK(log.counters().appends > 10);
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
