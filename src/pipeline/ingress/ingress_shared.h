// IngressShared: what all threads of one ingress have in common.
#pragma once

#include <atomic>
#include <cstdint>

#include "pipeline/ingress/admission_gate.h"
#include "pipeline/ingress/connection_quota.h"
#include "pipeline/ingress/event_router.h"
#include "pipeline/ingress/event_sink.h"
#include "pipeline/ingress/ingress_limits.h"
#include "pipeline/ingress/ingress_metrics.h"
#include "pipeline/ingress/request_reader.h"
#include "pipeline/sharded.h"
#include "pipeline/steady_run_clock.h"

namespace uslkit {

struct IngressShared {
  IngressShared(const Scenario& scenario, EventSink& to, const IngressLimits& given,
                SteadyRunClock of_run, std::size_t threads)
      : limits(given),
        clock(of_run),
        sink(to),
        router(scenario),
        gate(scenario),
        quota(given.connections, given.connections_per_address),
        body_memory(given.body_memory_bytes),
        counters(threads) {
    limits.check();
  }

  [[nodiscard]] IngressGauges gauges() const {
    return {.connections = static_cast<std::int64_t>(quota.open()),
            .requests_in_flight = in_flight,
            .body_memory_bytes = static_cast<std::int64_t>(body_memory.used()),
            .draining = draining};
  }

  IngressLimits limits;
  SteadyRunClock clock;
  EventSink& sink;
  EventRouter router;
  AdmissionGate gate;
  ConnectionQuota quota;
  BodyMemory body_memory;
  Sharded<IngressCounters> counters;
  std::atomic<std::int64_t> in_flight{0};  // requests whose append is not answered
  std::atomic<bool> draining{false};
};

}  // namespace uslkit
