#include "fit/student_draw.h"

#include <cmath>

namespace uslkit {
namespace {

// Student's t with more degrees of freedom than this is drawn as normal.
constexpr double kManyDegrees = 200;

// A draw of the gamma law with shape >= 1 and scale 1. Nineteen tries in twenty succeed.
double large_shape_draw(Random& random, double shape) {
  constexpr int kMostTries = 1000;
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (int i = 0; i < kMostTries; ++i) {
    const double z = random.normal();
    const double root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - random.uniform()) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
  }
  return shape;
}

double gamma_draw(Random& random, double shape) {
  if (shape >= 1) return large_shape_draw(random, shape);
  return large_shape_draw(random, shape + 1) * std::pow(1 - random.uniform(), 1 / shape);
}

// Above this cut an exponential proposal is accepted more often than a plain draw.
constexpr double kTail = 0.5;
constexpr int kMostTailTries = 10'000;  // each is accepted with more than 30 %

double exponential_draw(Random& random) { return -std::log(1 - random.uniform()); }

double normal_tail_draw(Random& random, double cut) {
  double excess = 0;
  for (int i = 0; i < kMostTailTries; ++i) {
    excess = exponential_draw(random) / cut;
    if (random.uniform() < std::exp(-0.5 * excess * excess)) break;
  }
  return cut + excess;
}

}  // namespace

double student_spread(Random& random, double degrees_of_freedom) {
  if (!(degrees_of_freedom <= kManyDegrees)) return 1;
  return std::sqrt(degrees_of_freedom / (2 * gamma_draw(random, 0.5 * degrees_of_freedom)));
}

double student_tail_draw(Random& random, double degrees_of_freedom, double cut) {
  if (cut < kTail) {
    double draw = 0;
    for (int i = 0; i < kMostTailTries; ++i) {
      draw = random.normal() * student_spread(random, degrees_of_freedom);
      if (draw > cut) return draw;
    }
    return cut;
  }
  if (!(degrees_of_freedom <= kManyDegrees)) return normal_tail_draw(random, cut);
  const double root = std::sqrt(degrees_of_freedom);
  const double start = std::asinh(cut / root);
  const double rate = degrees_of_freedom * std::tanh(start);
  double excess = 0;
  for (int i = 0; i < kMostTailTries; ++i) {
    excess = exponential_draw(random) / rate;
    const double log_ratio =
        degrees_of_freedom * std::log(std::cosh(start) / std::cosh(start + excess));
    if (std::log(1 - random.uniform()) < log_ratio + rate * excess) break;
  }
  return root * std::sinh(start + excess);
}

}  // namespace uslkit
