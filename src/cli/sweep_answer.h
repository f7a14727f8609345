// sweep_answer: what `sweep`, and `merge` of a sweep's shards, do with the rows: print and keep
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/spread_jobs.h"
#include "sim/sweep_row.h"
#include "sim/vary.h"

namespace uslkit {

struct SweepAnswer {
  const std::vector<VaryAxis>& axes;
  const std::vector<SweepPoint>& points;
  std::vector<SweepRow> rows{};
  std::size_t runs = 0;  // planned
  std::uint64_t seed = 0;
  JobInputs inputs{};
  std::optional<ExitCode> stopped{};  // 130 or 143 where a signal came
};

// The rows as CSV, or the document. 1 where a budget stopped some runs early.
[[nodiscard]] ExitCode answer_sweep(const OutputOptions& options, SweepAnswer answer,
                                    const Talk& talk);

}  // namespace uslkit
