// Uncertain quantities: what a planner knows of a number: itself, a range, or a fit.
//
// A range gives three quantiles: 5 % `low`, 50 % `likely`, 95 % `high`. It is drawn as
// likely x exp(z s) with a standard normal z, s = ln(high/likely) / 1.645 for z > 0 and
// ln(likely/low) / 1.645 for z < 0: the three quantiles come out exactly, and no draw is negative.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/units.h"
#include "model/usl.h"

namespace uslkit {

struct KnownRate {
  Rate value{};
};
struct RateRange {
  Rate low{};
  Rate likely{};
  Rate high{};
};
using UncertainRate = std::variant<KnownRate, RateRange>;

struct KnownDuration {
  Duration value{0};
};
struct DurationRange {
  Duration low{0};
  Duration likely{0};
  Duration high{0};
};
using UncertainDuration = std::variant<KnownDuration, DurationRange>;

struct KnownFactor {
  double value = 1;
};
struct FactorRange {
  double low = 1;
  double likely = 1;
  double high = 1;
};
using UncertainFactor = std::variant<KnownFactor, FactorRange>;

// ---- Capacity of workers: how throughput grows with their number. ----

struct UslCapacity {  // X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1))
  double alpha = 0;
  double beta = 0;
  Rate gamma{};
};
struct FitCapacity {  // the same, with the joint uncertainty of a fit
  std::string file{};
  // Not fields: filled from the file.
  UslParameters parameters{};          // per second
  std::vector<UslParameters> draws{};  // of (alpha, beta, gamma) together, per second; may be empty
  double largest_measured = 0;         // N; beyond it the curve is an extrapolation
  std::vector<std::string> doubts{};   // why its numbers should not be trusted blindly
};
// A rate stands for workers that do not slow each other down.
using WorkerCapacity = std::variant<KnownRate, RateRange, UslCapacity, FitCapacity>;

// The most likely value, in SI units.
[[nodiscard]] double likely_value(const UncertainRate& rate);
[[nodiscard]] double likely_value(const UncertainDuration& duration);
[[nodiscard]] double likely_value(const UncertainFactor& factor);
[[nodiscard]] UslParameters likely_value(const WorkerCapacity& capacity);

// The value at a standard normal z, in SI units; the same as likely_value at z = 0.
[[nodiscard]] double value_at(const UncertainRate& rate, double z);
[[nodiscard]] double value_at(const UncertainDuration& duration, double z);
[[nodiscard]] double value_at(const UncertainFactor& factor, double z);

}  // namespace uslkit
