// The plot of a replay: load, consumers and lag of every contestant over one time axis.
#pragma once

#include "report/plot.h"
#include "sizing/autoscale_replay.h"

namespace uslkit {

[[nodiscard]] Plot replay_plot(const AutoscaleReplay& replay);

}  // namespace uslkit
