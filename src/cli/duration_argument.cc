#include "cli/duration_argument.h"

#include "cli/exit_code.h"

namespace uslkit {

Duration duration_argument(const std::string& text, const std::string& place, Sign sign) {
  try {
    return parse_duration(text, {.source = place}, sign);
  } catch (const InputError& error) {
    throw UsageError(error.parts());
  }
}

}  // namespace uslkit
