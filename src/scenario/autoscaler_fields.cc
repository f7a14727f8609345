// The declared fields of autoscalers.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<LagKind>>& words_of<LagKind>() {
  static const std::vector<Word<LagKind>> words{
      {"work_lag", LagKind::work_lag, "Backlog / service rate"},
      {"age_lag", LagKind::age_lag, "Age of the oldest unread event"}};
  return words;
}

template <>
const ObjectFields<LagAutoscalerSpec>& fields_of<LagAutoscalerSpec>() {
  static const ObjectFields<LagAutoscalerSpec> fields =
      ObjectFields<LagAutoscalerSpec>("lag_autoscaler",
                                      "Adds consumers when the lag passes a line.")
          .field("note", &LagAutoscalerSpec::note, {.doc = "What it is for, to people"})
          .field("lag", &LagAutoscalerSpec::lag, {.doc = "Which lag is watched"})
          .field("trigger", &LagAutoscalerSpec::trigger,
                 {.doc = "Lag above which consumers are added", .above = 0})
          .field("growth", &LagAutoscalerSpec::growth,
                 {.doc = "Share that is added at each step; 1 doubles", .above = 0, .highest = 100})
          .field("delay", &LagAutoscalerSpec::delay, {.doc = "From decision to working consumers"})
          .field("cooldown", &LagAutoscalerSpec::cooldown,
                 {.doc = "After a step nothing happens for so long"})
          .field(
              "scale_in_after", &LagAutoscalerSpec::scale_in_after,
              {.doc = "Calm for so long before consumers are removed; absent: never", .above = 0})
          .field("lowest", &LagAutoscalerSpec::lowest,
                 {.doc = "Never fewer consumers", .lowest = 1, .highest = 1000000})
          .field("highest", &LagAutoscalerSpec::highest,
                 {.doc = "Never more consumers", .lowest = 1, .highest = 1000000});
  return fields;
}

template <>
const ObjectFields<CpuAutoscalerSpec>& fields_of<CpuAutoscalerSpec>() {
  static const ObjectFields<CpuAutoscalerSpec> fields =
      ObjectFields<CpuAutoscalerSpec>(
          "cpu_autoscaler", "The rule of the Kubernetes HPA: ceil(n x utilisation / target).")
          .field("note", &CpuAutoscalerSpec::note, {.doc = "What it is for, to people"})
          .field("target", &CpuAutoscalerSpec::target,
                 {.doc = "Wanted utilisation", .above = 0, .highest = 1})
          .field("tolerance", &CpuAutoscalerSpec::tolerance,
                 {.doc = "Relative deviation that is left alone", .lowest = 0, .highest = 1})
          .field("period", &CpuAutoscalerSpec::period, {.doc = "Between two decisions", .above = 0})
          .field("metric_window", &CpuAutoscalerSpec::metric_window,
                 {.doc = "Utilisation is averaged over it", .above = 0})
          .field("delay", &CpuAutoscalerSpec::delay, {.doc = "From decision to working consumers"})
          .field("stabilization", &CpuAutoscalerSpec::stabilization,
                 {.doc = "Scaling in waits for so long"})
          .field("lowest", &CpuAutoscalerSpec::lowest,
                 {.doc = "Never fewer consumers", .lowest = 1, .highest = 1000000})
          .field("highest", &CpuAutoscalerSpec::highest,
                 {.doc = "Never more consumers", .lowest = 1, .highest = 1000000});
  return fields;
}

template <>
const ObjectFields<UslAutoscalerSpec>& fields_of<UslAutoscalerSpec>() {
  static const ObjectFields<UslAutoscalerSpec> fields =
      ObjectFields<UslAutoscalerSpec>("usl_autoscaler",
                                      "Inverts the USL: never scales past the useful point.")
          .field("note", &UslAutoscalerSpec::note, {.doc = "What it is for, to people"})
          .field("alpha", &UslAutoscalerSpec::alpha,
                 {.doc = "Contention", .lowest = 0, .highest = 1})
          .field("beta", &UslAutoscalerSpec::beta, {.doc = "Crosstalk", .lowest = 0, .highest = 1})
          .field("gamma", &UslAutoscalerSpec::gamma,
                 {.doc = "Throughput of one consumer", .above = 0, .required = true})
          .field("catch_up", &UslAutoscalerSpec::catch_up,
                 {.doc = "Time in which a backlog is to be drained", .above = 0})
          .field("target_utilization", &UslAutoscalerSpec::target_utilization,
                 {.doc = "Wanted utilisation", .above = 0, .highest = 1})
          .field("period", &UslAutoscalerSpec::period, {.doc = "Between two decisions", .above = 0})
          .field("delay", &UslAutoscalerSpec::delay, {.doc = "From decision to working consumers"})
          .field("lowest", &UslAutoscalerSpec::lowest,
                 {.doc = "Never fewer consumers", .lowest = 1, .highest = 1000000})
          .field("highest", &UslAutoscalerSpec::highest,
                 {.doc = "Never more consumers", .lowest = 1, .highest = 1000000});
  return fields;
}

template <>
const ObjectFields<KedaAutoscalerSpec>& fields_of<KedaAutoscalerSpec>() {
  static const ObjectFields<KedaAutoscalerSpec> fields =
      ObjectFields<KedaAutoscalerSpec>("keda_autoscaler",
                                       "The rule of KEDA's Kafka scaler: backlog / threshold.")
          .field("note", &KedaAutoscalerSpec::note, {.doc = "What it is for, to people"})
          .field("lag_threshold", &KedaAutoscalerSpec::lag_threshold,
                 {.doc = "Waiting events per consumer", .lowest = 1})
          .field("polling", &KedaAutoscalerSpec::polling,
                 {.doc = "Between two decisions", .above = 0})
          .field("cooldown", &KedaAutoscalerSpec::cooldown,
                 {.doc = "Before the last consumers are removed"})
          .field("delay", &KedaAutoscalerSpec::delay, {.doc = "From decision to working consumers"})
          .field("lowest", &KedaAutoscalerSpec::lowest,
                 {.doc = "Never fewer consumers", .lowest = 1, .highest = 1000000})
          .field("highest", &KedaAutoscalerSpec::highest,
                 {.doc = "Never more consumers", .lowest = 1, .highest = 1000000});
  return fields;
}

template <>
const ObjectFields<FlinkAutoscalerSpec>& fields_of<FlinkAutoscalerSpec>() {
  static const ObjectFields<FlinkAutoscalerSpec> fields =
      ObjectFields<FlinkAutoscalerSpec>(
          "flink_autoscaler",
          "The rule of the Flink operator: rate and backlog against the measured true rate.")
          .field("note", &FlinkAutoscalerSpec::note, {.doc = "What it is for, to people"})
          .field("target_utilization", &FlinkAutoscalerSpec::target_utilization,
                 {.doc = "Wanted utilisation", .above = 0, .highest = 1})
          .field("catch_up", &FlinkAutoscalerSpec::catch_up,
                 {.doc = "Time in which a backlog is to be drained", .above = 0})
          .field("restart", &FlinkAutoscalerSpec::restart,
                 {.doc = "All consumers stand still for so long at each step"})
          .field("metric_window", &FlinkAutoscalerSpec::metric_window,
                 {.doc = "Rates are averaged over it", .above = 0})
          .field("delay", &FlinkAutoscalerSpec::delay,
                 {.doc = "From decision to working consumers"})
          .field("lowest", &FlinkAutoscalerSpec::lowest,
                 {.doc = "Never fewer consumers", .lowest = 1, .highest = 1000000})
          .field("highest", &FlinkAutoscalerSpec::highest,
                 {.doc = "Never more consumers", .lowest = 1, .highest = 1000000});
  return fields;
}

template <>
const ObjectFields<AutoscalerSpec>& fields_of<AutoscalerSpec>() {
  static const ObjectFields<AutoscalerSpec> fields =
      ObjectFields<AutoscalerSpec>("autoscaler", "How the number of consumers follows the load.")
          .alternative<LagAutoscalerSpec>("lag")
          .alternative<CpuAutoscalerSpec>("cpu")
          .alternative<UslAutoscalerSpec>("usl")
          .alternative<KedaAutoscalerSpec>("keda")
          .alternative<FlinkAutoscalerSpec>("flink");
  return fields;
}

}  // namespace uslkit
