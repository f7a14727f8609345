// The declared fields of the synchronous architecture.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const ObjectFields<CrashSpec>& fields_of<CrashSpec>() {
  static const ObjectFields<CrashSpec> fields =
      ObjectFields<CrashSpec>("crash",
                              "Too many requests in flight for too long take the process down.")
          .field("in_flight_above", &CrashSpec::in_flight_above,
                 {.doc = "So many requests are too many", .lowest = 1, .required = true})
          .field("held_for", &CrashSpec::held_for, {.doc = "So long is too long"})
          .field("detection", &CrashSpec::detection, {.doc = "Until somebody notices"})
          .field("restart", &CrashSpec::restart, {.doc = "Until it is up again"})
          .field("cache_warm", &CrashSpec::cache_warm,
                 {.doc = "Service is slower for so long after it"})
          .field("warm_factor", &CrashSpec::warm_factor, {.doc = "By this factor", .lowest = 1});
  return fields;
}

template <>
const ObjectFields<SynchronousSpec>& fields_of<SynchronousSpec>() {
  static const ObjectFields<SynchronousSpec> fields =
      ObjectFields<SynchronousSpec>("synchronous",
                                    "A request holds a connection until the database has answered; "
                                    "the server's throughput follows the USL.")
          .field("note", &SynchronousSpec::note, {.doc = "What it is for, to people"})
          .field("nodes", &SynchronousSpec::nodes,
                 {.doc = "Nodes of the server", .lowest = 1, .highest = 1000000})
          .field("alpha", &SynchronousSpec::alpha, {.doc = "Contention", .lowest = 0, .highest = 1})
          .field("beta", &SynchronousSpec::beta, {.doc = "Crosstalk", .lowest = 0, .highest = 1})
          .field("gamma", &SynchronousSpec::gamma,
                 {.doc = "Throughput of one node", .above = 0, .required = true})
          .field("in_flight_per_node", &SynchronousSpec::in_flight_per_node,
                 {.doc = "Requests that keep one node busy", .lowest = 1, .highest = 1000000})
          .field(
              "work", &SynchronousSpec::work,
              {.doc = "Distribution of the work; only its shape counts, the mean is set by gamma"})
          .field("pool", &SynchronousSpec::pool,
                 {.doc = "Connections: requests at work at once", .lowest = 1, .highest = 1000000})
          .field("queue_limit", &SynchronousSpec::queue_limit,
                 {.doc = "Requests that may wait for a connection; absent: no limit", .lowest = 0})
          .field("abandons_timed_out", &SynchronousSpec::abandons_timed_out,
                 {.doc = "Whether the server notices that a client has gone"})
          .field("read_share_cached", &SynchronousSpec::read_share_cached,
                 {.doc = "Part of a read's work that a cache hit saves", .lowest = 0, .highest = 1})
          .field("crash", &SynchronousSpec::crash,
                 {.doc = "When the process goes down; absent: never"});
  return fields;
}

}  // namespace uslkit
