// The declared fields of the log.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<LogProfile>>& words_of<LogProfile>() {
  static const std::vector<Word<LogProfile>> words{
      {"custom", LogProfile::custom, "Only what this file states"},
      {"kafka", LogProfile::kafka, "Apache Kafka"},
      {"pulsar", LogProfile::pulsar, "Apache Pulsar"},
      {"redis_streams", LogProfile::redis_streams, "Redis Streams"},
      {"rabbitmq", LogProfile::rabbitmq, "RabbitMQ"}};
  return words;
}

template <>
const std::vector<Word<PartitionerKind>>& words_of<PartitionerKind>() {
  static const std::vector<Word<PartitionerKind>> words{
      {"hash", PartitionerKind::hash, "Hash of the key modulo the partitions"},
      {"range", PartitionerKind::range, "Ranges of keys of equal size"},
      {"directory", PartitionerKind::directory, "Tenants placed by hand, the others by hash"},
      {"ring", PartitionerKind::ring, "Consistent hashing with virtual nodes"},
      {"geography", PartitionerKind::geography, "Regions first, hash within the region"}};
  return words;
}

template <>
const ObjectFields<DirectoryEntry>& fields_of<DirectoryEntry>() {
  static const ObjectFields<DirectoryEntry> fields =
      ObjectFields<DirectoryEntry>("directory_entry", "Where one tenant is placed.")
          .field("tenant", &DirectoryEntry::tenant,
                 {.doc = "Its number, from 0", .lowest = 0, .required = true})
          .field("partition", &DirectoryEntry::partition,
                 {.doc = "Its partition, from 0", .lowest = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<PartitionerSpec>& fields_of<PartitionerSpec>() {
  static const ObjectFields<PartitionerSpec> fields =
      ObjectFields<PartitionerSpec>("partitioner", "Which partition a request goes to.")
          .field("by", &PartitionerSpec::by, {.doc = "The rule"})
          .field("virtual_nodes", &PartitionerSpec::virtual_nodes,
                 {.doc = "Virtual nodes per partition, of a ring", .lowest = 1, .highest = 100000})
          .field("directory", &PartitionerSpec::directory,
                 {.doc = "Tenants placed by hand", .most = 1000000})
          .field("regions", &PartitionerSpec::regions,
                 {.doc = "Regions, of a geography: tenant modulo regions", .lowest = 1});
  return fields;
}

template <>
const std::vector<Word<LogFull>>& words_of<LogFull>() {
  static const std::vector<Word<LogFull>> words{
      {"block", LogFull::block, "The ingress waits until there is room"},
      {"drop", LogFull::drop, "The event is dropped silently"},
      {"fail", LogFull::fail, "The request is refused"}};
  return words;
}

template <>
const ObjectFields<ReshardingSpec>& fields_of<ReshardingSpec>() {
  static const ObjectFields<ReshardingSpec> fields =
      ObjectFields<ReshardingSpec>(
          "resharding",
          "A new number of partitions without a stop, in five phases: scale the ingress, dual "
          "write, backfill, switch consumers, clean up.")
          .field("note", &ReshardingSpec::note, {.doc = "What it is for, to people"})
          .field("at", &ReshardingSpec::at, {.doc = "When it begins"})
          .field("partitions", &ReshardingSpec::partitions,
                 {.doc = "Partitions after it", .lowest = 1, .highest = 100000, .required = true})
          .field("provision", &ReshardingSpec::provision,
                 {.doc = "Until the new partitions are there"})
          .field("dual_write", &ReshardingSpec::dual_write,
                 {.doc = "Both sets are written, until forking is known to be right"})
          .field("backfill", &ReshardingSpec::backfill, {.doc = "History to copy"})
          .field("backfill_bandwidth_share", &ReshardingSpec::backfill_bandwidth_share,
                 {.doc = "Of the log's bandwidth", .above = 0, .highest = 1})
          .field("backfill_length", &ReshardingSpec::backfill_length,
                 {.doc = "How long copying takes where the log has no bandwidth limit"})
          .field("switch_pause", &ReshardingSpec::switch_pause,
                 {.doc = "Consumers stand still while offsets map"});
  return fields;
}

template <>
const ObjectFields<LogSpec>& fields_of<LogSpec>() {
  static const ObjectFields<LogSpec> fields =
      ObjectFields<LogSpec>("event_log", "The partitioned log of one cell.")
          .field("note", &LogSpec::note, {.doc = "What it is for, to people"})
          .field("profile", &LogSpec::profile,
                 {.doc = "Limits of a product, from the ACM paper's Table 2"})
          .field("partitions", &LogSpec::partitions,
                 {.doc = "Partitions of one cell", .lowest = 1, .highest = 100000})
          .field("partitioner", &LogSpec::partitioner, {.doc = "Which partition a request goes to"})
          .field("brokers", &LogSpec::brokers,
                 {.doc = "Brokers of one cell", .lowest = 1, .highest = 10000})
          .field(
              "replication", &LogSpec::replication,
              {.doc = "Copies of every event, the leader's included", .lowest = 1, .highest = 100})
          .field("acks", &LogSpec::acks, {.doc = "When an append is acknowledged"})
          .field("min_in_sync", &LogSpec::min_in_sync,
                 {.doc = "Copies without which an append with acks \"all\" fails",
                  .lowest = 1,
                  .highest = 100})
          .field("replication_latency", &LogSpec::replication_latency,
                 {.doc = "From the leader to one follower and back"})
          .field("bandwidth", &LogSpec::bandwidth,
                 {.doc = "Of one broker's disk or network, writing; absent: no limit", .above = 0})
          .field("throughput_limit", &LogSpec::throughput_limit,
                 {.doc = "Appends of one cell's log; absent: no limit", .above = 0})
          .field("capacity", &LogSpec::capacity,
                 {.doc = "Unread events per partition; absent: no limit", .lowest = 1})
          .field("on_full", &LogSpec::on_full, {.doc = "What happens when the capacity is used up"})
          .field("retention", &LogSpec::retention,
                 {.doc = "Unread events older than it are lost; absent: kept", .above = 0})
          .field("leader_election", &LogSpec::leader_election,
                 {.doc = "How long a lost broker's partitions stand still"})
          .field("resharding", &LogSpec::resharding,
                 {.doc = "A change of the number of partitions"});
  return fields;
}

}  // namespace uslkit
