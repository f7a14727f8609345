#include "pipeline/load/load_generator.h"

#include <algorithm>
#include <vector>

#include <arpa/inet.h>

#include "base/check.h"
#include "base/input_error.h"
#include "pipeline/load/assemble_report.h"
#include "pipeline/load/load_worker.h"

namespace uslkit {
namespace {

sockaddr_in address_of(const LoadOptions& options) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(options.port);
  if (::inet_pton(AF_INET, options.address.c_str(), &to.sin_addr) != 1) {
    throw InputError({.place = {.source = "the load generator's address"},
                      .found = uslkit::quoted(options.address),
                      .allowed = "an IPv4 address",
                      .hint = "127.0.0.1 is this machine"});
  }
  return to;
}

// Dealt out evenly, at least one for each.
int share_of(int connections, int threads, int thread) {
  return std::max(connections / threads + (thread < connections % threads ? 1 : 0), 1);
}

}  // namespace

struct LoadGenerator::Parts {
  Parts(const Scenario& scenario, RunRecorder& recorder, const LoadOptions& options)
      : plan(scenario, options) {
    const sockaddr_in to = address_of(options);
    for (int i = 0; i < options.threads; ++i) {
      workers.push_back(
          std::make_unique<LoadWorker>(plan, recorder, static_cast<std::size_t>(i),
                                       share_of(options.connections, options.threads, i), to));
    }
  }

  LoadPlan plan;
  std::vector<std::unique_ptr<LoadWorker>> workers;
  bool started = false;
  bool finished = false;
};

LoadGenerator::LoadGenerator(const Scenario& scenario, RunRecorder& recorder,
                             const LoadOptions& options)
    : parts_(std::make_unique<Parts>(scenario, recorder, options)) {
  USLKIT_CHECK(scenario.cells.count == 1);
}

LoadGenerator::~LoadGenerator() = default;

void LoadGenerator::start() {
  USLKIT_CHECK(!parts_->started);
  parts_->started = true;
  for (const std::unique_ptr<LoadWorker>& each : parts_->workers) each->start();
}

void LoadGenerator::stop_sending() {
  const TimePoint now = parts_->plan.options().clock.now();
  for (const std::unique_ptr<LoadWorker>& each : parts_->workers) each->stop_sending(now);
}

LoadReport LoadGenerator::finish(Duration limit) {
  USLKIT_CHECK(parts_->started);
  USLKIT_CHECK(!parts_->finished);
  parts_->finished = true;
  stop_sending();
  const TimePoint end = parts_->plan.options().clock.now() + limit;
  for (const std::unique_ptr<LoadWorker>& each : parts_->workers) each->finish(end);
  std::vector<const LoadWorker*> workers;
  for (const std::unique_ptr<LoadWorker>& each : parts_->workers) {
    each->join();
    workers.push_back(each.get());
  }
  return assemble_report(parts_->plan, workers);
}

LoadProgress LoadGenerator::progress() const {
  LoadProgress sum;
  for (const std::unique_ptr<LoadWorker>& each : parts_->workers) {
    const LoadProgress part = each->progress();
    sum.sent += part.sent;
    sum.acked += part.acked;
    sum.failed += part.failed;
    sum.not_sent += part.not_sent;
    sum.waiting += part.waiting;
    sum.in_flight += part.in_flight;
    sum.sending = sum.sending || part.sending;
  }
  return sum;
}

}  // namespace uslkit
