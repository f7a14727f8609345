// Consumers: who reads the log, in batches, and how their number follows the load.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/units.h"
#include "scenario/service_law.h"

namespace uslkit {

enum class LagKind : std::uint8_t { work_lag, age_lag };

struct LagAutoscalerSpec {
  std::string note{};
  LagKind lag = LagKind::work_lag;
  Duration trigger = std::chrono::seconds(30);
  double growth = 1;                            // +100 % at each step
  Duration delay = std::chrono::minutes(4);     // from decision to working consumers
  Duration cooldown = std::chrono::minutes(5);  // after a step
  std::optional<Duration> scale_in_after{};     // calm for so long; absent: never
  std::int64_t lowest = 1;
  std::int64_t highest = 1000;
};
struct CpuAutoscalerSpec {  // the Kubernetes HPA rule: ceil(n x utilisation / target)
  std::string note{};
  double target = 0.7;
  double tolerance = 0.1;
  Duration period = std::chrono::seconds(15);
  Duration metric_window = std::chrono::minutes(5);  // utilisation is averaged over it
  Duration delay = std::chrono::minutes(4);
  Duration stabilization = std::chrono::minutes(5);
  std::int64_t lowest = 1;
  std::int64_t highest = 1000;
};
struct UslAutoscalerSpec {
  std::string note{};
  double alpha = 0;
  double beta = 0;
  Rate gamma{0};                                // of one consumer
  Duration catch_up = std::chrono::minutes(5);  // time in which a backlog is to be drained
  double target_utilization = 0.7;
  Duration period = std::chrono::seconds(15);
  Duration delay = std::chrono::minutes(4);
  std::int64_t lowest = 1;
  std::int64_t highest = 1000;
};
struct KedaAutoscalerSpec {
  std::string note{};
  std::int64_t lag_threshold = 1000;  // events per consumer
  Duration polling = std::chrono::seconds(30);
  Duration cooldown = std::chrono::minutes(5);
  Duration delay = std::chrono::minutes(4);
  std::int64_t lowest = 1;
  std::int64_t highest = 1000;
};
struct FlinkAutoscalerSpec {
  std::string note{};
  double target_utilization = 0.7;
  Duration catch_up = std::chrono::minutes(30);
  Duration restart = std::chrono::minutes(5);  // all consumers stand still for it
  Duration metric_window = std::chrono::minutes(5);
  Duration delay{0};
  std::int64_t lowest = 1;
  std::int64_t highest = 1000;
};
using AutoscalerSpec = std::variant<LagAutoscalerSpec, CpuAutoscalerSpec, UslAutoscalerSpec,
                                    KedaAutoscalerSpec, FlinkAutoscalerSpec>;

enum class RebalanceProtocol : std::uint8_t { eager, cooperative };

struct RebalanceSpec {
  RebalanceProtocol protocol = RebalanceProtocol::cooperative;
  Duration pause{0};  // eager: every partition stands still; cooperative: those that move
  Duration session_timeout = std::chrono::seconds(45);  // until a dead consumer is noticed
};

// How a real consumer spends the time of a batch; the same to the simulator.
enum class WorkStyle : std::uint8_t { sleep, spin };

enum class Idempotency : std::uint8_t { none, exact, bloom };

struct ConsumersSpec {
  std::string note{};
  std::int64_t count = 1;                  // per cell
  std::int64_t workers_per_partition = 1;  // consumers that may share one partition
  std::int64_t standby = 0;                // take over a dead consumer's partitions at once
  std::int64_t batch_size = 1000;
  BatchLaw batch{};
  WorkStyle work = WorkStyle::sleep;
  Duration pull{0};  // from appended to visible for a consumer
  Idempotency idempotency = Idempotency::exact;
  double bloom_false_positives = 0.01;
  Duration bloom_lookup{0};       // of the authoritative check after a hit
  std::int64_t max_attempts = 3;  // then a poison event goes to the dead-letter queue
  Duration crash_restart = std::chrono::seconds(1);  // a consumer that met a poison event
  bool dead_letter_queue = true;                     // false: a poison event is retried for ever
  RebalanceSpec rebalance{};
  std::optional<AutoscalerSpec> autoscaler{};
};

}  // namespace uslkit
