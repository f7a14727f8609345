// present_month: the month in which the command is run: where a forecast starts unless it is told.
#pragma once

#include "sizing/sizing_answer.h"

namespace uslkit {

// In UTC. The only clock of `uslkit size`: a request with "as_of", or --from, does without.
[[nodiscard]] Month present_month();

}  // namespace uslkit
