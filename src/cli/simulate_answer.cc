#include "cli/simulate_answer.h"

#include <utility>

#include "cli/assertions.h"
#include "cli/run_metrics.h"
#include "documents/run_document.h"
#include "scenario/scenario_file.h"

namespace uslkit {

ExitCode answer_simulation(const RunOutputOptions& options,
                           const std::vector<RunAssertion>& assertions, SimulateAnswer answer,
                           const Talk& talk) {
  RunResult& result = answer.result;
  result.provenance.scenario_source = answer.inputs.source;
  result.provenance.scenario_sha256 = scenario_hash(answer.scenario);
  const std::vector<AssertionResult> judged = judge(assertions, result);
  answer.inputs.options["expect"] = options.expect;
  // From here on only writing.
  const nlohmann::ordered_json document =
      run_document(result, {.options = std::move(answer.inputs.options),
                            .inputs = std::move(answer.inputs.inputs),
                            .assertions = to_json(judged)});
  write_run(options, result, document, judged, "", talk);
  return answer.stopped ? *answer.stopped : run_verdict(options, result, judged);
}

}  // namespace uslkit
