// The declared fields of consumers.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<RebalanceProtocol>>& words_of<RebalanceProtocol>() {
  static const std::vector<Word<RebalanceProtocol>> words{
      {"eager", RebalanceProtocol::eager, "Every partition stands still"},
      {"cooperative", RebalanceProtocol::cooperative, "Only the partitions that move stand still"}};
  return words;
}

template <>
const ObjectFields<RebalanceSpec>& fields_of<RebalanceSpec>() {
  static const ObjectFields<RebalanceSpec> fields =
      ObjectFields<RebalanceSpec>("rebalance", "What happens when consumers come or go.")
          .field("protocol", &RebalanceSpec::protocol, {.doc = "Who stands still"})
          .field("pause", &RebalanceSpec::pause, {.doc = "For how long"})
          .field("session_timeout", &RebalanceSpec::session_timeout,
                 {.doc = "Until a dead consumer is noticed"});
  return fields;
}

template <>
const std::vector<Word<WorkStyle>>& words_of<WorkStyle>() {
  static const std::vector<Word<WorkStyle>> words{
      {"sleep", WorkStyle::sleep, "It waits, as for another service: takes no processor"},
      {"spin", WorkStyle::spin, "It computes: consumers share the machine's processors"}};
  return words;
}

template <>
const std::vector<Word<Idempotency>>& words_of<Idempotency>() {
  static const std::vector<Word<Idempotency>> words{
      {"none", Idempotency::none, "Events that are read twice are applied twice"},
      {"exact", Idempotency::exact, "An authoritative lookup finds every duplicate"},
      {"bloom", Idempotency::bloom, "A Bloom filter, and the lookup only after a hit"}};
  return words;
}

template <>
const ObjectFields<ConsumersSpec>& fields_of<ConsumersSpec>() {
  static const ObjectFields<ConsumersSpec> fields =
      ObjectFields<ConsumersSpec>("consumers", "Who reads the log, in batches.")
          .field("note", &ConsumersSpec::note, {.doc = "What it is for, to people"})
          .field("count", &ConsumersSpec::count,
                 {.doc = "Consumers of one cell", .lowest = 1, .highest = 1000000})
          .field("workers_per_partition", &ConsumersSpec::workers_per_partition,
                 {.doc = "Consumers that may share one partition", .lowest = 1, .highest = 10000})
          .field("standby", &ConsumersSpec::standby,
                 {.doc = "Consumers that take over a dead one's partitions at once",
                  .lowest = 0,
                  .highest = 1000000})
          .field("batch_size", &ConsumersSpec::batch_size,
                 {.doc = "Events of one batch, at most", .lowest = 1, .highest = 10000000})
          .field("batch", &ConsumersSpec::batch, {.doc = "How long a batch takes"})
          .field("work", &ConsumersSpec::work,
                 {.doc = "How `run` spends that time; the same to `simulate`"})
          .field("pull", &ConsumersSpec::pull, {.doc = "From appended to visible for a consumer"})
          .field("idempotency", &ConsumersSpec::idempotency, {.doc = "How duplicates are found"})
          .field("bloom_false_positives", &ConsumersSpec::bloom_false_positives,
                 {.doc = "Share of new events that the Bloom filter takes for known",
                  .lowest = 0,
                  .below = 1})
          .field("bloom_lookup", &ConsumersSpec::bloom_lookup,
                 {.doc = "Of the authoritative check after a hit"})
          .field("max_attempts", &ConsumersSpec::max_attempts,
                 {.doc = "Then a poison event goes to the dead-letter queue",
                  .lowest = 1,
                  .highest = 15})
          .field("crash_restart", &ConsumersSpec::crash_restart,
                 {.doc = "How long a consumer that met a poison event is away"})
          .field("dead_letter_queue", &ConsumersSpec::dead_letter_queue,
                 {.doc = "Without it a poison event is retried for ever"})
          .field("rebalance", &ConsumersSpec::rebalance,
                 {.doc = "What happens when consumers come or go"})
          .field("autoscaler", &ConsumersSpec::autoscaler,
                 {.doc = "How their number follows the load; absent: it does not"});
  return fields;
}

}  // namespace uslkit
