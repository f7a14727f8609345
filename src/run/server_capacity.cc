#include "run/server_capacity.h"

#include "base/input_error.h"

namespace uslkit {
namespace {

[[noreturn]] void throw_no_capacity() {
  throw InputError({.place = {.pointer = "/synchronous/gamma"},
                    .found = "a server that completes nothing",
                    .allowed = "gamma > 0"});
}

}  // namespace

ServerCapacity::ServerCapacity(const SynchronousSpec& spec)
    : usl_{.alpha = spec.alpha, .beta = spec.beta, .gamma = spec.gamma.per_second},
      nodes_(static_cast<double>(spec.nodes)),
      per_node_(static_cast<double>(spec.in_flight_per_node)),
      ceiling_(usl_throughput(usl_, nodes_)) {
  if (!(spec.gamma.per_second > 0)) throw_no_capacity();
}

}  // namespace uslkit
