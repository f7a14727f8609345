// ExitCode: what the process tells its caller.
#pragma once

#include "base/usage_error.h"

namespace uslkit {

enum class ExitCode : int {
  ok = 0,
  runtime_error = 1,      // the world refused: disk full, no permission
  usage = 2,              // unknown command, option or metric; a value that is not allowed
  bad_input = 3,          // a file that cannot be read as measurements or as a fit
  no_usable_answer = 4,   // read well, but no honest fit exists, or no plan keeps the promises
  validation_failed = 5,  // a validating command found faults
  assertion_failed = 99,  // --assert did not hold
  interrupted = 130,      // SIGINT
  terminated = 143,       // SIGTERM
};

}  // namespace uslkit
