// The client's side of "nothing lost, nothing twice" on Kafka: the process that appends is killed.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/event_envelope.h"
#include "pipeline/log/kafka_log.h"
#include "pipeline/store/lmdb_store.h"
#include "tests/pipeline/services/shared_service.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit {
namespace {

using test::shared_service;

std::string servers() {
  return shared_service().host() + ":" + std::to_string(shared_service().port());
}

// Runs the appender from event `first` on, kills it after `acknowledged` more lines, and returns
// the last event that it knew to be acknowledged.
std::int64_t append_until_killed(const std::string& topic, std::int64_t first, int acknowledged) {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  const std::string from = std::to_string(first);
  const std::string to = servers();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::execl(USLKIT_KAFKA_APPENDER, "kafka_appender", to.c_str(), topic.c_str(), from.c_str(),
            nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  FILE* lines = ::fdopen(ends[0], "r");
  std::int64_t last = first - 1;
  char line[64];
  for (int seen = 0; std::fgets(line, sizeof line, lines) != nullptr; ++seen) {
    if (std::string_view(line).ends_with('\n')) last = std::strtoll(line, nullptr, 10);
    if (seen == acknowledged) ::kill(child, SIGKILL);
  }
  std::fclose(lines);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  return last;
}

// What the consumers' store makes of the whole topic: key -> how many events it has applied.
std::map<std::string, std::int64_t> applied_from(KafkaLog& log, StateStore& store) {
  const std::unique_ptr<LogReader> reader = log.reader(0);
  const LogOffset end = log.offsets(0).end;
  for (LogOffset from = store.offset(0); from < end; from = store.offset(0)) {
    REQUIRE(reader->read(from, 500) == LogStatus::ok);
    std::vector<StoreEvent> events;
    LogOffset offset = reader->begin();
    for (const LogRecord& record : reader->records()) {
      const std::optional<EventEnvelope> event = read_envelope(record.payload);
      REQUIRE(event.has_value());
      events.push_back({.offset = offset++,
                        .id = event->id,
                        .key = event->key,
                        .sequence = event->birth_us,
                        .value = 1});
    }
    (void)store.apply(0, {.from_offset = from, .next_offset = reader->next(), .events = events});
  }
  std::map<std::string, std::int64_t> applied;
  store.visit_states(0, [&applied](std::string_view key, const KeyState& state) {
    applied[std::string(key)] = state.count;
  });
  return applied;
}

TEST_CASE(
    "a killed producer loses nothing it knew as acknowledged; what it sends again counts once") {
  const std::string topic = shared_service().new_name();
  KafkaLog log({.servers = servers(), .topic = topic});
  std::int64_t acknowledged = -1;
  for (int kill = 0; kill < 6; ++kill) {
    // As a client does that restarts: from the first event on whose answer it does not know.
    acknowledged = append_until_killed(topic, acknowledged + 1, 20 + 37 * kill);
  }
  const test::TemporaryDirectory directory;
  const std::unique_ptr<StateStore> store = open_lmdb_store(
      {.directory = directory.path() + "/store", .durability = StoreDurability::os});
  const LogOffset end = log.offsets(0).end;
  const std::map<std::string, std::int64_t> applied = applied_from(log, *store);
  for (std::int64_t event = 0; event <= acknowledged; ++event) {
    const auto found = applied.find("event-" + std::to_string(event));
    if (found == applied.end()) FAIL_CHECK("acknowledged and lost: ", event);
  }
  const auto twice = std::ranges::find_if(applied, [](const auto& one) { return one.second != 1; });
  CHECK(twice == applied.end());
  const std::int64_t sent_again = end - static_cast<std::int64_t>(applied.size());
  MESSAGE("6 kills: events up to ", acknowledged, " acknowledged; ", end, " records in the topic, ",
          sent_again, " of them sent again");
  CHECK(acknowledged > 500);
}

}  // namespace
}  // namespace uslkit
