// spread_run: a job whose parts are made by several processes, or kept in a file on the way.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/spread_options.h"
#include "spread/job.h"
#include "spread/part_ledger.h"

namespace uslkit {

// What the threads of one process are told beside the parts that they shall make.
struct PartMaking {
  std::function<void(const SimulateProgress&)> on_progress{};
  const std::atomic<bool>* stop = nullptr;
};

// What a command brings.
struct SpreadWork {
  Job job;
  std::string doing{};  // "simulating": for the progress line
  std::string unit{};   // "cells": what a part is, for people
  std::size_t group = 1;
  bool first_always = false;
  double expected_requests = 0;  // of all parts; 0: not known
  std::function<void(const TextFlow& flow, const PartMaking& making)> make{};
};

struct SpreadResult {
  std::map<std::size_t, std::string> values{};  // JSON, by part
  // Set: there is nothing to answer with here; the process ends with it.
  std::optional<ExitCode> ended{};
  // 130 or 143 where a signal stopped it; the values are those that there are.
  std::optional<ExitCode> stopped{};
};

// Alone, as a shard, or as one of the processes of mpirun.
[[nodiscard]] SpreadResult run_spread(const SpreadOptions& options, const SpreadWork& work,
                                      const Talk& talk);

}  // namespace uslkit
