#include "policy/retry_budget.h"

#include <cmath>

#include "base/check.h"

namespace uslkit {

void RetryBudgetOptions::check() const {
  USLKIT_CHECK(ratio >= 0);
  USLKIT_CHECK(std::isfinite(ratio));
  USLKIT_CHECK(burst >= 1);
}

RetryBudget::RetryBudget(const RetryBudgetOptions& options)
    : ratio_(options.ratio), tokens_({.rate = options.floor, .burst = options.burst}) {
  options.check();
}

}  // namespace uslkit
