// BatchOutcome: tells a RunRecorder what became of the events of a stored batch.
//
// Keeps the room it needs, so that it allocates nothing once it has seen its largest batch.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time_point.h"
#include "pipeline/consume/batch_in_hand.h"
#include "pipeline/run_recorder.h"

namespace uslkit {

class BatchOutcome {
 public:
  void tell(RunRecorder& recorder, TimePoint at, std::uint32_t partition, const BatchInHand& batch);

 private:
  std::vector<AppliedEvent> applied_;
  std::vector<std::int64_t> duplicates_;  // by class
  std::vector<std::int64_t> dead_;        // by class
};

}  // namespace uslkit
