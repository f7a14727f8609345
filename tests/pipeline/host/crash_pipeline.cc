#include "tests/pipeline/host/crash_pipeline.h"

#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "pipeline/event_envelope.h"
#include "pipeline/log/embedded_log.h"
#include "pipeline/store/batch_record.h"
#include "pipeline/store/lmdb_environment.h"
#include "pipeline/store/open_store.h"

namespace uslkit::crash {
namespace {

constexpr Bytes kSegment{32 << 10};
constexpr Duration kLongestDrain = std::chrono::seconds(30);

bool is_whole(const EventEnvelope& envelope) {
  const std::optional<EventName> name = name_of(envelope.id);
  if (!name) return false;
  const CrashEvent event = event_of(*name);
  return envelope.key == event.key && envelope.json == event.json &&
         envelope.birth_us == event.timestamp;
}

void find_logged(Log& log, int partition, FoundPartition& found) {
  const std::unique_ptr<LogReader> reader = log.reader(partition);
  found.log_end = log.offsets(partition).end;
  LogOffset at = 0;
  while (at < found.log_end) {
    const LogStatus status = reader->read(at, 1000);
    if (status != LogStatus::ok) {
      throw std::runtime_error(fmt::format("log, partition {}, offset {}: {} {}", partition, at,
                                           uslkit::name_of(status), reader->explain()));
    }
    if (reader->records().empty() && reader->next() == at) break;
    if (!reader->records().empty()) found.gaps += reader->begin() - at;
    for (const LogRecord& record : reader->records()) {
      const std::optional<EventEnvelope> event = read_envelope(record.payload);
      if (!event || !is_whole(*event)) {
        ++found.unreadable;
        continue;
      }
      found.logged.push_back({.id = std::string(event->id),
                              .key = std::string(event->key),
                              .sequence = event->birth_us,
                              .value = std::ssize(event->json)});
    }
    at = reader->next();
  }
}

void find_states(StateStore& store, int partition, FoundPartition& found) {
  store.visit_states(partition, [&](std::string_view key, const KeyState& state) {
    found.states.emplace(key, state);
  });
  found.dead_letters = std::ssize(store.dead_letters(partition, 0, 1000));
  found.offset = store.offset(partition);
}

// Past the store's own code: what lies in its table of records.
void find_applied(const std::string& directory, FoundPartition& found) {
  const LmdbEnvironment environment({.directory = directory,
                                     .sync = true,
                                     .first_map = Bytes{std::int64_t{1} << 30},
                                     .largest_map = Bytes{std::int64_t{1} << 30}});
  const LmdbTransaction read = environment.read();
  read.visit(LmdbTable::records, {}, [&](std::string_view, std::string_view record) {
    (void)checked_batch_record(record, directory);
    visit_entries(record, [&](const RecordEntry& entry) {
      if (entry.kind == EntryKind::dead) return;
      found.applied.push_back({.id = std::string(entry.id),
                               .key = std::string(entry.key),
                               .sequence = entry.sequence,
                               .value = entry.value});
    });
    return true;
  });
}

}  // namespace

Scenario crash_scenario() {
  Scenario scenario;
  scenario.name = "crash campaign";
  scenario.duration = std::chrono::hours(1);
  scenario.control_interval = std::chrono::milliseconds(100);
  TrafficClass orders;
  orders.name = "orders";
  scenario.traffic.classes = {orders};
  scenario.log = LogSpec{.partitions = kPartitions};
  ConsumersSpec consumers{.count = 3, .batch_size = 16};
  consumers.batch = {.t0 = std::chrono::microseconds(200), .t1 = std::chrono::microseconds(50)};
  scenario.consumers = consumers;
  return scenario;
}

PipelineOptions crash_options(const std::string& directory) {
  PipelineOptions options;
  options.directory = directory;
  options.log_segment = kSegment;
  return options;
}

std::string restart_and_drain(const std::string& directory) {
  Pipeline pipeline(crash_scenario(), crash_options(directory));
  pipeline.start();
  const PipelineEnd end = pipeline.stop(kLongestDrain);
  if (!end.trouble.empty()) return end.trouble;
  if (!end.drained) return fmt::format("{} records are not consumed", end.undelivered);
  return {};
}

std::vector<FoundPartition> find_all(const std::string& directory) {
  std::vector<FoundPartition> found(kPartitions);
  {
    EmbeddedLog log({.directory = directory + "/log",
                     .partitions = kPartitions,
                     .segment_bytes = kSegment,
                     .max_batch_bytes = Bytes{kSegment.count / 2}});
    for (int i = 0; i < kPartitions; ++i) find_logged(log, i, found[static_cast<std::size_t>(i)]);
  }
  const std::string place = directory + "/store";
  {
    const std::unique_ptr<StateStore> store = open_store(place, {.partitions = kPartitions});
    for (int i = 0; i < kPartitions; ++i) {
      find_states(*store, i, found[static_cast<std::size_t>(i)]);
    }
  }
  for (int i = 0; i < kPartitions; ++i) {
    find_applied(fmt::format("{}/partition-{:04}", place, i), found[static_cast<std::size_t>(i)]);
  }
  return found;
}

}  // namespace uslkit::crash
