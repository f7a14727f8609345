// The declared fields of a sizing request.
#include "sizing/sizing_request_fields.h"

namespace uslkit {

template <>
const ObjectFields<SizingSlo>& fields_of<SizingSlo>() {
  static const ObjectFields<SizingSlo> fields =
      ObjectFields<SizingSlo>("sizing_slo", "What is promised; what is not promised does not bind.")
          .field("note", &SizingSlo::note, {.doc = "What it is for, to people"})
          .field("ack_p99", &SizingSlo::ack_p99,
                 {.doc = "99 % of the answers come within it", .above = 0})
          .field("end_to_end_p99", &SizingSlo::end_to_end_p99,
                 {.doc = "99 % of the events take effect within it, also at the peak", .above = 0})
          .field("max_lag", &SizingSlo::max_lag,
                 {.doc = "Largest work-lag of a surge: so much the log may absorb", .above = 0})
          .field("recovery", &SizingSlo::recovery,
                 {.doc = "From reaching the peak to a work-lag below 1 s for good", .above = 0})
          .field("availability", &SizingSlo::availability,
                 {.doc = "Of acks, over a year", .above = 0, .below = 1})
          .field("confidence", &SizingSlo::confidence,
                 {.doc = "Share of the drawn worlds in which all promises hold; absent: plan for "
                         "the likely world",
                  .above = 0,
                  .highest = 1});
  return fields;
}

template <>
const ObjectFields<HeadroomSpec>& fields_of<HeadroomSpec>() {
  static const ObjectFields<HeadroomSpec> fields =
      ObjectFields<HeadroomSpec>("headroom", "How much is left free.")
          .field("note", &HeadroomSpec::note, {.doc = "What it is for, to people"})
          .field("utilization", &HeadroomSpec::utilization,
                 {.doc = "Planned share of a capacity; the loss of a domain may demand less",
                  .above = 0,
                  .highest = 1})
          .field("partition_factor", &HeadroomSpec::partition_factor,
                 {.doc = "Partitions for so many times the load: they are hard to add",
                  .lowest = 1,
                  .highest = 100});
  return fields;
}

template <>
const ObjectFields<DomainsSpec>& fields_of<DomainsSpec>() {
  static const ObjectFields<DomainsSpec> fields =
      ObjectFields<DomainsSpec>("domains", "Zones or racks over which every cell is spread.")
          .field("note", &DomainsSpec::note, {.doc = "What it is for, to people"})
          .field("count", &DomainsSpec::count,
                 {.doc = "Number of domains", .lowest = 1, .highest = 100})
          .field("absorb_one_loss", &DomainsSpec::absorb_one_loss,
                 {.doc = "The others carry the load of a lost one: utilization at most (count - 1) "
                         "/ count"});
  return fields;
}

template <>
const ObjectFields<IngressCapacity>& fields_of<IngressCapacity>() {
  static const ObjectFields<IngressCapacity> fields =
      ObjectFields<IngressCapacity>("ingress_capacity", "What one node of the ingress does.")
          .field("note", &IngressCapacity::note, {.doc = "What it is for, to people"})
          .field("servers", &IngressCapacity::servers,
                 {.doc = "Requests of one node in work at once: its cores",
                  .lowest = 1,
                  .highest = 100000})
          .field("validation", &IngressCapacity::validation,
                 {.doc = "Time of one server for a request"})
          .field("append", &IngressCapacity::append,
                 {.doc = "From validated to written in the log"})
          .field("replication", &IngressCapacity::replication,
                 {.doc = "From there to acknowledged by the replicas"})
          .field("network", &IngressCapacity::network,
                 {.doc = "Of one node, in each direction", .above = 0})
          .field("instance", &IngressCapacity::instance,
                 {.doc = "Its type in the catalogue, for network and price", .fewest = 1});
  return fields;
}

template <>
const ObjectFields<BrokerCapacity>& fields_of<BrokerCapacity>() {
  static const ObjectFields<BrokerCapacity> fields =
      ObjectFields<BrokerCapacity>("broker_capacity", "What one broker of the log does.")
          .field("note", &BrokerCapacity::note, {.doc = "What it is for, to people"})
          .field("disk", &BrokerCapacity::disk, {.doc = "Throughput of its volumes", .above = 0})
          .field("disk_network", &BrokerCapacity::disk_network,
                 {.doc = "Between instance and volumes", .above = 0})
          .field("network", &BrokerCapacity::network, {.doc = "In each direction", .above = 0})
          .field("storage", &BrokerCapacity::storage, {.doc = "Of its volumes"})
          .field("partitions", &BrokerCapacity::partitions,
                 {.doc = "Replicas that it may hold", .lowest = 1, .highest = 1000000})
          .field("instance", &BrokerCapacity::instance,
                 {.doc = "Its type in the catalogue, for limits and price", .fewest = 1});
  return fields;
}

template <>
const ObjectFields<LogCapacity>& fields_of<LogCapacity>() {
  static const ObjectFields<LogCapacity> fields =
      ObjectFields<LogCapacity>("log_capacity", "The partitioned log.")
          .field("note", &LogCapacity::note, {.doc = "What it is for, to people"})
          .field("partition_write_rate", &LogCapacity::partition_write_rate,
                 {.doc = "What one partition accepts; absent: no limit", .above = 0})
          .field("replication", &LogCapacity::replication,
                 {.doc = "Copies of every event", .lowest = 1, .highest = 100})
          .field(
              "consumer_groups", &LogCapacity::consumer_groups,
              {.doc = "Groups that each read everything (fan-out)", .lowest = 0, .highest = 10000})
          .field("retention", &LogCapacity::retention, {.doc = "How long events are kept"})
          .field("compression", &LogCapacity::compression,
                 {.doc = "Original / compressed size", .above = 0, .highest = 1000})
          .field("fill", &LogCapacity::fill,
                 {.doc = "Share of a disk that may be full", .above = 0, .highest = 1})
          .field("most_partitions", &LogCapacity::most_partitions,
                 {.doc = "Of one cell", .lowest = 1, .highest = 1000000})
          .field("broker", &LogCapacity::broker, {.doc = "One broker"});
  return fields;
}

template <>
const ObjectFields<ConsumerCapacity>& fields_of<ConsumerCapacity>() {
  static const ObjectFields<ConsumerCapacity> fields =
      ObjectFields<ConsumerCapacity>("consumer_capacity", "What one consumer of the log does.")
          .field("note", &ConsumerCapacity::note, {.doc = "What it is for, to people"})
          .field("capacity", &ConsumerCapacity::capacity,
                 {.doc = "Events per second with full batches; a rate, a range, a USL or a fit "
                         "over consumers",
                  .required = true})
          .field("workers_per_partition", &ConsumerCapacity::workers_per_partition,
                 {.doc = "Consumers that may share one partition", .lowest = 1, .highest = 100000})
          .field("batch_size", &ConsumerCapacity::batch_size,
                 {.doc = "Most events of a batch", .lowest = 1, .highest = 10000000})
          .field("batch_overhead", &ConsumerCapacity::batch_overhead,
                 {.doc = "Time of a batch, whatever its size (t0)"})
          .field("pull", &ConsumerCapacity::pull, {.doc = "From appended to visible"})
          .field("rebalance_pause", &ConsumerCapacity::rebalance_pause,
                 {.doc = "Nobody reads a partition that changes hands for so long"})
          .field("start_delay", &ConsumerCapacity::start_delay,
                 {.doc = "From the decision for more consumers to their work"})
          .field("scale_trigger", &ConsumerCapacity::scale_trigger,
                 {.doc = "Work-lag at which an autoscaler would decide", .above = 0})
          .field("instance", &ConsumerCapacity::instance,
                 {.doc = "Its type in the catalogue, for the price", .fewest = 1});
  return fields;
}

template <>
const ObjectFields<DatabaseCapacity>& fields_of<DatabaseCapacity>() {
  static const ObjectFields<DatabaseCapacity> fields =
      ObjectFields<DatabaseCapacity>("database_capacity", "What one shard of the database does.")
          .field("note", &DatabaseCapacity::note, {.doc = "What it is for, to people"})
          .field(
              "capacity", &DatabaseCapacity::capacity,
              {.doc =
                   "Operations per second of a shard; a USL or a fit is one over its connections",
               .required = true})
          .field("writes_per_event", &DatabaseCapacity::writes_per_event,
                 {.doc = "Operations that change state", .lowest = 0, .highest = 1000})
          .field("lookups_per_event", &DatabaseCapacity::lookups_per_event,
                 {.doc = "Operations that look for duplicates", .lowest = 0, .highest = 1000})
          .field(
              "events_per_operation", &DatabaseCapacity::events_per_operation,
              {.doc = "Events that one operation writes together", .lowest = 1, .highest = 1000000})
          .field("hold_time", &DatabaseCapacity::hold_time,
                 {.doc = "Of a connection, per operation", .above = 0})
          .field("wait_probability", &DatabaseCapacity::wait_probability,
                 {.doc = "Share of operations that may find no connection free",
                  .above = 0,
                  .highest = 1})
          .field("most_connections", &DatabaseCapacity::most_connections,
                 {.doc = "Of one shard", .lowest = 1, .highest = 1000000})
          .field("cores", &DatabaseCapacity::cores,
                 {.doc = "Of one shard, for the rule of HikariCP", .lowest = 1, .highest = 1000000})
          .field("instance", &DatabaseCapacity::instance,
                 {.doc = "Its type in the catalogue, for the price", .fewest = 1});
  return fields;
}

template <>
const ObjectFields<LargestCell>& fields_of<LargestCell>() {
  static const ObjectFields<LargestCell> fields =
      ObjectFields<LargestCell>(
          "largest_cell", "The largest cell that is trusted: what was tested; absent: no limit.")
          .field("consumers", &LargestCell::consumers,
                 {.doc = "Its consumers", .lowest = 1, .highest = 1000000})
          .field("brokers", &LargestCell::brokers,
                 {.doc = "Its brokers", .lowest = 1, .highest = 1000000})
          .field("database_shards", &LargestCell::database_shards,
                 {.doc = "Its database shards", .lowest = 1, .highest = 1000000})
          .field("ingress_nodes", &LargestCell::ingress_nodes,
                 {.doc = "Its ingress nodes", .lowest = 1, .highest = 1000000});
  return fields;
}

template <>
const std::vector<Word<CellPreference>>& words_of<CellPreference>() {
  static const std::vector<Word<CellPreference>> words{
      {"cheapest", CellPreference::cheapest, "The number of cells with the lowest cost"},
      {"fewest", CellPreference::fewest, "As few cells as carry the load"}};
  return words;
}

template <>
const ObjectFields<CellsRequest>& fields_of<CellsRequest>() {
  static const ObjectFields<CellsRequest> fields =
      ObjectFields<CellsRequest>("cells_request", "Complete, shared-nothing copies of the stack.")
          .field("note", &CellsRequest::note, {.doc = "What it is for, to people"})
          .field("prefer", &CellsRequest::prefer, {.doc = "Which number of cells is chosen"})
          .field("most", &CellsRequest::most,
                 {.doc = "Cells at most", .lowest = 1, .highest = 100000})
          .field(
              "largest_blast_radius", &CellsRequest::largest_blast_radius,
              {.doc = "Share of the load that one cell may take with it", .above = 0, .highest = 1})
          .field("incidents_per_year", &CellsRequest::incidents_per_year,
                 {.doc = "Incidents that take one cell with them, wherever",
                  .lowest = 0,
                  .highest = 100000})
          .field("incident_detection", &CellsRequest::incident_detection,
                 {.doc = "Until the load of a lost cell goes elsewhere"})
          .field("largest", &CellsRequest::largest, {.doc = "What one cell may have at most"});
  return fields;
}

template <>
const ObjectFields<DeduplicationSpec>& fields_of<DeduplicationSpec>() {
  static const ObjectFields<DeduplicationSpec> fields =
      ObjectFields<DeduplicationSpec>("deduplication", "Identifiers that are remembered.")
          .field("window", &DeduplicationSpec::window, {.doc = "For how long"})
          .field("id_size", &DeduplicationSpec::id_size, {.doc = "Of one identifier"})
          .field("bloom_false_positives", &DeduplicationSpec::bloom_false_positives,
                 {.doc = "Share of new identifiers that a Bloom filter takes for old ones",
                  .above = 0,
                  .below = 1});
  return fields;
}

template <>
const ObjectFields<PricesSpec>& fields_of<PricesSpec>() {
  static const ObjectFields<PricesSpec> fields =
      ObjectFields<PricesSpec>("prices", "What things cost; all machines have a price or none.")
          .field("note", &PricesSpec::note, {.doc = "What it is for, to people"})
          .field("currency", &PricesSpec::currency, {.doc = "Its name", .fewest = 1, .most = 10})
          .field("ingress_node", &PricesSpec::ingress_node, {.doc = "Per hour", .lowest = 0})
          .field("broker", &PricesSpec::broker,
                 {.doc = "Per hour, without its storage", .lowest = 0})
          .field("consumer", &PricesSpec::consumer, {.doc = "Per hour", .lowest = 0})
          .field("database_shard", &PricesSpec::database_shard, {.doc = "Per hour", .lowest = 0})
          .field("storage_gb_month", &PricesSpec::storage_gb_month,
                 {.doc = "Of the log, per gigabyte (1e9 bytes) and month", .lowest = 0})
          .field("cell", &PricesSpec::cell,
                 {.doc = "What a cell costs per month beside its machines", .lowest = 0})
          .field("penalty_per_minute", &PricesSpec::penalty_per_minute,
                 {.doc = "Of a broken promise", .lowest = 0})
          .field("exposed_minutes", &PricesSpec::exposed_minutes,
                 {.doc = "Per month with the load at its peak; 0: what the profile says",
                  .lowest = 0});
  return fields;
}

template <>
const ObjectFields<GrowthSpec>& fields_of<GrowthSpec>() {
  static const ObjectFields<GrowthSpec> fields =
      ObjectFields<GrowthSpec>("growth", "How the load grows.")
          .field("note", &GrowthSpec::note, {.doc = "What it is for, to people"})
          .field("per_month", &GrowthSpec::per_month,
                 {.doc = "Share per month, compounded: 0.06 is 6 %", .above = -1, .highest = 10})
          .field("uncertainty", &GrowthSpec::uncertainty,
                 {.doc = "Standard deviation of it", .lowest = 0, .highest = 1})
          .field("linear_per_month", &GrowthSpec::linear_per_month,
                 {.doc = "Instead: so much more of the peak every month", .above = 0})
          .field("history", &GrowthSpec::history,
                 {.doc = "Instead: a CSV with month (YYYY-MM) and rate_per_s, which is fitted",
                  .fewest = 1});
  return fields;
}

template <>
const ObjectFields<CurrentDeployment>& fields_of<CurrentDeployment>() {
  static const ObjectFields<CurrentDeployment> fields =
      ObjectFields<CurrentDeployment>("current", "What runs today, all cells together.")
          .field("cells", &CurrentDeployment::cells,
                 {.doc = "Cells", .lowest = 0, .highest = 100000000})
          .field("ingress_nodes", &CurrentDeployment::ingress_nodes,
                 {.doc = "Ingress nodes", .lowest = 0, .highest = 100000000})
          .field("brokers", &CurrentDeployment::brokers,
                 {.doc = "Brokers", .lowest = 0, .highest = 100000000})
          .field("partitions", &CurrentDeployment::partitions,
                 {.doc = "Partitions", .lowest = 0, .highest = 100000000})
          .field("consumers", &CurrentDeployment::consumers,
                 {.doc = "Consumers", .lowest = 0, .highest = 100000000})
          .field("database_shards", &CurrentDeployment::database_shards,
                 {.doc = "Database shards", .lowest = 0, .highest = 100000000});
  return fields;
}

template <>
const ObjectFields<SizingRequest>& fields_of<SizingRequest>() {
  static const ObjectFields<SizingRequest> fields =
      ObjectFields<SizingRequest>(
          "sizing_request",
          "What a planner asks: which load, which promises, what the parts can do.")
          .field("schema", &SizingRequest::schema,
                 {.doc = "Version of this format: 1", .lowest = 1, .required = true})
          .field("name", &SizingRequest::name, {.doc = "What it is called"})
          .field("note", &SizingRequest::note, {.doc = "What it is for, to people"})
          .field("expect", &SizingRequest::expect,
                 {.doc = "Assertions over the plan that the note promises"})
          .field("seed", &SizingRequest::seed, {.doc = "Of the drawn worlds"})
          .field("as_of", &SizingRequest::as_of,
                 {.doc = "Month (YYYY-MM) that the load below is of", .fewest = 7, .most = 7})
          .field("traffic", &SizingRequest::traffic,
                 {.doc = "The load, as in a scenario", .required = true})
          .field("profile_length", &SizingRequest::profile_length,
                 {.doc = "Over which the traffic is looked at", .above = 0})
          .field("load_factor", &SizingRequest::load_factor,
                 {.doc = "Of all rates together; a range says how sure they are"})
          .field("mean_rate", &SizingRequest::mean_rate,
                 {.doc = "Of a day, for storage; absent: the mean of the profile", .above = 0})
          .field("slo", &SizingRequest::slo, {.doc = "The promises"})
          .field("headroom", &SizingRequest::headroom, {.doc = "How much is left free"})
          .field("domains", &SizingRequest::domains, {.doc = "Zones or racks that can fail"})
          .field("cells", &SizingRequest::cells, {.doc = "Copies of the whole stack"})
          .field("ingress", &SizingRequest::ingress, {.doc = "One node of the ingress"})
          .field("log", &SizingRequest::log, {.doc = "The log and its brokers"})
          .field("consumers", &SizingRequest::consumers, {.doc = "One consumer", .required = true})
          .field("database", &SizingRequest::database,
                 {.doc = "One shard of the database; absent: none"})
          .field("deduplication", &SizingRequest::deduplication,
                 {.doc = "Identifiers that are remembered; absent: none"})
          .field("catalogue", &SizingRequest::catalogue,
                 {.doc = "File with instance types and prices; relative to this file", .fewest = 1})
          .field("prices", &SizingRequest::prices,
                 {.doc = "What things cost; absent: nodes are counted instead"})
          .field("growth", &SizingRequest::growth, {.doc = "How the load grows, for forecasts"})
          .field("current", &SizingRequest::current, {.doc = "What runs today"});
  return fields;
}

}  // namespace uslkit
