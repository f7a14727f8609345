// The declared fields of the database.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<WriteMode>>& words_of<WriteMode>() {
  static const std::vector<Word<WriteMode>> words{
      {"per_event", WriteMode::per_event, "Each event is an operation of its own"},
      {"per_batch", WriteMode::per_batch, "A batch is one operation"}};
  return words;
}

template <>
const ObjectFields<UslLoad>& fields_of<UslLoad>() {
  static const ObjectFields<UslLoad> fields =
      ObjectFields<UslLoad>(
          "usl_load",
          "Service takes (1 + alpha (n-1) + beta n (n-1)) times as long with n operations at work.")
          .field("alpha", &UslLoad::alpha, {.doc = "Contention", .lowest = 0, .highest = 1})
          .field("beta", &UslLoad::beta, {.doc = "Crosstalk", .lowest = 0, .highest = 1});
  return fields;
}

template <>
const std::vector<Word<StampedeProtection>>& words_of<StampedeProtection>() {
  static const std::vector<Word<StampedeProtection>> words{
      {"none", StampedeProtection::none, "Every miss goes to the database"},
      {"lock", StampedeProtection::lock, "One miss per key goes to the database, the others wait"},
      {"early_expiration", StampedeProtection::early_expiration,
       "A key is refreshed by chance before it expires"}};
  return words;
}

template <>
const ObjectFields<CacheSpec>& fields_of<CacheSpec>() {
  static const ObjectFields<CacheSpec> fields =
      ObjectFields<CacheSpec>("cache", "In front of the reads of a synchronous system.")
          .field("note", &CacheSpec::note, {.doc = "What it is for, to people"})
          .field("keys", &CacheSpec::keys,
                 {.doc = "Number of keys", .lowest = 1, .highest = 100000000})
          .field("exponent", &CacheSpec::exponent,
                 {.doc = "Zipf exponent of the keys' popularity", .lowest = 0, .highest = 10})
          .field("ttl", &CacheSpec::ttl, {.doc = "How long a key is fresh", .above = 0})
          .field("protection", &CacheSpec::protection, {.doc = "Against a stampede of misses"})
          .field("early_beta", &CacheSpec::early_beta,
                 {.doc = "Of the early expiration; above 1 refreshes earlier", .above = 0})
          .field("hit", &CacheSpec::hit, {.doc = "How long a hit takes"})
          .field("warm", &CacheSpec::warm,
                 {.doc = "Every key is fresh at the start, with expiries spread over one ttl"});
  return fields;
}

template <>
const ObjectFields<DatabaseSpec>& fields_of<DatabaseSpec>() {
  static const ObjectFields<DatabaseSpec> fields =
      ObjectFields<DatabaseSpec>("database", "Shared by all of a cell's partitions.")
          .field("note", &DatabaseSpec::note, {.doc = "What it is for, to people"})
          .field("mode", &DatabaseSpec::mode, {.doc = "What one operation is"})
          .field("shards", &DatabaseSpec::shards,
                 {.doc = "Shards of one cell; partition p writes to shard p modulo shards",
                  .lowest = 1,
                  .highest = 100000})
          .field("servers", &DatabaseSpec::servers,
                 {.doc = "Operations of one shard at work at once: its connections or cores",
                  .lowest = 1,
                  .highest = 1000000})
          .field("service", &DatabaseSpec::service,
                 {.doc = "One event's operation, for the mode \"per_event\""})
          .field("batch", &DatabaseSpec::batch,
                 {.doc = "One batch's operation, for the mode \"per_batch\""})
          .field("write_limit", &DatabaseSpec::write_limit,
                 {.doc = "Events per second of one cell's database; absent: no limit", .above = 0})
          .field("consumer_waits", &DatabaseSpec::consumer_waits,
                 {.doc = "Whether a consumer commits after the write, or hands over and goes on"})
          .field("load", &DatabaseSpec::load,
                 {.doc = "Service that slows down with the operations at work"})
          .field("replicas", &DatabaseSpec::replicas,
                 {.doc = "Read replicas", .lowest = 0, .highest = 10000})
          .field("replica_lag", &DatabaseSpec::replica_lag, {.doc = "How far replicas are behind"})
          .field("stale_tolerant_share", &DatabaseSpec::stale_tolerant_share,
                 {.doc = "Of the reads that may go to a replica", .lowest = 0, .highest = 1})
          .field("cache", &DatabaseSpec::cache, {.doc = "In front of the reads; absent: none"});
  return fields;
}

}  // namespace uslkit
