#include "model/dedup_window.h"

#include <cmath>
#include <numbers>

#include "base/check.h"

namespace uslkit {

double identifiers_in_window(double arrival_rate, double window) {
  USLKIT_CHECK(arrival_rate >= 0.0);
  USLKIT_CHECK(window >= 0.0);
  return arrival_rate * window;
}

double bloom_bits(double entries, double false_positive_share) {
  USLKIT_CHECK(entries >= 0.0);
  return entries * bloom_hashes(false_positive_share) / std::numbers::ln2;
}

double bloom_hashes(double false_positive_share) {
  USLKIT_CHECK(false_positive_share > 0.0);
  USLKIT_CHECK(false_positive_share < 1.0);
  return -std::log2(false_positive_share);
}

}  // namespace uslkit
