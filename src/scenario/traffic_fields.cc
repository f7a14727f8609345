// The declared fields of traffic.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const ObjectFields<PoissonArrivals>& fields_of<PoissonArrivals>() {
  static const ObjectFields<PoissonArrivals> fields =
      ObjectFields<PoissonArrivals>("poisson_arrivals", "Independent arrivals: exponential gaps.");
  return fields;
}

template <>
const ObjectFields<DeterministicArrivals>& fields_of<DeterministicArrivals>() {
  static const ObjectFields<DeterministicArrivals> fields = ObjectFields<DeterministicArrivals>(
      "deterministic_arrivals", "Arrivals as evenly spaced as the rate allows.");
  return fields;
}

template <>
const ObjectFields<MmppArrivals>& fields_of<MmppArrivals>() {
  static const ObjectFields<MmppArrivals> fields =
      ObjectFields<MmppArrivals>("mmpp_arrivals",
                                 "Bursts: a two-state Markov-modulated Poisson process whose "
                                 "long-run rate is the profile's.")
          .field("burst_factor", &MmppArrivals::burst_factor,
                 {.doc = "Rate in a burst / rate between bursts", .lowest = 1, .highest = 1000000})
          .field("burst_mean", &MmppArrivals::burst_mean,
                 {.doc = "Mean length of a burst", .lowest = 1e-6})
          .field("calm_mean", &MmppArrivals::calm_mean,
                 {.doc = "Mean time between bursts", .lowest = 1e-6});
  return fields;
}

template <>
const ObjectFields<Arrivals>& fields_of<Arrivals>() {
  static const ObjectFields<Arrivals> fields =
      ObjectFields<Arrivals>("arrivals", "How the requests of a rate fall in time.")
          .alternative<PoissonArrivals>("poisson")
          .alternative<DeterministicArrivals>("deterministic")
          .alternative<MmppArrivals>("mmpp");
  return fields;
}

template <>
const ObjectFields<NoTenants>& fields_of<NoTenants>() {
  static const ObjectFields<NoTenants> fields = ObjectFields<NoTenants>(
      "no_tenants", "Every request has a fresh key: uniform over the partitions.");
  return fields;
}

template <>
const ObjectFields<UniformTenants>& fields_of<UniformTenants>() {
  static const ObjectFields<UniformTenants> fields =
      ObjectFields<UniformTenants>("uniform_tenants", "Tenants of equal size.")
          .field("count", &UniformTenants::count,
                 {.doc = "Number of tenants", .lowest = 1, .highest = 100000000});
  return fields;
}

template <>
const ObjectFields<ZipfTenants>& fields_of<ZipfTenants>() {
  static const ObjectFields<ZipfTenants> fields =
      ObjectFields<ZipfTenants>("zipf_tenants",
                                "The share of the k-th tenant is proportional to k^-exponent.")
          .field("count", &ZipfTenants::count,
                 {.doc = "Number of tenants", .lowest = 1, .highest = 100000000})
          .field("exponent", &ZipfTenants::exponent,
                 {.doc = "0 is uniform, 1 is Zipf's law", .lowest = 0, .highest = 10});
  return fields;
}

template <>
const ObjectFields<HotTenant>& fields_of<HotTenant>() {
  static const ObjectFields<HotTenant> fields =
      ObjectFields<HotTenant>("hot_tenant", "One tenant with a share of its own.")
          .field("tenant", &HotTenant::tenant,
                 {.doc = "Its number, from 0", .lowest = 0, .required = true})
          .field("share", &HotTenant::share,
                 {.doc = "Its share of the class's requests",
                  .lowest = 0,
                  .highest = 1,
                  .required = true});
  return fields;
}

template <>
const ObjectFields<HotTenants>& fields_of<HotTenants>() {
  static const ObjectFields<HotTenants> fields =
      ObjectFields<HotTenants>("hot_tenants",
                               "Tenants with stated shares; the others share the rest equally.")
          .field("count", &HotTenants::count,
                 {.doc = "Number of tenants", .lowest = 1, .highest = 100000000})
          .field("hot", &HotTenants::hot,
                 {.doc = "The tenants whose shares are stated", .most = 10000});
  return fields;
}

template <>
const ObjectFields<Tenants>& fields_of<Tenants>() {
  static const ObjectFields<Tenants> fields =
      ObjectFields<Tenants>("tenants", "Whose key a request carries, which decides its partition.")
          .alternative<NoTenants>("none")
          .alternative<UniformTenants>("uniform")
          .alternative<ZipfTenants>("zipf")
          .alternative<HotTenants>("hot");
  return fields;
}

template <>
const std::vector<Word<Jitter>>& words_of<Jitter>() {
  static const std::vector<Word<Jitter>> words{
      {"none", Jitter::none, "Exactly the backoff"},
      {"equal", Jitter::equal, "Half of the backoff, plus a uniform half"},
      {"full", Jitter::full, "Uniform between 0 and the backoff"}};
  return words;
}

template <>
const ObjectFields<RetryBudgetSpec>& fields_of<RetryBudgetSpec>() {
  static const ObjectFields<RetryBudgetSpec> fields =
      ObjectFields<RetryBudgetSpec>("retry_budget",
                                    "A client-side token bucket that limits retries.")
          .field("ratio", &RetryBudgetSpec::ratio,
                 {.doc = "Retries per first attempt", .lowest = 0, .highest = 100})
          .field("floor", &RetryBudgetSpec::floor,
                 {.doc = "Retries per second allowed in any case"});
  return fields;
}

template <>
const ObjectFields<ClientRetrySpec>& fields_of<ClientRetrySpec>() {
  static const ObjectFields<ClientRetrySpec> fields =
      ObjectFields<ClientRetrySpec>("client_retry",
                                    "What a client does after a refused or failed request.")
          .field("max_attempts", &ClientRetrySpec::max_attempts,
                 {.doc = "Attempts, the first included; 1 is never to retry",
                  .lowest = 1,
                  .highest = 1000})
          .field("base_backoff", &ClientRetrySpec::base_backoff,
                 {.doc = "Wait before the first retry; doubles with each further one"})
          .field("highest_backoff", &ClientRetrySpec::highest_backoff,
                 {.doc = "The backoff never grows beyond it"})
          .field("jitter", &ClientRetrySpec::jitter, {.doc = "How the wait is spread"})
          .field("budget", &ClientRetrySpec::budget, {.doc = "Limits retries; absent: no limit"});
  return fields;
}

template <>
const std::vector<Word<Durability>>& words_of<Durability>() {
  static const std::vector<Word<Durability>> words{
      {"none", Durability::none, "Acknowledged before the log has it"},
      {"leader", Durability::leader, "Acknowledged when the leader has it"},
      {"all", Durability::all, "Acknowledged when all in-sync replicas have it"}};
  return words;
}

template <>
const std::vector<Word<Operation>>& words_of<Operation>() {
  static const std::vector<Word<Operation>> words{
      {"write", Operation::write, "Changes state"},
      {"read", Operation::read, "Reads only; in synchronous systems"}};
  return words;
}

template <>
const ObjectFields<TrafficClass>& fields_of<TrafficClass>() {
  static const ObjectFields<TrafficClass> fields =
      ObjectFields<TrafficClass>("traffic_class",
                                 "One kind of request, with its own rate, size and promises.")
          .field("name", &TrafficClass::name,
                 {.doc = "How objectives, limiters and results call it", .fewest = 1, .most = 100})
          .field("note", &TrafficClass::note, {.doc = "What it is for, to people"})
          .field("rate", &TrafficClass::rate,
                 {.doc = "Requests per second over time, all cells together", .required = true})
          .field("arrivals", &TrafficClass::arrivals, {.doc = "How the requests fall in time"})
          .field("tenants", &TrafficClass::tenants, {.doc = "Whose requests they are"})
          .field("size", &TrafficClass::size, {.doc = "Payload of one request"})
          .field("priority", &TrafficClass::priority,
                 {.doc = "1 is the most important", .lowest = 1, .highest = 100})
          .field("durability", &TrafficClass::durability, {.doc = "Overrides the log's acks"})
          .field("lag_tolerance", &TrafficClass::lag_tolerance,
                 {.doc = "A work-lag above it breaks the class's promise", .above = 0})
          .field("client_timeout", &TrafficClass::client_timeout,
                 {.doc = "An ack after it counts as failed", .above = 0})
          .field("retry", &TrafficClass::retry,
                 {.doc = "What clients do when refused; absent: the request is lost"})
          .field("operation", &TrafficClass::operation, {.doc = "Whether it writes or reads"})
          .field("poison_share", &TrafficClass::poison_share,
                 {.doc = "Share that crashes the consumer whenever it is processed",
                  .lowest = 0,
                  .highest = 1})
          .field(
              "invalid_share", &TrafficClass::invalid_share,
              {.doc = "Share that fails validation: 400, never retried", .lowest = 0, .highest = 1})
          .field(
              "duplicate_share", &TrafficClass::duplicate_share,
              {.doc = "Share that its client sends twice, with one id", .lowest = 0, .highest = 1});
  return fields;
}

template <>
const ObjectFields<TrafficSpec>& fields_of<TrafficSpec>() {
  static const ObjectFields<TrafficSpec> fields =
      ObjectFields<TrafficSpec>("traffic", "Everything that comes in.")
          .field("classes", &TrafficSpec::classes,
                 {.doc = "The kinds of requests", .fewest = 0, .most = 100});
  return fields;
}

}  // namespace uslkit
