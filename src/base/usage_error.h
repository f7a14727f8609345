// UsageError: the caller asked wrongly: an option or an argument, not the data.
#pragma once

#include "base/input_error.h"

namespace uslkit {

// Same message form as InputError; main exits with code 2.
class UsageError : public InputError {
 public:
  using InputError::InputError;
};

}  // namespace uslkit
