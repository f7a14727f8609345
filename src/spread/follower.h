// follower: a process that makes the parts that the leader gives it.
#pragma once

#include <atomic>
#include <functional>

#include "spread/job.h"
#include "spread/part_ledger.h"
#include "spread/transport.h"

namespace uslkit {

struct FollowerOptions {
  const Job& job;
  // Raised by a signal to this process and by the leader's word.
  std::atomic<bool>& stop;
  const std::atomic<bool>* signal = nullptr;
};

// What a follower's threads work with.
struct FollowerWork {
  TextFlow flow;
  std::function<void(const SimulateProgress&)> on_progress;
};

// Runs `work` beside the conversation, until the leader has no more. False where the job has
// failed, here or elsewhere: the leader says why.
[[nodiscard]] bool follow(Transport& transport, const FollowerOptions& options,
                          const std::function<void(const FollowerWork&)>& work);

}  // namespace uslkit
