// usage: a wrong argument is no wrong data.
#pragma once

#include "base/usage_error.h"

namespace uslkit::python {

// What `parse` returns; an InputError that it throws becomes a UsageError.
template <class Parse>
auto as_usage(const Parse& parse) {
  try {
    return parse();
  } catch (const InputError& error) {
    throw UsageError(error.parts());
  }
}

}  // namespace uslkit::python
