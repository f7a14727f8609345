#include "model/rival_models.h"

#include <algorithm>
#include <cmath>

namespace uslkit {

double linear_throughput(double gamma, double concurrency) { return gamma * concurrency; }

double amdahl_throughput(double alpha, double gamma, double concurrency) {
  return gamma * concurrency / (1 + alpha * (concurrency - 1));
}

double gustafson_throughput(double serial, double gamma, double concurrency) {
  return gamma * (concurrency - serial * (concurrency - 1));
}

double log_usl_throughput(const UslParameters& usl, double concurrency) {
  const double others = concurrency - 1;
  return usl.gamma * concurrency /
         (1 + usl.alpha * others + usl.beta * std::log(concurrency) * others);
}

double knee_throughput(double gamma, double saturation, double concurrency) {
  return std::min(gamma * concurrency, saturation);
}

}  // namespace uslkit
