// replay_journal: the calls of a real run, made again to the policies as the simulator sets them
// up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "run/call_journal.h"
#include "scenario/scenario.h"

namespace uslkit {

struct JournalReplay {
  struct Policy {
    std::string name{};  // "admission", "timeline", "scaling", "group", "retries", "dead letters"
    std::int64_t calls = 0;
    std::int64_t different = 0;  // answers that are not the recorded ones, bit for bit
  };
  std::vector<Policy> policies{};  // those that were called
  std::int64_t calls = 0;
  std::int64_t different = 0;
  bool complete = true;            // the journal holds every call
  std::string first_difference{};  // for people; empty: there is none

  [[nodiscard]] bool same() const { return different == 0; }
};

[[nodiscard]] JournalReplay replay_journal(const Scenario& scenario, const CallJournal& journal);

}  // namespace uslkit
