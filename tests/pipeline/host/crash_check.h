// The history checker: whether what clients were told and what a pipeline holds agree.
//
//   1. Every acknowledged event is applied                              else lost
//   2. No event is applied twice                                        else twice
//   3. Within a key events are applied as they were sent                else out of order
//   4. What is applied was sent, and is whole; so is every record of the log
//   5. A key's state is what its applied events make, one after the other
//   6. The log has no gaps, first occurrences in it are what is applied, in this order; the store's
//      offset is its end and not below any that the pipeline had for settled
// Events that nobody acknowledged may be there or not.
#pragma once

#include <string>
#include <vector>

#include "tests/pipeline/host/crash_events.h"
#include "tests/pipeline/host/crash_pipeline.h"

namespace uslkit::crash {

struct Judgement {
  std::int64_t acknowledged = 0;
  std::int64_t applied = 0;
  std::int64_t unanswered = 0;  // sent, never acknowledged, and applied all the same
  std::int64_t repeats = 0;     // records of the log that were recognised
  std::int64_t refused = 0;     // requests answered with something else than 202
  std::int64_t lost = 0;
  std::int64_t twice = 0;
  std::int64_t out_of_order = 0;
  std::string wrong{};  // the first thing that is; empty: nothing
};

[[nodiscard]] Judgement judge(const std::vector<HistoryLine>& history,
                              const std::vector<FoundPartition>& found);
[[nodiscard]] std::string text_of(const Judgement& judgement);

}  // namespace uslkit::crash
