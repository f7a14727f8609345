// leader: the process that gives out the parts of a job, works on some itself and keeps them all.
#pragma once

#include <atomic>
#include <functional>

#include "spread/job.h"
#include "spread/part_ledger.h"
#include "spread/rank_progress.h"
#include "spread/transport.h"

namespace uslkit {

struct LeaderOptions {
  const Job& job;
  PartLedger& ledger;
  RankProgress& progress;
  // Raised when the run shall stop with what it has: by a signal, here or in a follower, or because
  // the job has failed.
  std::atomic<bool>& stop;
  const std::atomic<bool>* signal = nullptr;
};

// Runs `work` (this process's own threads, fed by the ledger) beside the conversation, and returns
// when every process is done. Parts go to whoever asks first: who makes which changes nothing.
// Throws what `work` threw, or a runtime_error for what a follower says.
void lead(Transport& transport, const LeaderOptions& options, const std::function<void()>& work);

}  // namespace uslkit
