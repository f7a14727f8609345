// IngressServer: the pipeline's HTTP entrance: validates, admits, appends, and answers.
//
//   POST /events    application/json: one event; application/x-ndjson: a batch, one event a line
//   GET  /healthz   200, or 503 while it drains
//   GET  /metrics   Prometheus text
//
// docs/pipeline-ingress.md has the statuses, limits and metrics. Life cycle:
//   construct -> start() -> serving -> stop(limit) -> the sink answers or is stopped -> destroy.
// The sink must have answered every append, or never answer it any more, before the server is
// destroyed. start() and stop() are called by one thread; the rest is thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/units.h"
#include "pipeline/ingress/event_sink.h"
#include "pipeline/ingress/ingress_limits.h"
#include "pipeline/ingress/ingress_metrics.h"
#include "pipeline/steady_run_clock.h"
#include "scenario/scenario.h"
#include "scenario/signals.h"

namespace uslkit {

class AdmissionGate;
class IngressWorker;
struct IngressShared;

struct IngressOptions {
  // Loopback: whoever wants to be reached from elsewhere says so, and sets limits.hosts.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the kernel chooses; port() tells
  int threads = 1;         // event loops, >= 1
  IngressLimits limits{};
  SteadyRunClock clock{};  // of the run
  // What the ingress cannot see: lags, backlog, utilisations. Asked at every control interval of
  // the scenario, on a thread of the ingress; empty: zero. Acks, errors and requests in flight are
  // filled in afterwards.
  std::function<Signals()> signals{};

  void check() const;
};

struct DrainReport {
  bool complete = false;         // every request that was read was answered
  std::int64_t unanswered = 0;   // requests whose append was not answered within the limit
  std::int64_t connections = 0;  // that were cut off
};

class IngressServer {
 public:
  IngressServer(const Scenario& scenario, EventSink& sink, IngressOptions options);
  ~IngressServer();
  IngressServer(const IngressServer&) = delete;
  IngressServer& operator=(const IngressServer&) = delete;

  // Throws InputError where it cannot listen.
  void start();
  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Accepts nothing new, answers what was received, and ends within `limit` (and a moment).
  DrainReport stop(Duration limit);

  [[nodiscard]] IngressTotals totals() const;
  [[nodiscard]] IngressGauges gauges() const;
  // The runbook's switches and the traces of the policies.
  [[nodiscard]] AdmissionGate& admission();

 private:
  void control();

  IngressOptions options_;
  Duration control_interval_;
  std::unique_ptr<IngressShared> shared_;
  std::vector<std::unique_ptr<IngressWorker>> workers_;
  std::uint16_t port_ = 0;
  std::unique_ptr<IngressTotals> last_control_;  // of the control interval that ended
};

}  // namespace uslkit
