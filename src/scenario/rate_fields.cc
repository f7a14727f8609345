// The declared fields of rate profiles.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const ObjectFields<ConstantRate>& fields_of<ConstantRate>() {
  static const ObjectFields<ConstantRate> fields =
      ObjectFields<ConstantRate>("constant_rate", "The same rate all the time.")
          .field("rate", &ConstantRate::rate, {.doc = "Requests per second", .required = true});
  return fields;
}

template <>
const ObjectFields<RateStep>& fields_of<RateStep>() {
  static const ObjectFields<RateStep> fields =
      ObjectFields<RateStep>("rate_step", "A rate and the time from which it holds.")
          .field("at", &RateStep::at, {.doc = "From when it holds", .required = true})
          .field("rate", &RateStep::rate, {.doc = "Requests per second", .required = true});
  return fields;
}

template <>
const ObjectFields<StepsRate>& fields_of<StepsRate>() {
  static const ObjectFields<StepsRate> fields =
      ObjectFields<StepsRate>("steps_rate",
                              "Each rate holds from its time on; zero before the first.")
          .field("steps", &StepsRate::steps,
                 {.doc = "The rates in the order of their times",
                  .fewest = 1,
                  .most = 100000,
                  .required = true});
  return fields;
}

template <>
const ObjectFields<RampRate>& fields_of<RampRate>() {
  static const ObjectFields<RampRate> fields =
      ObjectFields<RampRate>("ramp_rate",
                             "Linear from one rate to another, constant before and after.")
          .field("from", &RampRate::from, {.doc = "Rate before the ramp", .required = true})
          .field("to", &RampRate::to, {.doc = "Rate after the ramp", .required = true})
          .field("start", &RampRate::start, {.doc = "When the ramp begins"})
          .field("length", &RampRate::length, {.doc = "How long the ramp takes", .required = true});
  return fields;
}

template <>
const ObjectFields<SpikeRate>& fields_of<SpikeRate>() {
  static const ObjectFields<SpikeRate> fields =
      ObjectFields<SpikeRate>(
          "spike_rate", "A base rate with one linear rise to a peak, a hold and a linear fall.")
          .field("base", &SpikeRate::base,
                 {.doc = "Rate before and after the spike", .required = true})
          .field("peak", &SpikeRate::peak, {.doc = "Rate at the peak", .required = true})
          .field("start", &SpikeRate::start, {.doc = "When the rise begins"})
          .field("rise", &SpikeRate::rise, {.doc = "How long the rise takes"})
          .field("hold", &SpikeRate::hold, {.doc = "How long the peak holds"})
          .field("fall", &SpikeRate::fall, {.doc = "How long the fall takes"});
  return fields;
}

template <>
const ObjectFields<DiurnalRate>& fields_of<DiurnalRate>() {
  static const ObjectFields<DiurnalRate> fields =
      ObjectFields<DiurnalRate>(
          "diurnal_rate", "mean x (1 + amplitude cos(2 pi (t - peak_at) / period)): day and night.")
          .field("mean", &DiurnalRate::mean, {.doc = "Mean rate over one period", .required = true})
          .field("amplitude", &DiurnalRate::amplitude,
                 {.doc = "Swing around the mean, as a share of it", .lowest = 0, .highest = 1})
          .field("period", &DiurnalRate::period, {.doc = "Time from peak to peak", .lowest = 1})
          .field("peak_at", &DiurnalRate::peak_at, {.doc = "When the rate is highest"});
  return fields;
}

template <>
const ObjectFields<TraceRate>& fields_of<TraceRate>() {
  static const ObjectFields<TraceRate> fields =
      ObjectFields<TraceRate>(
          "trace_rate",
          "A CSV file with the columns time_s and rate_per_s, linear between its rows.")
          .field("file", &TraceRate::file,
                 {.doc = "The file, relative to the scenario file that names it",
                  .fewest = 1,
                  .required = true})
          .field("scale", &TraceRate::scale, {.doc = "Every rate is multiplied by it", .above = 0});
  return fields;
}

template <>
const ObjectFields<SumRate>& fields_of<SumRate>() {
  static const ObjectFields<SumRate> fields =
      ObjectFields<SumRate>("sum_rate", "Several profiles at once.")
          .field(
              "parts", &SumRate::parts,
              {.doc = "The profiles that are added", .fewest = 1, .most = 100, .required = true});
  return fields;
}

template <>
const ObjectFields<MultiplierPoint>& fields_of<MultiplierPoint>() {
  static const ObjectFields<MultiplierPoint> fields =
      ObjectFields<MultiplierPoint>("multiplier_point", "A factor and its time.")
          .field("at", &MultiplierPoint::at, {.doc = "When", .required = true})
          .field("factor", &MultiplierPoint::factor,
                 {.doc = "What the rate is multiplied by", .lowest = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<ProductRate>& fields_of<ProductRate>() {
  static const ObjectFields<ProductRate> fields =
      ObjectFields<ProductRate>("product_rate",
                                "A profile times a multiplier that is linear between its points.")
          .field("of", &ProductRate::of,
                 {.doc = "The profile, exactly one", .fewest = 1, .most = 1, .required = true})
          .field("multiplier", &ProductRate::multiplier,
                 {.doc = "The factors in the order of their times",
                  .fewest = 1,
                  .most = 100000,
                  .required = true});
  return fields;
}

template <>
const ObjectFields<RateProfile>& fields_of<RateProfile>() {
  static const ObjectFields<RateProfile> fields =
      ObjectFields<RateProfile>(
          "rate_profile", "Requests per second as a function of the run's time, over all cells.")
          .alternative<ConstantRate>("constant", &RateProfile::shape)
          .alternative<StepsRate>("steps", &RateProfile::shape)
          .alternative<RampRate>("ramp", &RateProfile::shape)
          .alternative<SpikeRate>("spike", &RateProfile::shape)
          .alternative<DiurnalRate>("diurnal", &RateProfile::shape)
          .alternative<TraceRate>("trace", &RateProfile::shape)
          .alternative<SumRate>("sum", &RateProfile::shape)
          .alternative<ProductRate>("product", &RateProfile::shape)
          .shorthand("constant", "rate");
  return fields;
}

}  // namespace uslkit
