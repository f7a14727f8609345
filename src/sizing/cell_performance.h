// cell_performance: what a cell of given counts can do in a given world.
//
// Closed forms only, without allocation: they are asked for every world and every candidate.
#pragma once

#include <optional>

#include "model/batch_turns.h"
#include "sizing/sizing_model.h"
#include "sizing/sizing_plan.h"

namespace uslkit {

// Share of the load that the fullest cell carries. The router places tenants by size, so that a
// cell has 1 / cells, unless one tenant alone is larger.
[[nodiscard]] double largest_cell_share(const SizingModel& model, double cells);

// Consumers at work, were the fullest of them the measure of all: with P partitions on n consumers
// the fullest has ceil(P / n) of them, so P / ceil(P / n) consumers' worth of work gets done; with
// n > P a partition has at least floor(n / P) workers, at most `workers_per_partition`.
[[nodiscard]] double effective_consumers(const SizingModel& model, const CellCounts& counts);

// 1 + alpha (n-1) + beta n (n-1): how many times longer each of n consumers takes.
[[nodiscard]] double consumer_slowdown(const World& world, const CellCounts& counts);

// Events per second that the consumers of one cell get done.
[[nodiscard]] double consumer_capacity(const SizingModel& model, const World& world,
                                       const CellCounts& counts);

// Shards at work, were the fullest of them the measure of all: partition p writes to shard p mod S.
[[nodiscard]] double effective_shards(const CellCounts& counts);

// Operations per second of one shard at the best number of connections that is allowed.
[[nodiscard]] double shard_capacity(const DatabaseModel& database, const World& world);

// Events per second that the database of one cell takes; infinite without one.
[[nodiscard]] double database_capacity(const SizingModel& model, const World& world,
                                       const CellCounts& counts);

// Bytes per second of ingress that the brokers of one cell take: AWS, Eq. 1; infinite without
// limits.
[[nodiscard]] double broker_capacity(const SizingModel& model, const CellCounts& counts);

// Share of a cell's load that its fullest partition gets: the larger of the partition of the
// largest tenant, q + (1 - q) / P (F21), and the typical maximum of hashing, (1 + sqrt(2 P ln P S))
// / P. 1 / P without tenants.
[[nodiscard]] double largest_partition_share(const SizingModel& model, double cell_share,
                                             double partitions);

// Share of a cell's load that its fullest consumer gets: the fullest partition, one standard
// deviation above the typical maximum (a bad hashing rather than a typical one), and mean ones
// beside it.
[[nodiscard]] double largest_consumer_share(const SizingModel& model, double cell_share,
                                            const CellCounts& counts);

// What a write of the fullest consumer's batch takes in the database, seconds: its events at the
// cell's capacity, and the mean wait of M/D/1 for the batches of the others. 0 without a database.
[[nodiscard]] double database_time(const SizingModel& model, const World& world,
                                   const CellCounts& counts, const BatchTurns& turns, double rate);

// Seconds. The 99 % quantile of validated, appended and replicated: a wait of M/M/c scaled to
// constant service (Allen and Cunneen: half), the service, and the delays behind it. Infinite at
// saturation. `rate` is that of one cell.
[[nodiscard]] double ack_p99(const SizingModel& model, const World& world, const CellCounts& counts,
                             double rate);

// How the fullest consumer takes its turns at a rate of one cell: t0 and t1 stretched by the
// consumers' USL. Empty where batches are full, i.e. at saturation.
[[nodiscard]] std::optional<BatchTurns> consumer_turns(const SizingModel& model, const World& world,
                                                       const CellCounts& counts, double rate);

// Everything before a batch takes an event: validated, appended, replicated, pulled; seconds.
[[nodiscard]] double delay_before_batch(const SizingModel& model, const World& world);

// Seconds. The 99 % quantile from the client's send to applied, of the fullest consumer's events
// (batch_turns_quantile, and the database's time); infinite at saturation. Assumes constant batch
// times. `rate` is that of one cell at the peak.
[[nodiscard]] double end_to_end_p99(const SizingModel& model, const World& world,
                                    const CellCounts& counts, double rate);

// Whether that quantile keeps a promise: the same answer for a fifth of the time.
[[nodiscard]] bool end_to_end_p99_within(const SizingModel& model, const World& world,
                                         const CellCounts& counts, double rate, double promised);

}  // namespace uslkit
