// The declared fields of admission policies.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<Signal>>& words_of<Signal>() {
  static const std::vector<Word<Signal>> words{
      {"work_lag", Signal::work_lag,
       "Greatest over partitions: backlog / service rate, in seconds"},
      {"age_lag", Signal::age_lag,
       "Greatest over partitions: age of the oldest unread event, in seconds"},
      {"backlog", Signal::backlog, "Events waiting in the log"},
      {"ack_latency", Signal::ack_latency, "p99 of the last control interval, in seconds"},
      {"end_to_end_latency", Signal::end_to_end_latency,
       "p99 of the last control interval, in seconds"},
      {"ingress_queue", Signal::ingress_queue, "Requests waiting at the ingress"},
      {"in_flight", Signal::in_flight, "Requests inside the ingress or the synchronous server"},
      {"database_utilization", Signal::database_utilization,
       "Busy share of the database in the last control interval, 0 to 1"},
      {"consumer_utilization", Signal::consumer_utilization, "Busy share of the consumers, 0 to 1"},
      {"error_rate", Signal::error_rate, "Failed / all acks of the last control interval, 0 to 1"}};
  return words;
}

template <>
const std::vector<Word<LimitScope>>& words_of<LimitScope>() {
  static const std::vector<Word<LimitScope>> words{
      {"all", LimitScope::all, "One limit for everybody"},
      {"per_class", LimitScope::per_class, "One limit for each traffic class"},
      {"per_tenant", LimitScope::per_tenant, "One limit for each tenant"}};
  return words;
}

template <>
const ObjectFields<TokenBucketSpec>& fields_of<TokenBucketSpec>() {
  static const ObjectFields<TokenBucketSpec> fields =
      ObjectFields<TokenBucketSpec>("token_bucket", "Admits a burst, then a steady rate.")
          .field("note", &TokenBucketSpec::note, {.doc = "What it is for, to people"})
          .field("rate", &TokenBucketSpec::rate,
                 {.doc = "Tokens per second", .above = 0, .required = true})
          .field("burst", &TokenBucketSpec::burst, {.doc = "Tokens the bucket holds", .lowest = 1})
          .field("scope", &TokenBucketSpec::scope, {.doc = "Who shares the limit"})
          .field("classes", &TokenBucketSpec::classes,
                 {.doc = "Traffic classes it is asked for; empty: all"});
  return fields;
}

template <>
const ObjectFields<LeakyBucketSpec>& fields_of<LeakyBucketSpec>() {
  static const ObjectFields<LeakyBucketSpec> fields =
      ObjectFields<LeakyBucketSpec>(
          "leaky_bucket", "Admits while the bucket, which drains at the rate, does not overflow.")
          .field("note", &LeakyBucketSpec::note, {.doc = "What it is for, to people"})
          .field("rate", &LeakyBucketSpec::rate,
                 {.doc = "How fast the bucket drains", .above = 0, .required = true})
          .field("depth", &LeakyBucketSpec::depth,
                 {.doc = "Requests the bucket holds", .lowest = 1})
          .field("scope", &LeakyBucketSpec::scope, {.doc = "Who shares the limit"})
          .field("classes", &LeakyBucketSpec::classes,
                 {.doc = "Traffic classes it is asked for; empty: all"});
  return fields;
}

template <>
const ObjectFields<FixedWindowSpec>& fields_of<FixedWindowSpec>() {
  static const ObjectFields<FixedWindowSpec> fields =
      ObjectFields<FixedWindowSpec>(
          "fixed_window", "Counts per window of the clock; up to twice the rate around a border.")
          .field("note", &FixedWindowSpec::note, {.doc = "What it is for, to people"})
          .field("rate", &FixedWindowSpec::rate,
                 {.doc = "Requests per second, on average over a window",
                  .above = 0,
                  .required = true})
          .field("window", &FixedWindowSpec::window, {.doc = "Length of a window", .above = 0})
          .field("scope", &FixedWindowSpec::scope, {.doc = "Who shares the limit"})
          .field("classes", &FixedWindowSpec::classes,
                 {.doc = "Traffic classes it is asked for; empty: all"});
  return fields;
}

template <>
const ObjectFields<SlidingWindowSpec>& fields_of<SlidingWindowSpec>() {
  static const ObjectFields<SlidingWindowSpec> fields =
      ObjectFields<SlidingWindowSpec>(
          "sliding_window",
          "Counts over the last window, the one before weighted by what is left of it.")
          .field("note", &SlidingWindowSpec::note, {.doc = "What it is for, to people"})
          .field("rate", &SlidingWindowSpec::rate,
                 {.doc = "Requests per second, on average over a window",
                  .above = 0,
                  .required = true})
          .field("window", &SlidingWindowSpec::window, {.doc = "Length of the window", .above = 0})
          .field("scope", &SlidingWindowSpec::scope, {.doc = "Who shares the limit"})
          .field("classes", &SlidingWindowSpec::classes,
                 {.doc = "Traffic classes it is asked for; empty: all"});
  return fields;
}

template <>
const ObjectFields<PidLimiterSpec>& fields_of<PidLimiterSpec>() {
  static const ObjectFields<PidLimiterSpec> fields =
      ObjectFields<PidLimiterSpec>(
          "pid_limiter",
          "Moves the rate of a token bucket so that a signal stays at its set point.")
          .field("note", &PidLimiterSpec::note, {.doc = "What it is for, to people"})
          .field("signal", &PidLimiterSpec::signal, {.doc = "What is watched"})
          .field("set_point", &PidLimiterSpec::set_point,
                 {.doc = "Where the signal shall be, in its unit", .lowest = 0})
          .field("kp", &PidLimiterSpec::kp,
                 {.doc = "Proportional gain: (requests/s) per unit of error", .lowest = 0})
          .field("ki", &PidLimiterSpec::ki, {.doc = "Integral gain, per second", .lowest = 0})
          .field("kd", &PidLimiterSpec::kd, {.doc = "Derivative gain, seconds", .lowest = 0})
          .field("initial", &PidLimiterSpec::initial,
                 {.doc = "Rate at the start", .above = 0, .required = true})
          .field("lowest", &PidLimiterSpec::lowest,
                 {.doc = "The rate never falls below it", .required = true})
          .field("highest", &PidLimiterSpec::highest,
                 {.doc = "The rate never rises above it", .above = 0, .required = true})
          .field("burst", &PidLimiterSpec::burst, {.doc = "Tokens the bucket holds", .lowest = 1})
          .field("classes", &PidLimiterSpec::classes,
                 {.doc = "Traffic classes it is asked for; empty: all"});
  return fields;
}

template <>
const std::vector<Word<ConcurrencyLimitKind>>& words_of<ConcurrencyLimitKind>() {
  static const std::vector<Word<ConcurrencyLimitKind>> words{
      {"fixed", ConcurrencyLimitKind::fixed, "Always the initial limit"},
      {"aimd", ConcurrencyLimitKind::aimd, "Grows by one per round, shrinks by a factor on errors"},
      {"gradient", ConcurrencyLimitKind::gradient,
       "Follows the ratio of the long-term to the recent latency"}};
  return words;
}

template <>
const ObjectFields<ConcurrencyLimitSpec>& fields_of<ConcurrencyLimitSpec>() {
  static const ObjectFields<ConcurrencyLimitSpec> fields =
      ObjectFields<ConcurrencyLimitSpec>("concurrency_limit", "Limits the requests in flight.")
          .field("note", &ConcurrencyLimitSpec::note, {.doc = "What it is for, to people"})
          .field("limit", &ConcurrencyLimitSpec::limit, {.doc = "How the limit moves"})
          .field("initial", &ConcurrencyLimitSpec::initial,
                 {.doc = "Limit at the start", .lowest = 1})
          .field("lowest", &ConcurrencyLimitSpec::lowest,
                 {.doc = "The limit never falls below it", .lowest = 1})
          .field("highest", &ConcurrencyLimitSpec::highest,
                 {.doc = "The limit never rises above it", .lowest = 1});
  return fields;
}

template <>
const ObjectFields<PriorityThreshold>& fields_of<PriorityThreshold>() {
  static const ObjectFields<PriorityThreshold> fields =
      ObjectFields<PriorityThreshold>("priority_threshold",
                                      "A line of the signal and who is shed above it.")
          .field("above", &PriorityThreshold::above,
                 {.doc = "Of the signal, in its unit", .lowest = 0, .required = true})
          .field("priority", &PriorityThreshold::priority,
                 {.doc = "Classes of this priority and less important ones are shed",
                  .lowest = 1,
                  .highest = 100});
  return fields;
}

template <>
const ObjectFields<PrioritySheddingSpec>& fields_of<PrioritySheddingSpec>() {
  static const ObjectFields<PrioritySheddingSpec> fields =
      ObjectFields<PrioritySheddingSpec>("priority_shedding",
                                         "Sheds the less important classes while a signal is high.")
          .field("note", &PrioritySheddingSpec::note, {.doc = "What it is for, to people"})
          .field("signal", &PrioritySheddingSpec::signal, {.doc = "What is watched"})
          .field("thresholds", &PrioritySheddingSpec::thresholds,
                 {.doc = "Lines, each with the classes it sheds",
                  .fewest = 1,
                  .most = 100,
                  .required = true})
          .field("release", &PrioritySheddingSpec::release,
                 {.doc = "A line is lifted when the signal falls below this share of it",
                  .above = 0,
                  .highest = 1});
  return fields;
}

template <>
const ObjectFields<ProbabilisticSheddingSpec>& fields_of<ProbabilisticSheddingSpec>() {
  static const ObjectFields<ProbabilisticSheddingSpec> fields =
      ObjectFields<ProbabilisticSheddingSpec>(
          "probabilistic_shedding", "Sheds each request with p = (load - capacity) / load.")
          .field("note", &ProbabilisticSheddingSpec::note, {.doc = "What it is for, to people"})
          .field("capacity", &ProbabilisticSheddingSpec::capacity,
                 {.doc = "Load that is admitted as a whole", .above = 0, .required = true})
          .field("classes", &ProbabilisticSheddingSpec::classes,
                 {.doc = "Traffic classes it is asked for; empty: all"});
  return fields;
}

template <>
const ObjectFields<CircuitBreakerSpec>& fields_of<CircuitBreakerSpec>() {
  static const ObjectFields<CircuitBreakerSpec> fields =
      ObjectFields<CircuitBreakerSpec>(
          "circuit_breaker",
          "Refuses everything for a while after too many errors, then tries a few.")
          .field("note", &CircuitBreakerSpec::note, {.doc = "What it is for, to people"})
          .field("error_rate", &CircuitBreakerSpec::error_rate,
                 {.doc = "Above it the circuit opens", .above = 0, .below = 1})
          .field("window", &CircuitBreakerSpec::window,
                 {.doc = "Over which errors are counted", .lowest = 1e-8})
          .field("minimum_calls", &CircuitBreakerSpec::minimum_calls,
                 {.doc = "With fewer calls in the window it stays closed", .lowest = 1})
          .field("cooldown", &CircuitBreakerSpec::cooldown,
                 {.doc = "How long it stays open", .above = 0})
          .field("trial_calls", &CircuitBreakerSpec::trial_calls,
                 {.doc = "So many must succeed before it closes again", .lowest = 1});
  return fields;
}

template <>
const ObjectFields<AdmissionSpec>& fields_of<AdmissionSpec>() {
  static const ObjectFields<AdmissionSpec> fields =
      ObjectFields<AdmissionSpec>(
          "admission",
          "A policy in front of the ingress; they are asked in the order in which they are listed.")
          .alternative<TokenBucketSpec>("token_bucket")
          .alternative<LeakyBucketSpec>("leaky_bucket")
          .alternative<FixedWindowSpec>("fixed_window")
          .alternative<SlidingWindowSpec>("sliding_window")
          .alternative<PidLimiterSpec>("pid_limiter")
          .alternative<ConcurrencyLimitSpec>("concurrency_limit")
          .alternative<PrioritySheddingSpec>("priority_shedding")
          .alternative<ProbabilisticSheddingSpec>("probabilistic_shedding")
          .alternative<CircuitBreakerSpec>("circuit_breaker");
  return fields;
}

}  // namespace uslkit
