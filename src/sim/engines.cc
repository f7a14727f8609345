#include "sim/engines.h"

#include <fmt/format.h>

namespace uslkit {

std::string CellRun::stream(std::string_view purpose) const {
  return fmt::format("replication {}/cell {}/{}", replication, cell, purpose);
}

}  // namespace uslkit
