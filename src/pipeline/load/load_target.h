// load_target: a scenario's load for an ingress that runs elsewhere, in a process or on a machine
// of its own.
//
// The requests are those of a run of the scenario, bit for bit, and so is what is reported of them.
// It sees requests and answers and nothing behind them: whether an acknowledged event was applied,
// lags and consumers are the other side's to tell.
#pragma once

#include <atomic>
#include <functional>

#include "pipeline/load/load_options.h"
#include "pipeline/load/load_report.h"
#include "scenario/scenario.h"

namespace uslkit {

struct LoadTargetOptions {
  LoadOptions load{};  // address and port of the ingress; the clock is set here
  // Answers that have not come by then, after the load, count as unanswered.
  Duration last_answers = std::chrono::seconds(10);
  const std::atomic<bool>* stop = nullptr;  // set: nothing more becomes due
  std::function<void(double time_s, const LoadProgress&)> on_look{};  // some twenty times a second
};

struct TargetLoad {
  LoadReport load{};
  double sent_for_s = 0;  // shorter than the scenario's duration where it was stopped
};

// Throws InputError where nobody listens there.
[[nodiscard]] TargetLoad load_target(const Scenario& scenario, const LoadTargetOptions& options);

}  // namespace uslkit
