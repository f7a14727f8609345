// The declared fields of uncertain quantities.
#include "sizing/sizing_request_fields.h"

namespace uslkit {

template <>
const ObjectFields<KnownRate>& fields_of<KnownRate>() {
  static const ObjectFields<KnownRate> fields =
      ObjectFields<KnownRate>("known_rate", "A rate that is known.")
          .field("value", &KnownRate::value, {.doc = "The rate", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<RateRange>& fields_of<RateRange>() {
  static const ObjectFields<RateRange> fields =
      ObjectFields<RateRange>("rate_range", "A rate by its 5 %, 50 % and 95 % quantiles.")
          .field("low", &RateRange::low,
                 {.doc = "As low as this in one case of twenty", .above = 0, .required = true})
          .field("likely", &RateRange::likely,
                 {.doc = "As often above as below", .above = 0, .required = true})
          .field("high", &RateRange::high,
                 {.doc = "As high as this in one case of twenty", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<UncertainRate>& fields_of<UncertainRate>() {
  static const ObjectFields<UncertainRate> fields =
      ObjectFields<UncertainRate>("uncertain_rate", "A rate, or a range of it.")
          .alternative<KnownRate>("known")
          .alternative<RateRange>("range")
          .shorthand("known", "value");
  return fields;
}

template <>
const ObjectFields<KnownDuration>& fields_of<KnownDuration>() {
  static const ObjectFields<KnownDuration> fields =
      ObjectFields<KnownDuration>("known_duration", "A time that is known.")
          .field("value", &KnownDuration::value, {.doc = "The time", .required = true});
  return fields;
}

template <>
const ObjectFields<DurationRange>& fields_of<DurationRange>() {
  static const ObjectFields<DurationRange> fields =
      ObjectFields<DurationRange>("duration_range", "A time by its 5 %, 50 % and 95 % quantiles.")
          .field("low", &DurationRange::low,
                 {.doc = "As short as this in one case of twenty", .above = 0, .required = true})
          .field("likely", &DurationRange::likely,
                 {.doc = "As often above as below", .above = 0, .required = true})
          .field("high", &DurationRange::high,
                 {.doc = "As long as this in one case of twenty", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<UncertainDuration>& fields_of<UncertainDuration>() {
  static const ObjectFields<UncertainDuration> fields =
      ObjectFields<UncertainDuration>("uncertain_duration", "A time, or a range of it.")
          .alternative<KnownDuration>("known")
          .alternative<DurationRange>("range")
          .shorthand("known", "value");
  return fields;
}

template <>
const ObjectFields<KnownFactor>& fields_of<KnownFactor>() {
  static const ObjectFields<KnownFactor> fields =
      ObjectFields<KnownFactor>("known_factor", "A factor that is known.")
          .field("value", &KnownFactor::value, {.doc = "The factor", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<FactorRange>& fields_of<FactorRange>() {
  static const ObjectFields<FactorRange> fields =
      ObjectFields<FactorRange>("factor_range", "A factor by its 5 %, 50 % and 95 % quantiles.")
          .field("low", &FactorRange::low,
                 {.doc = "As low as this in one case of twenty", .above = 0, .required = true})
          .field("likely", &FactorRange::likely,
                 {.doc = "As often above as below", .above = 0, .required = true})
          .field("high", &FactorRange::high,
                 {.doc = "As high as this in one case of twenty", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<UncertainFactor>& fields_of<UncertainFactor>() {
  static const ObjectFields<UncertainFactor> fields =
      ObjectFields<UncertainFactor>("uncertain_factor", "A factor, or a range of it.")
          .alternative<KnownFactor>("known")
          .alternative<FactorRange>("range")
          .shorthand("known", "value");
  return fields;
}

template <>
const ObjectFields<UslCapacity>& fields_of<UslCapacity>() {
  static const ObjectFields<UslCapacity> fields =
      ObjectFields<UslCapacity>("usl_capacity",
                                "Workers that slow each other down as the USL says.")
          .field("alpha", &UslCapacity::alpha,
                 {.doc = "Contention", .lowest = 0, .highest = 1, .required = true})
          .field("beta", &UslCapacity::beta,
                 {.doc = "Crosstalk", .lowest = 0, .highest = 1, .required = true})
          .field("gamma", &UslCapacity::gamma,
                 {.doc = "Throughput of one worker", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<FitCapacity>& fields_of<FitCapacity>() {
  static const ObjectFields<FitCapacity> fields =
      ObjectFields<FitCapacity>(
          "fit_capacity", "The same from a fit, with the joint uncertainty of its coefficients.")
          .field("file", &FitCapacity::file,
                 {.doc = "What `uslkit fit --json` wrote, or measurements; relative to this file",
                  .fewest = 1,
                  .required = true});
  return fields;
}

template <>
const ObjectFields<WorkerCapacity>& fields_of<WorkerCapacity>() {
  static const ObjectFields<WorkerCapacity> fields =
      ObjectFields<WorkerCapacity>("worker_capacity",
                                   "What workers get done: each alike (a rate), or by the USL.")
          .alternative<KnownRate>("known")
          .alternative<RateRange>("range")
          .alternative<UslCapacity>("usl")
          .alternative<FitCapacity>("fit")
          .shorthand("known", "value");
  return fields;
}

}  // namespace uslkit
