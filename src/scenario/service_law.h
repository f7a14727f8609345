// ServiceLaw: how long a piece of work takes: a distribution with its mean.
//
// In JSON: {"kind": "exponential", "mean": "8us"}; a bare quantity such as "5ms" is a constant.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "base/units.h"

namespace uslkit {

struct ConstantLaw {
  Duration mean{0};
};
struct ExponentialLaw {
  Duration mean{0};
};
struct ErlangLaw {
  Duration mean{0};
  std::int64_t phases = 4;  // cv = 1/sqrt(phases)
};
struct UniformLaw {
  Duration lowest{0};
  Duration highest{0};
};
struct LognormalLaw {
  Duration mean{0};
  double cv = 0.5;  // standard deviation / mean
};
struct HyperexponentialLaw {  // two phases with balanced means; cv > 1
  Duration mean{0};
  double cv = 2;
};

struct QuantilePoint {
  double probability = 0;
  Duration time{0};
};
struct EmpiricalLaw {  // measured: the inverse distribution function, linear between its points
  std::vector<QuantilePoint> quantiles{};  // from probability 0 to 1
};

using ServiceLaw = std::variant<ConstantLaw, ExponentialLaw, ErlangLaw, UniformLaw, LognormalLaw,
                                HyperexponentialLaw, EmpiricalLaw>;

// T(b) = (t0 + b t1) times a lognormal factor of mean 1: the law of a batch of b events.
struct BatchLaw {
  Duration t0{0};  // per batch
  Duration t1{0};  // per event
  double cv = 0;   // of the factor
};

}  // namespace uslkit
