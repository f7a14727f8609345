// cell_needs: how much of everything one cell must have, constraint by constraint, unrounded.
//
// The numeric heart of a plan: the largest of each group binds. What is not constrained is 0, what
// cannot be had at any number is +infinity. No allocation.
#pragma once

#include "sizing/sizing_model.h"

namespace uslkit {

// Events per second that consumers and database of one cell must get done.
struct ProcessingNeeds {
  double sustained = 0;  // mean load at the planned utilisation
  double peak = 0;       // peak load at the planned utilisation, where the peak must be served
  double surge = 0;      // so that the lag of a surge keeps its promises
  double catch_up = 0;   // mean load, and a rebalance pause caught up within the recovery time
  double carried = 0;    // without any headroom: what must get done while a domain is down
  [[nodiscard]] double most() const;
};

struct IngressNeeds {
  double work = 0;     // validation on the servers
  double network = 0;  // in from clients, out to the log
  double domains = 0;  // one in each
  [[nodiscard]] double most() const;
};

struct BrokerNeeds {
  double throughput = 0;  // AWS Eq. 1 at the planned utilisation
  double storage = 0;
  double domains = 0;  // copies in different domains, alike in each
  [[nodiscard]] double most() const;
};

struct PartitionNeeds {
  double producer = 0;  // F T / p
  double consumer = 0;  // F T / c
  double hot = 0;       // so that the fullest partition keeps up
  [[nodiscard]] double most() const;
};

struct ShardNeeds {
  double operations = 0;
  double connections = 0;
  [[nodiscard]] double most() const;
};

struct CellNeeds {
  double rate = 0;        // events per second of the fullest cell at the peak
  double cell_share = 1;  // of the load
  ProcessingNeeds processing{};
  IngressNeeds ingress{};
  BrokerNeeds brokers{};
  double consumers = 0;  // N of the USL, real; infinite past the peak
  PartitionNeeds partitions{};
  ShardNeeds shards{};
};

// Of the fullest of `cells` cells.
[[nodiscard]] CellNeeds cell_needs(const SizingModel& model, const World& world, double cells);

// Smallest number of partitions with which the fullest of them (largest_partition_share) is no more
// than its consumers carry. Infinite when one tenant alone is more; 0 where there are no tenants.
[[nodiscard]] double partitions_for_hot_key(const SizingModel& model, const World& world,
                                            const CellNeeds& cell);

// Connections of one shard that has so many operations per second: the smaller root of the USL
// where the shard's capacity is a curve over connections, else Erlang C for the wanted share of
// waits.
[[nodiscard]] double pool_needed(const DatabaseModel& database, const World& world,
                                 double operations_per_s);

}  // namespace uslkit
