// The pipeline that the crash campaign crashes, and what is found in its directory afterwards.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/host/pipeline.h"
#include "pipeline/store/key_state.h"
#include "tests/pipeline/host/crash_events.h"

namespace uslkit::crash {

inline constexpr int kPartitions = 4;

// Four partitions, three consumers, a millisecond for a full batch; every acknowledgement is
// fsync's.
[[nodiscard]] Scenario crash_scenario();
// Segments so small that a round goes through several.
[[nodiscard]] PipelineOptions crash_options(const std::string& directory);

struct FoundEvent {
  std::string id;
  std::string key;
  std::int64_t sequence = 0;
  std::int64_t value = 0;
};

struct FoundPartition {
  std::vector<FoundEvent> logged;  // every record of the log, repeats included
  std::int64_t unreadable = 0;     // records that are not what an event of the campaign is
  std::int64_t gaps = 0;           // offsets that no record has
  std::int64_t log_end = 0;
  std::vector<FoundEvent> applied;  // by the store's own records, in their order
  std::map<std::string, KeyState> states;
  std::int64_t dead_letters = 0;
  std::int64_t offset = 0;  // the store's
};

// Opens the directory as a restarted pipeline does and lets it come to the log's end; empty, or why
// it could not.
[[nodiscard]] std::string restart_and_drain(const std::string& directory);
// Reads the log and the store of a directory that no pipeline has open.
[[nodiscard]] std::vector<FoundPartition> find_all(const std::string& directory);

}  // namespace uslkit::crash
