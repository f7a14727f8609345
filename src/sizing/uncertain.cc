#include "sizing/uncertain.h"

#include "base/portable_math.h"

namespace uslkit {
namespace {

// The standard normal's 95 % quantile.
constexpr double kQuantile95 = 1.6448536269514722;

// See the header; low, likely and high are > 0, or all of them 0.
double within_range(double low, double likely, double high, double z) {
  if (!(likely > 0)) return likely;
  const double ratio = z > 0 ? high / likely : likely / low;
  if (ratio == 1 || z == 0) return likely;
  return likely * portable_exp(z / kQuantile95 * log_of_positive_normal(ratio));
}

double at(const KnownRate& rate, double) { return rate.value.per_second; }
double at(const RateRange& rate, double z) {
  return within_range(rate.low.per_second, rate.likely.per_second, rate.high.per_second, z);
}
double at(const KnownDuration& duration, double) { return in_seconds(duration.value); }
double at(const DurationRange& duration, double z) {
  return within_range(in_seconds(duration.low), in_seconds(duration.likely),
                      in_seconds(duration.high), z);
}
double at(const KnownFactor& factor, double) { return factor.value; }
double at(const FactorRange& factor, double z) {
  return within_range(factor.low, factor.likely, factor.high, z);
}

struct LikelyCapacity {
  UslParameters operator()(const KnownRate& rate) const { return {.gamma = at(rate, 0)}; }
  UslParameters operator()(const RateRange& rate) const { return {.gamma = at(rate, 0)}; }
  UslParameters operator()(const UslCapacity& usl) const {
    return {.alpha = usl.alpha, .beta = usl.beta, .gamma = usl.gamma.per_second};
  }
  UslParameters operator()(const FitCapacity& fit) const { return fit.parameters; }
};

template <class Variant>
double variant_at(const Variant& value, double z) {
  return std::visit([z](const auto& each) { return at(each, z); }, value);
}

}  // namespace

double value_at(const UncertainRate& rate, double z) { return variant_at(rate, z); }
double value_at(const UncertainDuration& duration, double z) { return variant_at(duration, z); }
double value_at(const UncertainFactor& factor, double z) { return variant_at(factor, z); }

double likely_value(const UncertainRate& rate) { return value_at(rate, 0); }
double likely_value(const UncertainDuration& duration) { return value_at(duration, 0); }
double likely_value(const UncertainFactor& factor) { return value_at(factor, 0); }
UslParameters likely_value(const WorkerCapacity& capacity) {
  return std::visit(LikelyCapacity{}, capacity);
}

}  // namespace uslkit
