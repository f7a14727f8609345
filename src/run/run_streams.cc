#include "run/run_streams.h"

#include <fmt/format.h>

namespace uslkit {

std::string RunStreams::stream(std::string_view purpose) const {
  return fmt::format("replication {}/cell {}/{}", replication, cell, purpose);
}

}  // namespace uslkit
