// The declared fields of service laws.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const ObjectFields<ConstantLaw>& fields_of<ConstantLaw>() {
  static const ObjectFields<ConstantLaw> fields =
      ObjectFields<ConstantLaw>("constant_law", "Always the same.")
          .field("mean", &ConstantLaw::mean, {.doc = "How long it takes"});
  return fields;
}

template <>
const ObjectFields<ExponentialLaw>& fields_of<ExponentialLaw>() {
  static const ObjectFields<ExponentialLaw> fields =
      ObjectFields<ExponentialLaw>("exponential_law",
                                   "Memoryless: the service time of an M/M/c queue; cv 1.")
          .field("mean", &ExponentialLaw::mean,
                 {.doc = "How long it takes on average", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<ErlangLaw>& fields_of<ErlangLaw>() {
  static const ObjectFields<ErlangLaw> fields =
      ObjectFields<ErlangLaw>("erlang_law", "A sum of exponential phases; cv 1/sqrt(phases).")
          .field("mean", &ErlangLaw::mean,
                 {.doc = "How long it takes on average", .above = 0, .required = true})
          .field("phases", &ErlangLaw::phases,
                 {.doc = "Number of phases", .lowest = 1, .highest = 1000});
  return fields;
}

template <>
const ObjectFields<UniformLaw>& fields_of<UniformLaw>() {
  static const ObjectFields<UniformLaw> fields =
      ObjectFields<UniformLaw>("uniform_law", "Anything between two limits, equally likely.")
          .field("lowest", &UniformLaw::lowest, {.doc = "The shortest it takes"})
          .field("highest", &UniformLaw::highest,
                 {.doc = "The longest it takes", .above = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<LognormalLaw>& fields_of<LognormalLaw>() {
  static const ObjectFields<LognormalLaw> fields =
      ObjectFields<LognormalLaw>("lognormal_law",
                                 "Skewed to the right, as measured service times often are.")
          .field("mean", &LognormalLaw::mean,
                 {.doc = "How long it takes on average", .above = 0, .required = true})
          .field("cv", &LognormalLaw::cv,
                 {.doc = "Coefficient of variation: standard deviation / mean",
                  .lowest = 0,
                  .highest = 100});
  return fields;
}

template <>
const ObjectFields<HyperexponentialLaw>& fields_of<HyperexponentialLaw>() {
  static const ObjectFields<HyperexponentialLaw> fields =
      ObjectFields<HyperexponentialLaw>(
          "hyperexponential_law",
          "One of two exponential laws with balanced means, for cv above 1.")
          .field("mean", &HyperexponentialLaw::mean,
                 {.doc = "How long it takes on average", .above = 0, .required = true})
          .field("cv", &HyperexponentialLaw::cv,
                 {.doc = "Coefficient of variation: standard deviation / mean",
                  .above = 1,
                  .highest = 100});
  return fields;
}

template <>
const ObjectFields<QuantilePoint>& fields_of<QuantilePoint>() {
  static const ObjectFields<QuantilePoint> fields =
      ObjectFields<QuantilePoint>("quantile_point", "A share of the work and how long it takes.")
          .field("probability", &QuantilePoint::probability,
                 {.doc = "The share that takes no longer",
                  .lowest = 0,
                  .highest = 1,
                  .required = true})
          .field("time", &QuantilePoint::time, {.doc = "How long it takes", .required = true});
  return fields;
}

template <>
const ObjectFields<EmpiricalLaw>& fields_of<EmpiricalLaw>() {
  static const ObjectFields<EmpiricalLaw> fields =
      ObjectFields<EmpiricalLaw>("empirical_law",
                                 "As measured: quantiles, with straight lines between them.")
          .field("quantiles", &EmpiricalLaw::quantiles,
                 {.doc = "In rising order, from probability 0 to 1",
                  .fewest = 2,
                  .most = 1000,
                  .required = true});
  return fields;
}

template <>
const ObjectFields<ServiceLaw>& fields_of<ServiceLaw>() {
  static const ObjectFields<ServiceLaw> fields =
      ObjectFields<ServiceLaw>("service_law",
                               "How long a piece of work takes: a distribution with its mean.")
          .alternative<ConstantLaw>("constant")
          .alternative<ExponentialLaw>("exponential")
          .alternative<ErlangLaw>("erlang")
          .alternative<UniformLaw>("uniform")
          .alternative<LognormalLaw>("lognormal")
          .alternative<HyperexponentialLaw>("hyperexponential")
          .alternative<EmpiricalLaw>("empirical")
          .shorthand("constant", "mean");
  return fields;
}

template <>
const ObjectFields<BatchLaw>& fields_of<BatchLaw>() {
  static const ObjectFields<BatchLaw> fields =
      ObjectFields<BatchLaw>(
          "batch_law",
          "How long a batch of b events takes: (t0 + b t1) times a lognormal factor of mean 1.")
          .field("t0", &BatchLaw::t0, {.doc = "Cost per batch"})
          .field("t1", &BatchLaw::t1, {.doc = "Cost per event"})
          .field("cv", &BatchLaw::cv,
                 {.doc = "Coefficient of variation of the factor; 0 is a constant time",
                  .lowest = 0,
                  .highest = 100});
  return fields;
}

}  // namespace uslkit
