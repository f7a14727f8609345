#include "model/single_server_queue.h"

#include <cmath>
#include <limits>

#include "base/check.h"
#include "model/queue_arguments.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

double MM1Queue::utilisation() const { return checked_offered_load(arrival_rate, service_time); }

double MM1Queue::mean_latency() const {
  const double rho = utilisation();
  return rho >= 1.0 ? kInfinity : service_time / (1.0 - rho);
}

double MM1Queue::mean_wait() const {
  const double rho = utilisation();
  return rho >= 1.0 ? kInfinity : service_time * rho / (1.0 - rho);
}

double MM1Queue::mean_number_in_system() const {
  const double rho = utilisation();
  return rho >= 1.0 ? kInfinity : rho / (1.0 - rho);
}

double MM1Queue::latency_survival(double time) const {
  USLKIT_CHECK(time >= 0.0);
  if (utilisation() >= 1.0) return 1.0;
  return std::exp(-time / mean_latency());
}

double MM1Queue::latency_quantile(double probability) const {
  check_probability(probability);
  if (probability == 0.0) return 0.0;
  return -std::log1p(-probability) * mean_latency();
}

double MM1Queue::wait_survival(double time) const {
  const double rho = utilisation();
  return rho >= 1.0 ? 1.0 : rho * latency_survival(time);
}

double MM1Queue::wait_quantile(double probability) const {
  check_probability(probability);
  const double rho = utilisation();
  if (probability <= 1.0 - rho) return 0.0;
  if (rho >= 1.0 || probability == 1.0) return kInfinity;
  return std::log(rho / (1.0 - probability)) * mean_latency();
}

double MG1Queue::utilisation() const { return checked_offered_load(arrival_rate, service_time); }

double MG1Queue::mean_wait() const {
  check_squared_variation(service_cv2);
  const double rho = utilisation();
  if (rho >= 1.0) return kInfinity;
  return rho * service_time * (1.0 + service_cv2) / (2.0 * (1.0 - rho));
}

double MG1Queue::mean_latency() const { return mean_wait() + service_time; }

double GG1Queue::utilisation() const { return checked_offered_load(arrival_rate, service_time); }

double GG1Queue::mean_wait() const {
  check_squared_variation(arrival_cv2);
  check_squared_variation(service_cv2);
  const double rho = utilisation();
  if (rho >= 1.0) return kInfinity;
  return rho / (1.0 - rho) * (arrival_cv2 + service_cv2) / 2.0 * service_time;
}

double GG1Queue::mean_latency() const { return mean_wait() + service_time; }

}  // namespace uslkit
