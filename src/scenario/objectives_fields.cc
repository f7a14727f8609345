// The declared fields of objectives.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const std::vector<Word<LatencyKind>>& words_of<LatencyKind>() {
  static const std::vector<Word<LatencyKind>> words{
      {"ack", LatencyKind::ack, "From the client's first send to the answer"},
      {"end_to_end", LatencyKind::end_to_end,
       "From the client's first send to applied in the database"}};
  return words;
}

template <>
const ObjectFields<LatencyObjective>& fields_of<LatencyObjective>() {
  static const ObjectFields<LatencyObjective> fields =
      ObjectFields<LatencyObjective>("latency_objective", "A quantile of a latency.")
          .field("of", &LatencyObjective::of, {.doc = "Which latency"})
          .field("quantile", &LatencyObjective::quantile,
                 {.doc = "Which quantile", .above = 0, .below = 1})
          .field("at_most", &LatencyObjective::at_most,
                 {.doc = "The limit", .above = 0, .required = true})
          .field("class", &LatencyObjective::name,
                 {.doc = "Name of a traffic class; absent: all", .fewest = 1});
  return fields;
}

template <>
const ObjectFields<LagObjective>& fields_of<LagObjective>() {
  static const ObjectFields<LagObjective> fields =
      ObjectFields<LagObjective>("lag_objective", "The greatest lag of the run.")
          .field("of", &LagObjective::of, {.doc = "Which lag"})
          .field("at_most", &LagObjective::at_most, {.doc = "The limit", .required = true});
  return fields;
}

template <>
const ObjectFields<AvailabilityObjective>& fields_of<AvailabilityObjective>() {
  static const ObjectFields<AvailabilityObjective> fields =
      ObjectFields<AvailabilityObjective>("availability_objective",
                                          "Good acks / (good, failed and shed).")
          .field("at_least", &AvailabilityObjective::at_least,
                 {.doc = "The limit", .lowest = 0, .highest = 1})
          .field("class", &AvailabilityObjective::name,
                 {.doc = "Name of a traffic class; absent: all", .fewest = 1});
  return fields;
}

template <>
const ObjectFields<RecoveryObjective>& fields_of<RecoveryObjective>() {
  static const ObjectFields<RecoveryObjective> fields =
      ObjectFields<RecoveryObjective>("recovery_objective",
                                      "How soon the work-lag is low again for good.")
          .field("lag", &RecoveryObjective::lag, {.doc = "What counts as low", .above = 0})
          .field("after", &RecoveryObjective::after, {.doc = "From when the time is taken"})
          .field("at_most", &RecoveryObjective::at_most,
                 {.doc = "The limit", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<ShedObjective>& fields_of<ShedObjective>() {
  static const ObjectFields<ShedObjective> fields =
      ObjectFields<ShedObjective>("shed_objective", "Share of the requests that is shed.")
          .field("at_most", &ShedObjective::at_most,
                 {.doc = "The limit", .lowest = 0, .highest = 1})
          .field("class", &ShedObjective::name,
                 {.doc = "Name of a traffic class; absent: all", .fewest = 1});
  return fields;
}

template <>
const ObjectFields<DeadLetterObjective>& fields_of<DeadLetterObjective>() {
  static const ObjectFields<DeadLetterObjective> fields =
      ObjectFields<DeadLetterObjective>("dead_letter_objective",
                                        "Dead-lettered events per applied event.")
          .field("at_most", &DeadLetterObjective::at_most, {.doc = "The limit", .lowest = 0});
  return fields;
}

template <>
const ObjectFields<Objective>& fields_of<Objective>() {
  static const ObjectFields<Objective> fields =
      ObjectFields<Objective>("objective", "A promise that is judged pass or fail after the run.")
          .field("note", &Objective::note, {.doc = "What it is for, to people"})
          .alternative<LatencyObjective>("latency", &Objective::objective)
          .alternative<LagObjective>("lag", &Objective::objective)
          .alternative<AvailabilityObjective>("availability", &Objective::objective)
          .alternative<RecoveryObjective>("recovery", &Objective::objective)
          .alternative<ShedObjective>("shed", &Objective::objective)
          .alternative<DeadLetterObjective>("dead_letter", &Objective::objective);
  return fields;
}

}  // namespace uslkit
