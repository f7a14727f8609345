#include "model/service_discipline.h"

#include <algorithm>
#include <limits>

#include "model/queue_arguments.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double checked_load(const ServiceClass& service_class) {
  check_squared_variation(service_class.service_cv2);
  return checked_offered_load(service_class.arrival_rate, service_class.service_time);
}

// lambda E[S^2] / 2: the mean work left of a request of this class found in service.
double residual_work(const ServiceClass& service_class) {
  return 0.5 * checked_load(service_class) * service_class.service_time *
         (1.0 + service_class.service_cv2);
}

// W0 of Cobham's formula. A class that is starved in part is in service only for the share of time
// which the classes above it leave over, so its residual work counts with that share.
double residual_work_of_all(const std::vector<ServiceClass>& classes) {
  double left = 1.0;
  double work = 0.0;
  for (const ServiceClass& service_class : classes) {
    const double load = checked_load(service_class);
    if (load > 0.0) work += residual_work(service_class) * std::min(1.0, left / load);
    left = std::max(0.0, left - load);
  }
  return work;
}

}  // namespace

std::vector<double> non_preemptive_priority_waits(const std::vector<ServiceClass>& classes) {
  const double residual = residual_work_of_all(classes);
  std::vector<double> waits;
  waits.reserve(classes.size());
  double load_above = 0.0;
  for (const ServiceClass& service_class : classes) {
    const double load = load_above + checked_load(service_class);
    waits.push_back(load >= 1.0 ? kInfinity : residual / ((1.0 - load_above) * (1.0 - load)));
    load_above = load;
  }
  return waits;
}

std::vector<double> preemptive_resume_latencies(const std::vector<ServiceClass>& classes) {
  std::vector<double> latencies;
  latencies.reserve(classes.size());
  double load_above = 0.0;
  double residual = 0.0;
  for (const ServiceClass& service_class : classes) {
    const double load = load_above + checked_load(service_class);
    residual += residual_work(service_class);
    const double own = service_class.service_time / (1.0 - load_above);
    latencies.push_back(load >= 1.0 ? kInfinity
                                    : own + residual / ((1.0 - load_above) * (1.0 - load)));
    load_above = load;
  }
  return latencies;
}

std::vector<double> processor_sharing_latencies(const std::vector<ServiceClass>& classes) {
  double load = 0.0;
  for (const ServiceClass& service_class : classes) load += checked_load(service_class);
  std::vector<double> latencies;
  latencies.reserve(classes.size());
  for (const ServiceClass& service_class : classes) {
    latencies.push_back(load >= 1.0 ? kInfinity : service_class.service_time / (1.0 - load));
  }
  return latencies;
}

}  // namespace uslkit
