#include "fit/profile.h"

#include <algorithm>

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Walking this many half-widths, or to coefficients this large, without a rejection is no limit.
constexpr double kFarAway = 1e9;

FreeParameters without(FreeParameters free, UslParameter parameter) {
  if (parameter == UslParameter::alpha) free.alpha = false;
  if (parameter == UslParameter::beta) free.beta = false;
  if (parameter == UslParameter::gamma) free.gamma = false;
  return free;
}

double value_of(const UslParameters& usl, UslParameter parameter) {
  if (parameter == UslParameter::alpha) return usl.alpha;
  return parameter == UslParameter::beta ? usl.beta : usl.gamma;
}

// The curve moved to another value; with another gamma the latency at many workers stays as it was.
UslParameters moved_to(UslParameters usl, UslParameter parameter, double value) {
  if (parameter == UslParameter::alpha) usl.alpha = value;
  if (parameter == UslParameter::beta) usl.beta = value;
  if (parameter == UslParameter::gamma) {
    usl.alpha *= value / usl.gamma;
    usl.beta *= value / usl.gamma;
    usl.gamma = value;
  }
  return usl;
}

}  // namespace

ParameterProfile::ParameterProfile(const FitProblem& problem, const ProfileBase& base,
                                   UslParameter parameter)
    : problem_(problem),
      base_(base),
      parameter_(parameter),
      others_(without(base.free, parameter)),
      curve_(base.minimum) {}

double ParameterProfile::rss_at(double value) {
  UslParameters start = moved_to(curve_, parameter_, value);
  if (!base_.free.alpha) start.alpha = base_.minimum.alpha;
  if (!base_.free.beta) start.beta = base_.minimum.beta;
  const LatencyDirections directions = directions_of(others_, start);
  LatencyForm form = latency_form(start);
  if (!is_admissible(problem_, form)) {
    UslParameters origin = start;
    if (others_.alpha) origin.alpha = 0;
    if (others_.beta) origin.beta = 0;
    form = linear_latency_fit(problem_, others_.gamma ? LatencyForm{} : latency_form(origin),
                              directions);
    if (!is_admissible(problem_, form)) return kInfinity;
  }
  const LatencyFit fit = minimize_rss(problem_, form, directions);
  curve_ = usl_of(fit.form);
  return fit.rss;
}

Interval profile_interval(const FitProblem& problem, const ProfileBase& base,
                          UslParameter parameter, double half_width) {
  const double center = value_of(base.minimum, parameter);
  if (!(base.rss_cut > base.rss)) return {center, center};
  ParameterProfile profile(problem, base, parameter);
  if (parameter == UslParameter::gamma) {
    // gamma is positive: walk its logarithm.
    auto rise = [&](double log_ratio) {
      return signed_root(base, profile.rss_at(center * std::exp(log_ratio)));
    };
    const double step = std::clamp(half_width / center, 1e-12, 1.0);
    const std::optional<double> below = crossing_from(rise, 0, -step, -std::log(kFarAway));
    profile.restart();
    const std::optional<double> above = crossing_from(rise, 0, step, std::log(kFarAway));
    return {below ? center * std::exp(*below) : 0, above ? center * std::exp(*above) : kInfinity};
  }
  auto rise = [&](double value) { return signed_root(base, profile.rss_at(value)); };
  const double limit = kFarAway * std::max(half_width, 1.0);
  const std::optional<double> below = crossing_from(rise, center, -half_width, center - limit);
  profile.restart();
  const std::optional<double> above = crossing_from(rise, center, half_width, center + limit);
  return {below.value_or(-kInfinity), above.value_or(kInfinity)};
}

}  // namespace uslkit
