// Ingress: validates, limits and appends; answers 202 as soon as the log has the event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/admission.h"
#include "scenario/service_law.h"

namespace uslkit {

enum class Balancing : std::uint8_t {
  round_robin,
  weighted,
  least_connections,
  power_of_two,
  latency_aware
};

struct IngressSpec {
  std::string note{};
  std::int64_t nodes = 1;  // per cell
  Balancing balancing = Balancing::round_robin;
  std::vector<double> weights{};              // one per node, for `weighted`
  std::optional<std::int64_t> servers{};      // per node; absent: a pure delay without a queue
  ServiceLaw validation = ConstantLaw{};      // the work that a server does
  ServiceLaw append = ConstantLaw{};          // from validated to written in the log's leader
  std::optional<std::int64_t> queue_limit{};  // waiting requests per node; a further one is refused
  std::vector<AdmissionSpec> admission{};
};

}  // namespace uslkit
