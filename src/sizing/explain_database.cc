// The database of a plan: shards, connections, and what deduplication has to remember.
#include <cmath>

#include <fmt/format.h>

#include "model/database_sizing.h"
#include "model/dedup_window.h"
#include "model/round_up.h"
#include "sizing/cell_performance.h"
#include "sizing/explain_plan.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

double operations_of_cell(const Explained& plan) {
  return plan.needs.processing.most() * plan.model.database->operations_per_event;
}

std::string capacity_formula(const Explained& plan) {
  const DatabaseModel& database = *plan.model.database;
  const double capacity = shard_capacity(database, plan.model.planned);
  return fmt::format("operations / capacity of a shard = {} / {}",
                     rate_text(operations_of_cell(plan)), rate_text(capacity));
}

}  // namespace

PlannedQuantity explain_shards(const Explained& plan) {
  const DatabaseModel& database = *plan.model.database;
  const DatabaseCapacity& asked = *plan.request.database;
  PlannedQuantity result = counted(
      plan, "database_shards", "database shards", plan.counts.cell.database_shards,
      {{.name = "shard operations",
        .needed = plan.needs.shards.operations,
        .formula = capacity_formula(plan),
        .source = "lambda (writes + look-ups) / batch (F14)",
        .relax = asked.lookups_per_event > 0
                     ? "look-ups answered by a window in memory, larger batches, faster shards"
                     : "more events per operation, or faster shards"},
       {.name = "connections of a shard",
        .needed = plan.needs.shards.connections,
        .formula = fmt::format("operations x hold / most = {} x {} / {}",
                               rate_text(operations_of_cell(plan)), time_text(database.hold_time),
                               database.most_connections),
        .source = "Little (1961)",
        .relax = "connections held for less long"}});
  const double unrounded = static_cast<double>(round_up_to_count(plan.needs.shards.most()));
  if (static_cast<double>(plan.counts.cell.database_shards) > unrounded) {
    result.rounding = fmt::format("from {} to {} per cell, so that {} partitions spread evenly",
                                  short_number(unrounded), plan.counts.cell.database_shards,
                                  plan.counts.cell.partitions);
  }
  result.formula = "max over the bounds, rounded up";
  result.source = "Little's law and the capacity of a shard (F14)";
  result.assumption = "events spread evenly over the shards";
  result.inputs = {
      {"events to be processed", plan.needs.processing.most(), "/s", ""},
      {"operations per event", database.operations_per_event, "", "/database/writes_per_event"},
      {"operations of one shard", shard_capacity(database, plan.model.planned), "/s",
       "/database/capacity"}};
  return result;
}

PlannedQuantity explain_pool(const Explained& plan) {
  const DatabaseModel& database = *plan.model.database;
  const double operations =
      operations_of_cell(plan) / static_cast<double>(plan.counts.cell.database_shards);
  const double busy = operations * database.hold_time;
  PlannedQuantity result =
      counted(plan, "pool", "connections per shard", plan.counts.cell.pool, {});
  result.value = static_cast<double>(plan.counts.cell.pool);  // of one shard, not of all
  result.per_cell = result.value;
  result.inputs = {{"operations of a shard", operations, "/s", ""},
                   {"hold time", database.hold_time, "s", "/database/hold_time"},
                   {"mean connections in use", busy, "", ""}};
  if (plan.request.database->cores) {
    result.inputs.push_back(
        {"HikariCP's starting point, 2 x cores + 1 spindle",
         static_cast<double>(hikari_starting_pool(*plan.request.database->cores, 1)), "",
         "/database/cores"});
  }
  if (database.by_connections) {
    result.formula = "smallest root of the shard's USL over connections";
    result.source = "Gunther (2007), solved for N (F2)";
    result.bounds = {{"the shard's USL", result.value, result.formula, result.source,
                      "fewer operations per shard"}};
  } else {
    result.formula = fmt::format("fewest c with Erlang C(c, {}) <= {}", short_number(busy),
                                 share_text(database.wait_probability));
    result.source = "Erlang (1917); mean in use by Little (1961)";
    result.assumption =
        "exponential holding times; a database that more connections do not slow "
        "down (it usually is: fit its USL)";
    result.bounds = {{"waiting for a connection", result.value, result.formula, result.source,
                      "connections held for less long, or a larger share that may wait"}};
  }
  result.needed = result.value;
  return result;
}

PlannedQuantity explain_deduplication(const Explained& plan) {
  const DeduplicationSpec& asked = *plan.request.deduplication;
  const double rate = plan.model.planned.load_factor * plan.model.load.mean_rate;
  const double ids = identifiers_in_window(rate, in_seconds(asked.window));
  const double bloom = bloom_bits(ids, asked.bloom_false_positives) / 8;
  const double exact = ids * static_cast<double>(asked.id_size.count);
  PlannedQuantity result{.name = "deduplication",
                         .title = "memory of deduplication",
                         .unit = "B",
                         .value = exact,
                         .per_cell = exact * plan.needs.cell_share,
                         .needed = exact};
  result.formula = fmt::format(
      "mean rate x window x id = {} ids x {} B; a Bloom filter with {} "
      "false positives: {} and an authoritative look-up of every hit",
      short_number(ids), asked.id_size.count, share_text(asked.bloom_false_positives),
      bytes_text_of(bloom));
  result.source = "Bloom (1970): n x 1.44 log2(1/f) bits (F23)";
  result.assumption = "every identifier of the window is kept";
  result.inputs = {{"window", in_seconds(asked.window), "s", "/deduplication/window"},
                   {"identifiers in the window", ids, "", ""},
                   {"bytes of a Bloom filter", bloom, "B", ""}};
  result.bounds = {{"window", exact, result.formula, result.source,
                    "a shorter window, or the ids of a batch as one value"}};
  return result;
}

}  // namespace uslkit
