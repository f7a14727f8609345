// RankProgress: the progress of several processes as one.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "sim/part_flow.h"

namespace uslkit {

// Thread-safe; `tell` is called by one thread at a time.
class RankProgress {
 public:
  RankProgress(std::function<void(const SimulateProgress&)> tell, std::size_t ranks,
               std::size_t parts)
      : tell_(std::move(tell)), parts_(parts), ranks_(ranks) {}

  void tell(std::size_t rank, const SimulateProgress& progress);

 private:
  std::function<void(const SimulateProgress&)> tell_;
  std::size_t parts_;
  std::mutex mutex_;
  std::vector<SimulateProgress> ranks_;
};

}  // namespace uslkit
