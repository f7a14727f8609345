// What an event costs in the load generator without the kernel: drawn, batched, written as JSON
// into a POST, acked and recorded. Limits: 0.3 us an event in batches of 100, 5 us a single
// request. Argument: events per POST. 300 bytes an event; Poisson arrivals, 1,000 tenants by Zipf.
#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "pipeline/load/class_clients.h"
#include "pipeline/load/load_connection.h"
#include "pipeline/load/load_plan.h"

namespace uslkit {
namespace {

Scenario bench_scenario(std::int64_t bytes) {
  TrafficClass orders;
  orders.name = "orders";
  orders.rate = RateProfile{ConstantRate{Rate{1e6}}};
  orders.tenants = ZipfTenants{.count = 1000, .exponent = 1};
  orders.size = Bytes{bytes};
  orders.client_timeout = std::chrono::seconds(1);
  orders.duplicate_share = 0.001;
  Scenario scenario;
  scenario.duration = std::chrono::hours(24);
  scenario.traffic.classes = {orders};
  scenario.log = LogSpec{.partitions = 8};
  return scenario;
}

struct Subject {
  Subject(std::int64_t batch_events, std::int64_t bytes, int threads = 1)
      : scenario(bench_scenario(bytes)),
        plan(scenario, options(batch_events, threads)),
        recorder(scenario),
        format(plan.classes()[0], plan),
        clients(plan, 0, 0, room, recorder) {}

  static LoadOptions options(std::int64_t batch_events, int threads) {
    LoadOptions result;
    result.port = 1;
    result.threads = threads;
    result.batch_events = batch_events;
    return result;
  }

  Scenario scenario;
  LoadPlan plan;
  RunRecorder recorder;
  WaitingRoom room{.most = 1'000'000};
  EventFormat format;
  ClassClients clients;
};

void produce_events(benchmark::State& state) {
  Subject subject(state.range(0), 300);
  LoadConnection connection;
  TimePoint now{};
  std::int64_t events = 0;
  for (auto _ : state) {
    now += std::chrono::microseconds(state.range(0));
    subject.clients.become_due(now, TimePoint::max());
    while (subject.clients.batch_due() <= now) {
      subject.clients.take_batch(connection.batch());
      connection.batch().written = now;
      connection.format(subject.format, "127.0.0.1", subject.plan.options().clock);
      benchmark::DoNotOptimize(connection.post_bytes());
      subject.clients.on_accepted(connection.batch(), now + std::chrono::microseconds(200));
      events += std::ssize(connection.batch().attempts);
    }
  }
  state.counters["cpu_per_event"] = benchmark::Counter(
      static_cast<double>(events), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(produce_events)->Arg(1)->Arg(10)->Arg(100);

void write_one_event(benchmark::State& state) {
  const Subject subject(1, state.range(0));
  std::string text(subject.format.most_bytes(), ' ');
  Attempt attempt{.tenant = 42, .key = 3};
  for (auto _ : state) {
    ++attempt.number;
    benchmark::DoNotOptimize(subject.format.write(text.data(), attempt, 1'767'225'600'000'000));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(write_one_event)->Arg(300)->Arg(1000);

// What a thread of eight pays for the seven events of others between two of its own.
void pass_over_events_of_others(benchmark::State& state) {
  const Subject subject(100, 300, 8);
  TrafficSource source(subject.scenario, RunStreams{}, {.name = "orders"});
  for (auto _ : state) {
    source.skip();
    benchmark::DoNotOptimize(source.next_time());
  }
}
BENCHMARK(pass_over_events_of_others);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
