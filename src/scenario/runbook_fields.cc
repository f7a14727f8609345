// The declared fields of the runbook.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const ObjectFields<ScaleConsumersAction>& fields_of<ScaleConsumersAction>() {
  static const ObjectFields<ScaleConsumersAction> fields =
      ObjectFields<ScaleConsumersAction>("scale_consumers",
                                         "Another number of consumers, to pre-warm for instance.")
          .field(
              "to", &ScaleConsumersAction::to,
              {.doc = "Consumers of each cell", .lowest = 1, .highest = 1000000, .required = true})
          .field("delay", &ScaleConsumersAction::delay, {.doc = "Until they work"});
  return fields;
}

template <>
const ObjectFields<AggressiveCachingAction>& fields_of<AggressiveCachingAction>() {
  static const ObjectFields<AggressiveCachingAction> fields =
      ObjectFields<AggressiveCachingAction>("aggressive_caching", "Cache entries live longer.")
          .field("ttl", &AggressiveCachingAction::ttl, {.doc = "How long", .above = 0});
  return fields;
}

template <>
const ObjectFields<ReadOnlyAction>& fields_of<ReadOnlyAction>() {
  static const ObjectFields<ReadOnlyAction> fields =
      ObjectFields<ReadOnlyAction>("read_only", "Every write is refused.");
  return fields;
}

template <>
const ObjectFields<ShedClassAction>& fields_of<ShedClassAction>() {
  static const ObjectFields<ShedClassAction> fields =
      ObjectFields<ShedClassAction>("shed_class", "Every request of a class is refused.")
          .field("class", &ShedClassAction::name,
                 {.doc = "Name of the traffic class", .fewest = 1, .required = true});
  return fields;
}

template <>
const ObjectFields<LimitRateAction>& fields_of<LimitRateAction>() {
  static const ObjectFields<LimitRateAction> fields =
      ObjectFields<LimitRateAction>("limit_rate", "A limit for everything at the ingress.")
          .field("rate", &LimitRateAction::rate,
                 {.doc = "Requests per second", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<Condition>& fields_of<Condition>() {
  static const ObjectFields<Condition> fields =
      ObjectFields<Condition>("condition", "A signal that has been above a line for a while.")
          .field("signal", &Condition::signal, {.doc = "What is watched"})
          .field("above", &Condition::above,
                 {.doc = "The line, in the signal's unit", .lowest = 0, .required = true})
          .field("held_for", &Condition::held_for, {.doc = "For how long"})
          .field(
              "until_below", &Condition::until_below,
              {.doc = "The action ends when the signal falls below; absent: never", .lowest = 0});
  return fields;
}

template <>
const ObjectFields<RunbookAction>& fields_of<RunbookAction>() {
  static const ObjectFields<RunbookAction> fields =
      ObjectFields<RunbookAction>("runbook_action",
                                  "What the people on call do, at a time or when a condition has "
                                  "held; one of \"at\" and \"when\".")
          .field("note", &RunbookAction::note, {.doc = "What it is for, to people"})
          .field("at", &RunbookAction::at, {.doc = "When it is done"})
          .field("when", &RunbookAction::when,
                 {.doc = "The condition on which it is done, judged in each cell by itself"})
          .field("length", &RunbookAction::length,
                 {.doc = "How long it lasts, of an action by time; absent: for good", .above = 0})
          .alternative<ScaleConsumersAction>("scale_consumers", &RunbookAction::action)
          .alternative<AggressiveCachingAction>("aggressive_caching", &RunbookAction::action)
          .alternative<ReadOnlyAction>("read_only", &RunbookAction::action)
          .alternative<ShedClassAction>("shed_class", &RunbookAction::action)
          .alternative<LimitRateAction>("limit_rate", &RunbookAction::action);
  return fields;
}

}  // namespace uslkit
