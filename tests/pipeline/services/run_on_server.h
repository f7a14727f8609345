// run_on_server: a whole run of a small scenario with its log on this test program's server.
#pragma once

#include <string>
#include <vector>

#include "pipeline/host/run_pipeline.h"
#include "tests/pipeline/run/small_scenario.h"
#include "tests/pipeline/services/shared_service.h"

namespace uslkit::test {

// The pipeline of small_scenario(sets) over a log of its own.
inline PipelineRun run_on_server(const std::vector<std::string>& sets = {}) {
  RunPipelineOptions options;
  options.pipeline.log_url = shared_service().url() + "/" + shared_service().new_name();
  return run_pipeline(small_scenario(sets), options);
}

}  // namespace uslkit::test
