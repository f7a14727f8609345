// The declared fields of faults.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const ObjectFields<KillConsumersFault>& fields_of<KillConsumersFault>() {
  static const ObjectFields<KillConsumersFault> fields =
      ObjectFields<KillConsumersFault>(
          "kill_consumers",
          "Consumers die; noticed after the session timeout, unless a standby takes over.")
          .field("share", &KillConsumersFault::share,
                 {.doc = "Of the consumers at work", .above = 0, .highest = 1});
  return fields;
}

template <>
const std::vector<Word<LatencyPlace>>& words_of<LatencyPlace>() {
  static const std::vector<Word<LatencyPlace>> words{
      {"ingress", LatencyPlace::ingress, "Every validation"},
      {"log", LatencyPlace::log, "Every append"},
      {"consumers", LatencyPlace::consumers, "Every batch"},
      {"database", LatencyPlace::database, "Every operation"}};
  return words;
}

template <>
const ObjectFields<LatencyFault>& fields_of<LatencyFault>() {
  static const ObjectFields<LatencyFault> fields =
      ObjectFields<LatencyFault>("latency_fault", "Operations take longer by a fixed time.")
          .field("place", &LatencyFault::place, {.doc = "Where"})
          .field("added", &LatencyFault::added,
                 {.doc = "By how much", .above = 0, .required = true})
          .field("share", &LatencyFault::share,
                 {.doc = "Of the operations", .above = 0, .highest = 1});
  return fields;
}

template <>
const ObjectFields<PartitionFault>& fields_of<PartitionFault>() {
  static const ObjectFields<PartitionFault> fields =
      ObjectFields<PartitionFault>("partition_fault",
                                   "Partitions accept no appends and give nothing to read.")
          .field("partitions", &PartitionFault::partitions,
                 {.doc = "Which ones, from 0",
                  .lowest = 0,
                  .fewest = 1,
                  .most = 100000,
                  .required = true});
  return fields;
}

template <>
const ObjectFields<BrokerLossFault>& fields_of<BrokerLossFault>() {
  static const ObjectFields<BrokerLossFault> fields =
      ObjectFields<BrokerLossFault>(
          "broker_loss", "A broker's partitions stand still until a new leader is elected.")
          .field("broker", &BrokerLossFault::broker, {.doc = "Which one, from 0", .lowest = 0});
  return fields;
}

template <>
const ObjectFields<SlowDatabaseFault>& fields_of<SlowDatabaseFault>() {
  static const ObjectFields<SlowDatabaseFault> fields =
      ObjectFields<SlowDatabaseFault>("slow_database",
                                      "Every operation of the database takes longer.")
          .field("factor", &SlowDatabaseFault::factor,
                 {.doc = "By this factor", .above = 0, .highest = 1000000});
  return fields;
}

template <>
const ObjectFields<DatabaseOutageFault>& fields_of<DatabaseOutageFault>() {
  static const ObjectFields<DatabaseOutageFault> fields = ObjectFields<DatabaseOutageFault>(
      "database_outage", "No operation of the database finishes; consumers retry.");
  return fields;
}

template <>
const ObjectFields<CellLossFault>& fields_of<CellLossFault>() {
  static const ObjectFields<CellLossFault> fields =
      ObjectFields<CellLossFault>("cell_loss", "A cell is gone completely.");
  return fields;
}

template <>
const ObjectFields<ConsumerPauseFault>& fields_of<ConsumerPauseFault>() {
  static const ObjectFields<ConsumerPauseFault> fields = ObjectFields<ConsumerPauseFault>(
      "consumer_pause", "Nobody consumes: a rebalance or a long garbage collection.");
  return fields;
}

template <>
const ObjectFields<ClockSkewFault>& fields_of<ClockSkewFault>() {
  static const ObjectFields<ClockSkewFault> fields =
      ObjectFields<ClockSkewFault>("clock_skew",
                                   "The consumers' clocks are wrong, and age-lags with them.")
          .field("skew", &ClockSkewFault::skew,
                 {.doc = "By how much; may be negative", .lowest = -86400, .highest = 86400});
  return fields;
}

template <>
const ObjectFields<CacheFlushFault>& fields_of<CacheFlushFault>() {
  static const ObjectFields<CacheFlushFault> fields =
      ObjectFields<CacheFlushFault>("cache_flush", "Every key of the cache expires at once.");
  return fields;
}

template <>
const ObjectFields<DiskFullFault>& fields_of<DiskFullFault>() {
  static const ObjectFields<DiskFullFault> fields = ObjectFields<DiskFullFault>(
      "disk_full", "The log's disk is full: appends are refused, reading goes on.");
  return fields;
}

template <>
const ObjectFields<Fault>& fields_of<Fault>() {
  static const ObjectFields<Fault> fields =
      ObjectFields<Fault>("fault", "What breaks, when, for how long and where.")
          .field("note", &Fault::note, {.doc = "What it is for, to people"})
          .field("at", &Fault::at, {.doc = "When it begins", .required = true})
          .field("length", &Fault::length,
                 {.doc = "How long it lasts; absent: until the end of the run", .above = 0})
          .field("cell", &Fault::cell,
                 {.doc = "Which cell, from 0; absent: every cell", .lowest = 0})
          .alternative<KillConsumersFault>("kill_consumers", &Fault::fault)
          .alternative<LatencyFault>("latency", &Fault::fault)
          .alternative<PartitionFault>("partition", &Fault::fault)
          .alternative<BrokerLossFault>("broker_loss", &Fault::fault)
          .alternative<SlowDatabaseFault>("slow_database", &Fault::fault)
          .alternative<DatabaseOutageFault>("database_outage", &Fault::fault)
          .alternative<CellLossFault>("cell_loss", &Fault::fault)
          .alternative<ConsumerPauseFault>("consumer_pause", &Fault::fault)
          .alternative<ClockSkewFault>("clock_skew", &Fault::fault)
          .alternative<CacheFlushFault>("cache_flush", &Fault::fault)
          .alternative<DiskFullFault>("disk_full", &Fault::fault);
  return fields;
}

}  // namespace uslkit
