#include "pipeline/ingress/ingress_server.h"

#include "base/check.h"
#include "pipeline/ingress/ingress_worker.h"

namespace uslkit {

void IngressOptions::check() const {
  USLKIT_CHECK(threads >= 1);
  limits.check();
}

IngressServer::IngressServer(const Scenario& scenario, EventSink& sink, IngressOptions options)
    : options_(std::move(options)), control_interval_(scenario.control_interval) {
  options_.check();
  const std::size_t threads = static_cast<std::size_t>(options_.threads);
  shared_ =
      std::make_unique<IngressShared>(scenario, sink, options_.limits, options_.clock, threads);
  for (std::size_t i = 0; i < threads; ++i) {
    workers_.push_back(std::make_unique<IngressWorker>(*shared_, i));
  }
}

IngressServer::~IngressServer() { stop(Duration{0}); }

void IngressServer::start() {
  USLKIT_CHECK(port_ == 0);
  port_ = options_.port;
  for (const std::unique_ptr<IngressWorker>& worker : workers_) {
    port_ =
        worker->listen({.address = options_.address, .port = port_, .shared = workers_.size() > 1});
  }
  last_control_ = std::make_unique<IngressTotals>(shared_->counters);
  bool first = true;
  for (const std::unique_ptr<IngressWorker>& worker : workers_) {
    worker->start(control_interval_, first ? [this] { control(); } : std::function<void()>{});
    first = false;
  }
}

DrainReport IngressServer::stop(Duration limit) {
  shared_->draining = true;
  for (const std::unique_ptr<IngressWorker>& worker : workers_) worker->begin_drain();
  DrainReport report;
  report.complete = shared_->quota.wait_for_none(limit);
  report.connections = static_cast<std::int64_t>(shared_->quota.open());
  report.unanswered = shared_->in_flight;
  for (const std::unique_ptr<IngressWorker>& worker : workers_) {
    worker->abort_all();
    worker->stop();
  }
  return report;
}

// The ingress's own part of what the policies watch.
void IngressServer::control() {
  Signals signals = options_.signals ? options_.signals() : Signals{};
  const IngressTotals now(shared_->counters);
  const IngressTotals& before = *last_control_;
  LatencyCounts acks = now.acks;
  for (std::size_t i = 0; i < acks.size(); ++i) acks[i] -= before.acks[i];
  signals[Signal::ack_latency] = in_seconds(latency_quantile(acks, 0.99));
  signals[Signal::in_flight] = static_cast<double>(shared_->in_flight);
  const auto events = [&](IngressCount count) {
    return static_cast<double>(now[count] - before[count]);
  };
  const double failed = events(IngressCount::events_full) + events(IngressCount::events_failed);
  const double all = failed + events(IngressCount::events_accepted);
  signals[Signal::error_rate] = all > 0 ? failed / all : 0;
  shared_->gate.update(shared_->clock.now(), signals);
  *last_control_ = now;
}

IngressTotals IngressServer::totals() const { return IngressTotals(shared_->counters); }
IngressGauges IngressServer::gauges() const { return shared_->gauges(); }
AdmissionGate& IngressServer::admission() { return shared_->gate; }

}  // namespace uslkit
