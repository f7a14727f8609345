// pipeline_sections: what a report of a real run says beyond that of a simulated one.
#pragma once

#include <vector>

#include "pipeline/host/run_pipeline.h"
#include "report/report_section.h"

namespace uslkit {

// "Load generator", which a load without a pipeline has as well.
[[nodiscard]] ReportSection load_section(const LoadReport& load);

// "Delivery" (nothing lost, nothing twice), "Load generator", "Costs", "Parity".
[[nodiscard]] std::vector<ReportSection> pipeline_sections(const PipelineRun& run);

}  // namespace uslkit
