// assemble_report: what the threads counted, as one LoadReport, and whether the run is valid.
#pragma once

#include <span>

#include "pipeline/load/load_plan.h"
#include "pipeline/load/load_report.h"

namespace uslkit {

class LoadWorker;

// The threads have ended.
[[nodiscard]] LoadReport assemble_report(const LoadPlan& plan,
                                         std::span<const LoadWorker* const> workers);

// Fills valid, reasons and notes in from the rest of the report.
void judge(LoadReport& report, Duration schedule_lag_limit);

}  // namespace uslkit
