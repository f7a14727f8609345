// The declared fields of the ingress.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<Balancing>>& words_of<Balancing>() {
  static const std::vector<Word<Balancing>> words{
      {"round_robin", Balancing::round_robin, "One node after the other"},
      {"weighted", Balancing::weighted, "In proportion to the weights"},
      {"least_connections", Balancing::least_connections, "The node with the fewest requests"},
      {"power_of_two", Balancing::power_of_two, "The better of two random nodes"},
      {"latency_aware", Balancing::latency_aware, "The node that answered fastest of late"}};
  return words;
}

template <>
const ObjectFields<IngressSpec>& fields_of<IngressSpec>() {
  static const ObjectFields<IngressSpec> fields =
      ObjectFields<IngressSpec>(
          "ingress", "Validates, limits and appends; answers as soon as the log has the event.")
          .field("note", &IngressSpec::note, {.doc = "What it is for, to people"})
          .field("nodes", &IngressSpec::nodes,
                 {.doc = "Nodes of one cell", .lowest = 1, .highest = 100000})
          .field("balancing", &IngressSpec::balancing,
                 {.doc = "How requests are spread over the nodes"})
          .field(
              "weights", &IngressSpec::weights,
              {.doc = "One per node, for the balancing \"weighted\"", .above = 0, .most = 100000})
          .field(
              "servers", &IngressSpec::servers,
              {.doc =
                   "Requests that one node works on at once; absent: a pure delay without a queue",
               .lowest = 1,
               .highest = 1000000})
          .field("validation", &IngressSpec::validation, {.doc = "The work that a server does"})
          .field("append", &IngressSpec::append,
                 {.doc = "From validated to written in the log's leader"})
          .field("queue_limit", &IngressSpec::queue_limit,
                 {.doc = "Waiting requests per node; a further one is refused", .lowest = 0})
          .field("admission", &IngressSpec::admission,
                 {.doc = "Policies, asked in this order", .most = 100});
  return fields;
}

}  // namespace uslkit
