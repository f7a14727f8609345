#include "tests/sim/random_scenario.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/portable_math.h"
#include "base/random.h"

namespace uslkit {
namespace {

using namespace std::chrono_literals;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed, "random scenario") {}

  bool chance(double probability) { return random_.uniform() < probability; }
  std::int64_t whole(std::int64_t lowest, std::int64_t highest) {
    return lowest + static_cast<std::int64_t>(
                        random_.index(static_cast<std::uint64_t>(highest - lowest + 1)));
  }
  double real(double lowest, double highest) {
    return lowest + (highest - lowest) * random_.uniform();
  }
  // Small values as often as large ones.
  Duration time(Duration lowest, Duration highest) {
    const double ratio = static_cast<double>(highest.count()) / static_cast<double>(lowest.count());
    const double factor = portable_exp(portable_log(ratio) * random_.uniform());
    return Duration(static_cast<std::int64_t>(static_cast<double>(lowest.count()) * factor));
  }
  template <typename Enum>
  Enum one_of(int count) {
    return static_cast<Enum>(whole(0, count - 1));
  }

 private:
  Random random_;
};

ServiceLaw law(Dice& dice, Duration lowest, Duration highest) {
  const Duration mean = dice.time(lowest, highest);
  switch (dice.whole(0, 5)) {
    case 0:
      return ConstantLaw{mean};
    case 1:
      return ErlangLaw{.mean = mean, .phases = dice.whole(1, 20)};
    case 2:
      return UniformLaw{.lowest = mean / 2, .highest = mean * 3 / 2};
    case 3:
      return LognormalLaw{.mean = mean, .cv = dice.real(0.1, 2)};
    case 4:
      return HyperexponentialLaw{.mean = mean, .cv = dice.real(1, 3)};
    default:
      return ExponentialLaw{mean};
  }
}

BatchLaw batch_law(Dice& dice, Duration lowest, Duration highest) {
  BatchLaw law{.t0 = dice.time(lowest, highest)};
  if (dice.chance(0.7)) law.t1 = dice.time(1us, 100us);
  if (dice.chance(0.4)) law.cv = dice.real(0.05, 1);
  return law;
}

Rate some_rate(Dice& dice, double most) { return Rate{dice.real(0.05, 1) * most}; }

RateProfile profile(Dice& dice, const Scenario& scenario, double most, int depth) {
  const Duration run = scenario.duration;
  switch (dice.whole(0, depth > 0 ? 6 : 8)) {
    case 0:
      return {StepsRate{
          {{0s, some_rate(dice, most)}, {run / 3, Rate{0}}, {run / 2, some_rate(dice, 2 * most)}}}};
    case 1:
      return {RampRate{some_rate(dice, most), some_rate(dice, most), run / 4, run / 2}};
    case 2:
      return {SpikeRate{some_rate(dice, most / 2), some_rate(dice, 5 * most), run / 4, run / 20,
                        run / 10, run / 20}};
    case 3:
      return {DiurnalRate{
          .mean = some_rate(dice, most), .amplitude = 1, .period = 1s, .peak_at = run / 2}};
    case 7:
      return {SumRate{{profile(dice, scenario, most / 2, depth + 1),
                       profile(dice, scenario, most / 2, depth + 1)}}};
    case 8:
      return {ProductRate{.of = {profile(dice, scenario, most, depth + 1)},
                          .multiplier = {{0s, 0.5}, {run, dice.real(0, 2)}}}};
    default:
      return {ConstantRate{some_rate(dice, most)}};
  }
}

Tenants tenants(Dice& dice) {
  const std::int64_t count = dice.whole(1, 200);
  switch (dice.whole(0, 3)) {
    case 0:
      return UniformTenants{count};
    case 1:
      return ZipfTenants{.count = count, .exponent = dice.real(0.2, 2)};
    case 2:
      return HotTenants{.count = count, .hot = {{.tenant = count - 1, .share = dice.real(0, 1)}}};
    default:
      return NoTenants{};
  }
}

TrafficClass traffic_class(Dice& dice, const Scenario& scenario, std::size_t index, double most) {
  TrafficClass traffic;
  traffic.name = fmt::format("class {}", index);
  traffic.rate = profile(dice, scenario, most, 0);
  if (dice.chance(0.2)) traffic.arrivals = DeterministicArrivals{};
  if (dice.chance(0.2)) {
    traffic.arrivals = MmppArrivals{dice.real(1, 20), dice.time(1ms, 50ms), dice.time(1ms, 200ms)};
  }
  traffic.tenants = tenants(dice);
  traffic.size = Bytes{dice.whole(1, 10'000)};
  traffic.priority = dice.whole(1, 3);
  if (dice.chance(0.3)) traffic.durability = dice.one_of<Durability>(3);
  if (dice.chance(0.5)) traffic.client_timeout = dice.time(100us, 100ms);
  if (dice.chance(0.5)) {
    traffic.retry = ClientRetrySpec{.max_attempts = dice.whole(1, 6),
                                    .base_backoff = dice.time(100us, 50ms),
                                    .highest_backoff = 100ms,
                                    .jitter = dice.one_of<Jitter>(3)};
    if (dice.chance(0.5)) {
      traffic.retry->budget = RetryBudgetSpec{.ratio = dice.real(0, 1), .floor = Rate{10}};
    }
  }
  if (dice.chance(0.3)) traffic.poison_share = dice.real(0, 0.02);
  if (dice.chance(0.3)) traffic.invalid_share = dice.real(0, 0.1);
  if (dice.chance(0.4)) traffic.duplicate_share = dice.real(0, 0.3);
  return traffic;
}

Signal some_signal(Dice& dice, const Scenario& scenario) {
  std::vector<Signal> known{Signal::ack_latency, Signal::ingress_queue, Signal::in_flight,
                            Signal::error_rate};
  if (scenario.consumers) {
    known.insert(known.end(), {Signal::work_lag, Signal::age_lag, Signal::backlog,
                               Signal::end_to_end_latency, Signal::consumer_utilization});
  }
  if (scenario.database) known.push_back(Signal::database_utilization);
  return known[static_cast<std::size_t>(dice.whole(0, std::ssize(known) - 1))];
}

AdmissionSpec admission(Dice& dice, const Scenario& scenario) {
  const Rate rate{dice.real(500, 15'000)};
  const LimitScope scope = dice.one_of<LimitScope>(3);
  switch (dice.whole(0, 8)) {
    case 0:
      return TokenBucketSpec{.rate = rate, .burst = dice.real(1, 100), .scope = scope};
    case 1:
      return LeakyBucketSpec{.rate = rate, .depth = dice.real(1, 100), .scope = scope};
    case 2:
      return FixedWindowSpec{.rate = rate, .window = dice.time(1ms, 1s), .scope = scope};
    case 3:
      return SlidingWindowSpec{.rate = rate, .window = dice.time(1ms, 1s), .scope = scope};
    case 4:
      return PidLimiterSpec{.signal = some_signal(dice, scenario),
                            .set_point = dice.real(0.01, 10),
                            .kp = dice.real(0, 1000),
                            .ki = dice.real(0, 1000),
                            .initial = rate,
                            .lowest = Rate{100},
                            .highest = Rate{100'000}};
    case 5:
      return ConcurrencyLimitSpec{.limit = dice.one_of<ConcurrencyLimitKind>(2),
                                  .initial = dice.whole(1, 200)};
    case 6:
      return PrioritySheddingSpec{.signal = some_signal(dice, scenario),
                                  .thresholds = {{.above = dice.real(0.001, 1), .priority = 2}}};
    case 7:
      return ProbabilisticSheddingSpec{.capacity = rate};
    default:
      return CircuitBreakerSpec{.error_rate = dice.real(0.01, 0.5),
                                .window = dice.time(10ms, 200ms),
                                .minimum_calls = dice.whole(1, 50),
                                .cooldown = dice.time(5ms, 100ms),
                                .trial_calls = dice.whole(1, 20)};
  }
}

void add_ingress(Dice& dice, Scenario& scenario) {
  IngressSpec& ingress = scenario.ingress;
  ingress.nodes = dice.whole(1, 4);
  ingress.balancing = dice.one_of<Balancing>(5);
  if (ingress.balancing == Balancing::weighted) {
    for (std::int64_t i = 0; i < ingress.nodes; ++i) ingress.weights.push_back(dice.real(0.1, 3));
  }
  if (dice.chance(0.7)) {
    ingress.servers = dice.whole(1, 6);
    ingress.validation = law(dice, 20us, 1ms);
    if (dice.chance(0.5)) ingress.queue_limit = dice.whole(0, 100);
  } else if (dice.chance(0.5)) {
    ingress.validation = law(dice, 1us, 10ms);
  }
  if (dice.chance(0.5)) ingress.append = law(dice, 1us, 5ms);
}

void add_admission(Dice& dice, Scenario& scenario) {
  for (std::int64_t i = dice.whole(-2, 2); i > 0; --i) {
    scenario.ingress.admission.push_back(admission(dice, scenario));
  }
}

PartitionerSpec partitioner(Dice& dice, std::int64_t partitions) {
  PartitionerSpec spec{.by = dice.one_of<PartitionerKind>(5), .virtual_nodes = 20};
  if (spec.by == PartitionerKind::directory) spec.directory = {{.tenant = 0, .partition = 0}};
  if (spec.by == PartitionerKind::geography) spec.regions = dice.whole(1, partitions);
  return spec;
}

void add_log(Dice& dice, Scenario& scenario) {
  LogSpec log;
  log.profile = dice.one_of<LogProfile>(5);
  log.partitions = dice.whole(1, 12);
  log.partitioner = partitioner(dice, log.partitions);
  log.brokers = dice.whole(1, 4);
  log.replication = dice.whole(1, log.brokers);
  log.min_in_sync = dice.whole(1, log.replication);
  log.acks = dice.one_of<Durability>(3);
  if (dice.chance(0.5)) log.replication_latency = law(dice, 10us, 5ms);
  if (dice.chance(0.3)) log.bandwidth = Bandwidth{dice.real(1e6, 5e7)};
  if (dice.chance(0.2)) log.throughput_limit = Rate{dice.real(2000, 30'000)};
  if (dice.chance(0.4)) log.capacity = dice.whole(1, 500);
  log.on_full = dice.one_of<LogFull>(3);
  if (dice.chance(0.2)) log.retention = dice.time(1ms, 300ms);
  log.leader_election = dice.time(1ms, 200ms);
  if (dice.chance(0.2)) {
    log.resharding = ReshardingSpec{.at = scenario.duration / dice.whole(2, 10),
                                    .partitions = log.partitions + dice.whole(0, 8),
                                    .provision = 10ms,
                                    .dual_write = dice.time(1ms, 100ms),
                                    .backfill = Bytes{dice.whole(0, 1'000'000)},
                                    .backfill_length = dice.time(1ms, 100ms),
                                    .switch_pause = dice.time(1ms, 100ms)};
  }
  scenario.log = log;
}

AutoscalerSpec autoscaler(Dice& dice) {
  const Duration delay = dice.time(1ms, 100ms);
  switch (dice.whole(0, 4)) {
    case 0:
      return LagAutoscalerSpec{.lag = dice.one_of<LagKind>(2),
                               .trigger = dice.time(1ms, 200ms),
                               .delay = delay,
                               .cooldown = dice.time(1ms, 100ms),
                               .scale_in_after = dice.time(10ms, 200ms),
                               .highest = 30};
    case 1:
      return CpuAutoscalerSpec{.period = 50ms,
                               .metric_window = 100ms,
                               .delay = delay,
                               .stabilization = 100ms,
                               .highest = 30};
    case 2:
      return UslAutoscalerSpec{.alpha = 0.05,
                               .beta = 0.001,
                               .gamma = Rate{dice.real(500, 5000)},
                               .catch_up = 500ms,
                               .period = 50ms,
                               .delay = delay,
                               .highest = 30};
    case 3:
      return KedaAutoscalerSpec{.lag_threshold = dice.whole(1, 500),
                                .polling = 50ms,
                                .cooldown = 100ms,
                                .delay = delay,
                                .highest = 30};
    default:
      return FlinkAutoscalerSpec{.catch_up = 1s,
                                 .restart = dice.time(1ms, 50ms),
                                 .metric_window = 100ms,
                                 .delay = delay,
                                 .highest = 30};
  }
}

void add_consumers(Dice& dice, Scenario& scenario) {
  ConsumersSpec consumers;
  consumers.count = dice.whole(1, 16);
  consumers.workers_per_partition = dice.chance(0.5) ? 1 : dice.whole(2, 4);
  consumers.standby = dice.chance(0.7) ? 0 : dice.whole(1, 3);
  consumers.batch_size = dice.chance(0.2) ? 1 : dice.whole(1, 300);
  consumers.batch = batch_law(dice, 10us, 5ms);
  if (dice.chance(0.5)) consumers.pull = dice.time(1us, 20ms);
  consumers.idempotency = dice.one_of<Idempotency>(3);
  consumers.bloom_lookup = dice.time(1us, 1ms);
  consumers.max_attempts = dice.whole(1, 15);
  consumers.crash_restart = dice.time(100us, 50ms);
  consumers.dead_letter_queue = dice.chance(0.8);
  consumers.rebalance = {.protocol = dice.one_of<RebalanceProtocol>(2),
                         .pause = dice.time(1us, 100ms),
                         .session_timeout = dice.time(1ms, 200ms)};
  if (dice.chance(0.4)) consumers.autoscaler = autoscaler(dice);
  scenario.consumers = consumers;
}

void add_database(Dice& dice, Scenario& scenario) {
  DatabaseSpec database;
  database.mode = dice.one_of<WriteMode>(2);
  database.shards = dice.whole(1, 3);
  database.servers = dice.whole(1, 8);
  database.service = law(dice, 10us, 1ms);
  database.batch = batch_law(dice, 10us, 2ms);
  if (dice.chance(0.4)) database.write_limit = Rate{dice.real(1000, 50'000)};
  database.consumer_waits = dice.chance(0.6);
  if (dice.chance(0.4)) database.load = UslLoad{dice.real(0, 0.2), dice.real(0, 0.01)};
  scenario.database = database;
}

FaultKind fault_kind(Dice& dice, const Scenario& scenario) {
  switch (dice.whole(0, 9)) {
    case 0:
      return LatencyFault{.place = LatencyPlace::ingress,
                          .added = dice.time(10us, 20ms),
                          .share = dice.chance(0.5) ? 1 : dice.real(0, 1)};
    case 1:
      if (scenario.log) {
        return LatencyFault{
            .place = LatencyPlace::log, .added = dice.time(10us, 20ms), .share = dice.real(0, 1)};
      }
      break;
    case 2:
      if (scenario.log) return PartitionFault{{dice.whole(0, scenario.log->partitions - 1)}};
      break;
    case 3:
      if (scenario.log) return BrokerLossFault{dice.whole(0, scenario.log->brokers - 1)};
      break;
    case 4:
      if (scenario.consumers) return KillConsumersFault{dice.real(0, 1)};
      break;
    case 5:
      if (scenario.consumers) return ConsumerPauseFault{};
      break;
    case 6:
      if (scenario.database) return SlowDatabaseFault{dice.real(0.5, 10)};
      break;
    case 7:
      if (scenario.database) return DatabaseOutageFault{};
      break;
    case 8:
      if (scenario.log) return DiskFullFault{};
      break;
    default:
      if (scenario.database) {
        return LatencyFault{.place = LatencyPlace::database, .added = dice.time(10us, 5ms)};
      }
      break;
  }
  return CellLossFault{};
}

void add_faults(Dice& dice, Scenario& scenario) {
  for (std::int64_t i = dice.whole(-1, 4); i > 0; --i) {
    Fault fault{.at = dice.time(1ms, scenario.duration - 1ms)};
    if (dice.chance(0.8)) fault.length = dice.time(100us, scenario.duration / 2);
    fault.fault = fault_kind(dice, scenario);
    if (std::holds_alternative<CellLossFault>(fault.fault) || dice.chance(0.3)) {
      fault.cell = dice.whole(0, scenario.cells.count - 1);
    }
    scenario.faults.push_back(fault);
  }
}

ActionKind action_kind(Dice& dice, const Scenario& scenario) {
  switch (dice.whole(0, 3)) {
    case 0:
      return ReadOnlyAction{};
    case 1:
      return ShedClassAction{scenario.traffic.classes.front().name};
    case 2:
      if (scenario.consumers) return ScaleConsumersAction{dice.whole(1, 20), dice.time(1ms, 50ms)};
      break;
    default:
      break;
  }
  return LimitRateAction{Rate{dice.real(1000, 20'000)}};
}

void add_runbook(Dice& dice, Scenario& scenario) {
  for (std::int64_t i = dice.whole(-2, 2); i > 0; --i) {
    RunbookAction action{.action = action_kind(dice, scenario)};
    if (dice.chance(0.5)) {
      action.at = dice.time(1ms, scenario.duration - 1ms);
      if (dice.chance(0.7)) action.length = dice.time(1ms, 200ms);
    } else {
      action.when = Condition{.signal = some_signal(dice, scenario), .above = dice.real(0, 0.5)};
      if (dice.chance(0.7)) action.when->until_below = action.when->above / 2;
    }
    scenario.runbook.push_back(action);
  }
}

void add_cells(Dice& dice, Scenario& scenario) {
  if (dice.chance(0.6)) return;
  CellsSpec& cells = scenario.cells;
  cells.count = dice.whole(2, 3);
  if (cells.count == 2 && dice.chance(0.5)) cells.shares = {0.25, 0.75};
  cells.failover = dice.chance(0.7);
  cells.failover_detection = dice.time(1ms, 200ms);
}

}  // namespace

Scenario random_scenario(std::uint64_t seed) {
  Dice dice(seed);
  Scenario scenario;
  scenario.seed = seed;
  scenario.duration = Duration(1ms) * dice.whole(500, 1500);
  if (dice.chance(0.5)) scenario.warm_up = dice.time(1ms, scenario.duration / 2);
  scenario.control_interval = dice.time(5ms, 200ms);
  scenario.series_interval = dice.time(20ms, 200ms);
  const std::int64_t classes = dice.whole(1, 3);
  for (std::int64_t i = 0; i < classes; ++i) {
    scenario.traffic.classes.push_back(traffic_class(dice, scenario, static_cast<std::size_t>(i),
                                                     15'000 / static_cast<double>(classes)));
  }
  add_ingress(dice, scenario);
  if (dice.chance(0.9)) add_log(dice, scenario);
  if (scenario.log && dice.chance(0.95)) add_consumers(dice, scenario);
  if (scenario.consumers && dice.chance(0.6)) add_database(dice, scenario);
  add_admission(dice, scenario);
  add_cells(dice, scenario);
  add_faults(dice, scenario);
  add_runbook(dice, scenario);
  return scenario;
}

}  // namespace uslkit
