#include "model/md1_queue.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/check.h"
#include "model/queue_arguments.h"
#include "model/single_server_queue.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Service times up to which the distribution is summed; the exponential tail follows.
constexpr std::size_t kExactSlots = 64;
// Levels of the number in the system that are computed one by one before its geometric tail.
constexpr std::size_t kLevels = 2 * kExactSlots;

// (e^x - 1) / x - 1 without cancellation, x > 0: the series sum x^n / (n + 1)! where x is small.
double excess_of_exponential(double x) {
  if (x > 1.0) return std::expm1(x) / x - 1.0;
  double term = x / 2.0;
  double sum = term;
  for (int n = 2; n < 30; ++n) {
    term *= x / (n + 1);
    sum += term;
  }
  return sum;
}

// P(Poisson(mean) >= count) for mean <= 1: the terms fall at least geometrically.
double poisson_tail(double mean, std::size_t count) {
  if (count == 0) return 1.0;
  double term = std::exp(-mean);
  for (std::size_t k = 1; k <= count; ++k) term *= mean / static_cast<double>(k);
  double sum = 0.0;
  for (std::size_t k = count; k < count + 40; ++k) {
    sum += term;
    term *= mean / static_cast<double>(k + 1);
  }
  return sum;
}

// The stationary M/D/1 queue in units of its service time, 0 < rho < 1.
class WaitTail {
 public:
  explicit WaitTail(double rho) : rho_(rho), decay_(poisson_decay_rate(rho)) { fill_levels(); }

  // P(W > time), time in service times.
  double survival(double time) const {
    if (time >= static_cast<double>(kExactSlots)) return exponential_tail(time);
    const std::size_t slot = static_cast<std::size_t>(time) + 1;
    const double mean = rho_ * (static_cast<double>(slot) - time);
    double sum = poisson_tail(mean, slot);
    double term = std::exp(-mean);
    for (std::size_t j = 0; j < slot; ++j) {
      sum += term * above_[slot - j];
      term *= mean / static_cast<double>(j + 1);
    }
    return sum;
  }

  // The time with P(W > time) = tail, 0 < tail < rho.
  double time_of(double tail) const {
    const double far = std::log(tail_factor() / tail) / decay_;
    if (far >= static_cast<double>(kExactSlots)) return far;
    double low = 0.0;
    double high = static_cast<double>(kExactSlots);
    // Halving 64 some 110 times reaches the resolution of a double anywhere above 1e-16.
    for (int step = 0; step < 110; ++step) {
      const double middle = 0.5 * (low + high);
      (survival(middle) > tail ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }

 private:
  // Fills above_[n] = P(L > n). Cutting the chain of departures between n and n + 1 balances
  //   p[n+1] P(A = 0) = p[0] P(A > n) + sum_{1 <= i <= n} p[i] P(A > n - i + 1),
  // A ~ Poisson(rho) arrivals per service: only positive terms, unlike the usual recursion.
  void fill_levels() {
    std::array<double, kLevels + 2> arrivals_above{};
    for (std::size_t n = 0; n < arrivals_above.size(); ++n) {
      arrivals_above[n] = poisson_tail(rho_, n + 1);
    }
    std::array<double, kLevels + 1> level{};
    level[0] = 1.0 - rho_;
    for (std::size_t n = 0; n < kLevels; ++n) {
      double up = level[0] * arrivals_above[n];
      for (std::size_t i = 1; i <= n; ++i) up += level[i] * arrivals_above[n - i + 1];
      level[n + 1] = up * std::exp(rho_);
    }
    // Beyond the last level the probabilities fall by the factor e^-theta from one to the next.
    above_[kLevels] = level[kLevels] / std::expm1(decay_);
    for (std::size_t n = kLevels; n > 0; --n) above_[n - 1] = above_[n] + level[n];
  }

  // (1 - rho) / (rho e^theta - 1), with rho (e^theta - 1) = theta put in to avoid the cancellation.
  double tail_factor() const { return (1.0 - rho_) / (decay_ - (1.0 - rho_)); }

  double exponential_tail(double time) const { return tail_factor() * std::exp(-decay_ * time); }

  double rho_;
  double decay_;
  std::array<double, kLevels + 1> above_{};
};

}  // namespace

double MD1Queue::utilisation() const { return checked_offered_load(arrival_rate, service_time); }

double MD1Queue::mean_wait() const {
  return MG1Queue{.arrival_rate = arrival_rate, .service_time = service_time, .service_cv2 = 0.0}
      .mean_wait();
}

double MD1Queue::mean_latency() const { return mean_wait() + service_time; }

double MD1Queue::wait_survival(double time) const {
  USLKIT_CHECK(time >= 0.0);
  const double rho = utilisation();
  if (rho == 0.0) return 0.0;
  if (rho >= 1.0) return 1.0;
  return WaitTail(rho).survival(time / service_time);
}

double MD1Queue::wait_cdf(double time) const { return 1.0 - wait_survival(time); }

double MD1Queue::wait_quantile(double probability) const {
  check_probability(probability);
  const double rho = utilisation();
  if (probability <= 1.0 - rho) return 0.0;
  if (rho >= 1.0 || probability == 1.0) return kInfinity;
  return service_time * WaitTail(rho).time_of(1.0 - probability);
}

double poisson_decay_rate(double utilisation) {
  USLKIT_CHECK(utilisation > 0.0);
  USLKIT_CHECK(utilisation < 1.0);
  // Divided by rho theta the equation reads (e^theta - 1) / theta - 1 = (1 - rho) / rho, which
  // keeps its digits where rho is close to 1 and theta close to 0.
  const double target = (1.0 - utilisation) / utilisation;
  double theta = 2.0 * std::log1p(target);
  for (int step = 0; step < 100; ++step) {
    const double excess = excess_of_exponential(theta);
    const double slope = (std::expm1(theta) - excess) / theta;
    const double next = theta - (excess - target) / slope;
    if (!(next < theta)) break;
    theta = next;
  }
  return theta;
}

}  // namespace uslkit
