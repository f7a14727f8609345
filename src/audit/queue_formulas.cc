// Formulas of queues: latency, waiting, batches.
#include "audit/formula_registry.h"
#include "model/batch_service.h"
#include "model/erlang.h"
#include "model/littles_law.h"
#include "model/multi_server_queue.h"
#include "model/single_server_queue.h"

namespace uslkit {
namespace {

using Arguments = std::span<const double>;

BatchConsumer batches(double arrival_rate, double overhead, double per_event, double largest) {
  if (!(overhead + per_event > 0)) {
    refuse_arguments("a batch that takes no time", "t0 + t1 above 0");
  }
  return {.arrival_rate = arrival_rate,
          .batch_overhead = overhead,
          .time_per_event = per_event,
          .largest_batch = static_cast<std::int64_t>(largest)};
}

Formula batch_capacity() {
  return {.name = "batch_capacity",
          .arguments = {non_negative("t0"), non_negative("t1"), count("largest_batch", 1, 1e9)},
          .gives = "b / (t0 + b t1): events per time of one consumer with full batches",
          .source = "model/batch_service.h",
          .call = [](Arguments a) { return batches(1, a[0], a[1], a[2]).capacity(); }};
}

Formula batch_latency() {
  return {.name = "batch_latency",
          .arguments = {positive("arrival_rate"), non_negative("t0"), non_negative("t1"),
                        count("largest_batch", 1, 1e9), share("probability"),
                        non_negative("other_delay")},
          .gives = "quantile d + (1 + p) T*, T* = t0 / (1 - lambda t1); infinite when saturated",
          .source = "fluid limit of the batch chain; model/batch_service.h",
          .call = [](Arguments a) {
            return batch_latency_quantile(batches(a[0], a[1], a[2], a[3]),
                                          {.probability = a[4], .other_delay = a[5]});
          }};
}

Formula mm1_latency() {
  return {
      .name = "mm1_latency",
      .arguments = {non_negative("arrival_rate"), positive("service_time"), share("probability")},
      .gives = "quantile of the latency of M/M/1",
      .source = "Kleinrock (1975); model/single_server_queue.h",
      .call = [](Arguments a) {
        return MM1Queue{.arrival_rate = a[0], .service_time = a[1]}.latency_quantile(a[2]);
      }};
}

Formula mmc_latency() {
  return {.name = "mmc_latency",
          .arguments = {non_negative("arrival_rate"), positive("service_time"),
                        count("servers", 1, 1e6), share("probability")},
          .gives = "quantile of the latency of M/M/c",
          .source = "Kleinrock (1975); model/multi_server_queue.h",
          .call = [](Arguments a) {
            return MMcQueue{.arrival_rate = a[0],
                            .service_time = a[1],
                            .servers = static_cast<std::int64_t>(a[2])}
                .latency_quantile(a[3]);
          }};
}

Formula kingman_wait() {
  return {
      .name = "kingman_wait",
      .arguments = {non_negative("arrival_rate"), positive("service_time"),
                    non_negative("arrival_cv2"), non_negative("service_cv2")},
      .gives = "mean wait of G/G/1: rho/(1-rho) (ca^2 + cs^2)/2 S",
      .source = "Kingman (1961); model/single_server_queue.h",
      .call = [](Arguments a) {
        return GG1Queue{
            .arrival_rate = a[0], .service_time = a[1], .arrival_cv2 = a[2], .service_cv2 = a[3]}
            .mean_wait();
      }};
}

Formula erlang_wait() {
  return {.name = "erlang_c",
          .arguments = {count("servers", 1, 1e6), non_negative("offered_load")},
          .gives = "P(an arrival must wait) in M/M/c",
          .source = "Erlang (1917); model/erlang.h",
          .call = [](Arguments a) { return erlang_c(static_cast<std::int64_t>(a[0]), a[1]); }};
}

Formula erlang_loss() {
  return {.name = "erlang_b",
          .arguments = {count("servers", 0, 1e6), non_negative("offered_load")},
          .gives = "P(all servers busy) in M/G/c/c",
          .source = "Erlang (1917); model/erlang.h",
          .call = [](Arguments a) { return erlang_b(static_cast<std::int64_t>(a[0]), a[1]); }};
}

Formula in_flight() {
  return {.name = "in_flight",
          .arguments = {non_negative("throughput"), non_negative("latency")},
          .gives = "N = X R, the mean number inside",
          .source = "Little (1961); model/littles_law.h",
          .call = [](Arguments a) { return concurrency_from(a[0], a[1]); }};
}

}  // namespace

FormulaGroup queue_formulas() {
  return {.title = "Queues and latency",
          .formulas = {batch_capacity(), batch_latency(), mm1_latency(), mmc_latency(),
                       kingman_wait(), erlang_wait(), erlang_loss(), in_flight()}};
}

}  // namespace uslkit
