#include "model/skew.h"

#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {

double largest_tolerable_imbalance(double utilisation) {
  USLKIT_CHECK(utilisation > 0.0);
  USLKIT_CHECK(utilisation <= 1.0);
  return 1.0 / utilisation;
}

bool hot_key_fits(const HotKeyQuestion& question) {
  USLKIT_CHECK(question.arrival_rate > 0.0);
  USLKIT_CHECK(question.partition_capacity >= 0.0);
  USLKIT_CHECK(question.top_share >= 0.0);
  USLKIT_CHECK(question.top_share <= 1.0);
  return question.top_share * question.arrival_rate <= question.partition_capacity;
}

double uniform_tenants_imbalance(double tenants, double partitions) {
  USLKIT_CHECK(tenants > 0.0);
  USLKIT_CHECK(partitions >= 1.0);
  return 1.0 + std::sqrt(2.0 * partitions * std::log(partitions) / tenants);
}

double tenants_for_imbalance(double imbalance, double partitions) {
  USLKIT_CHECK(imbalance >= 1.0);
  USLKIT_CHECK(partitions >= 1.0);
  if (partitions == 1.0) return 1.0;
  if (imbalance == 1.0) return std::numeric_limits<double>::infinity();
  const double excess = imbalance - 1.0;
  return 2.0 * partitions * std::log(partitions) / (excess * excess);
}

double generalised_harmonic(const ZipfShares& zipf) {
  USLKIT_CHECK(zipf.tenants >= 1);
  USLKIT_CHECK(zipf.tenants <= 100'000'000);
  USLKIT_CHECK(zipf.exponent >= 0.0);
  double sum = 0.0;
  for (std::int64_t k = zipf.tenants; k > 0; --k) {
    sum += std::pow(static_cast<double>(k), -zipf.exponent);
  }
  return sum;
}

double zipf_top_share(const ZipfShares& zipf) { return 1.0 / generalised_harmonic(zipf); }

double zipf_imbalance(const ZipfShares& zipf, double partitions) {
  USLKIT_CHECK(partitions >= 1.0);
  return 1.0 + (partitions - 1.0) * zipf_top_share(zipf);
}

double ring_imbalance(double nodes, double virtual_nodes) {
  USLKIT_CHECK(nodes >= 1.0);
  USLKIT_CHECK(virtual_nodes >= 1.0);
  return 1.0 + std::sqrt(2.0 * std::log(nodes) / virtual_nodes);
}

double concentrated_imbalance(double concentration, double partitions) {
  USLKIT_CHECK(concentration >= 0.0);
  USLKIT_CHECK(concentration <= 1.0);
  USLKIT_CHECK(partitions >= 1.0);
  return 1.0 + std::sqrt(2.0 * partitions * std::log(partitions) * concentration);
}

double zipf_concentration(const ZipfShares& zipf) {
  const double sum = generalised_harmonic(zipf);
  return generalised_harmonic({.tenants = zipf.tenants, .exponent = 2.0 * zipf.exponent}) /
         (sum * sum);
}

}  // namespace uslkit
