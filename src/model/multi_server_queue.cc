#include "model/multi_server_queue.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/check.h"
#include "model/birth_death.h"
#include "model/erlang.h"
#include "model/queue_arguments.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// (1 - e^-x) / x for x >= 0, 1 at x = 0.
double mean_of_decay(double x) { return x == 0.0 ? 1.0 : -std::expm1(-x) / x; }

// c mu - lambda: the rate at which a saturated M/M/c works its line off.
double spare_rate(const MMcQueue& queue) {
  return static_cast<double>(queue.servers) / queue.service_time - queue.arrival_rate;
}

}  // namespace

double MMcQueue::utilisation() const {
  USLKIT_CHECK(servers >= 1);
  return checked_offered_load(arrival_rate, service_time) / static_cast<double>(servers);
}

double MMcQueue::wait_probability() const {
  const double offered_load = checked_offered_load(arrival_rate, service_time);
  return erlang_c(servers, offered_load);
}

double MMcQueue::mean_wait() const {
  return utilisation() >= 1.0 ? kInfinity : wait_probability() / spare_rate(*this);
}

double MMcQueue::mean_latency() const { return mean_wait() + service_time; }

double MMcQueue::mean_number_in_system() const {
  return arrival_rate == 0.0 ? 0.0 : arrival_rate * mean_latency();
}

double MMcQueue::wait_survival(double time) const {
  USLKIT_CHECK(time >= 0.0);
  if (utilisation() >= 1.0) return 1.0;
  return wait_probability() * std::exp(-spare_rate(*this) * time);
}

double MMcQueue::wait_quantile(double probability) const {
  check_probability(probability);
  const double waiting = wait_probability();
  if (probability <= 1.0 - waiting) return 0.0;
  if (utilisation() >= 1.0 || probability == 1.0) return kInfinity;
  return std::max(0.0, std::log(waiting / (1.0 - probability))) / spare_rate(*this);
}

double MMcQueue::latency_survival(double time) const {
  USLKIT_CHECK(time >= 0.0);
  if (utilisation() >= 1.0) return 1.0;
  if (std::isinf(time)) return 0.0;
  const double service_rate = 1.0 / service_time;
  const double drain_rate = spare_rate(*this);
  // The difference quotient is t e^(-min t) (1 - e^(-|x|)) / |x|, x = (theta - mu) t: symmetric in
  // the two rates, and no term of it can overflow.
  const double slower = std::min(service_rate, drain_rate);
  const double gap = std::abs(drain_rate - service_rate) * time;
  return std::exp(-service_rate * time) +
         wait_probability() * service_rate * time * std::exp(-slower * time) * mean_of_decay(gap);
}

double MMcQueue::latency_quantile(double probability) const {
  check_probability(probability);
  if (probability == 0.0) return 0.0;
  if (utilisation() >= 1.0 || probability == 1.0) return kInfinity;
  const double tail = 1.0 - probability;
  double high = service_time;
  // Doubling ends: the tail falls exponentially and a double holds fewer than 2100 doublings.
  for (int step = 0; step < 2100 && latency_survival(high) > tail; ++step) high *= 2.0;
  double low = 0.0;
  for (int step = 0; step < 110; ++step) {
    const double middle = 0.5 * (low + high);
    (latency_survival(middle) > tail ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

FiniteQueueResult solve(const MMcKQueue& queue) {
  USLKIT_CHECK(queue.servers >= 1);
  USLKIT_CHECK(queue.capacity >= queue.servers);
  const double offered_load = checked_offered_load(queue.arrival_rate, queue.service_time);
  const std::size_t capacity = static_cast<std::size_t>(queue.capacity);
  std::vector<double> up_over_down(capacity);
  for (std::size_t n = 0; n < capacity; ++n) {
    const std::int64_t busy = std::min(static_cast<std::int64_t>(n) + 1, queue.servers);
    up_over_down[n] = offered_load / static_cast<double>(busy);
  }
  const std::vector<double> probabilities = birth_death_probabilities(up_over_down);

  // Busy servers are summed and not taken from 1 - P(block), which cancels under heavy overload.
  double busy = 0.0;
  double inside = 0.0;
  for (std::size_t n = 0; n <= capacity; ++n) {
    const std::int64_t in_service = std::min(static_cast<std::int64_t>(n), queue.servers);
    busy += static_cast<double>(in_service) * probabilities[n];
    inside += static_cast<double>(n) * probabilities[n];
  }
  const double throughput = busy / queue.service_time;
  return {.blocking_probability = probabilities[capacity],
          .throughput = throughput,
          .utilisation = busy / static_cast<double>(queue.servers),
          .mean_number_in_system = inside,
          .mean_latency = throughput == 0.0 ? queue.service_time : inside / throughput};
}

double GGmQueue::utilisation() const {
  return MMcQueue{.arrival_rate = arrival_rate, .service_time = service_time, .servers = servers}
      .utilisation();
}

double GGmQueue::mean_wait() const {
  check_squared_variation(arrival_cv2);
  check_squared_variation(service_cv2);
  const MMcQueue markovian{
      .arrival_rate = arrival_rate, .service_time = service_time, .servers = servers};
  if (markovian.utilisation() >= 1.0) return kInfinity;
  return markovian.mean_wait() * (arrival_cv2 + service_cv2) / 2.0;
}

double GGmQueue::mean_latency() const { return mean_wait() + service_time; }

}  // namespace uslkit
