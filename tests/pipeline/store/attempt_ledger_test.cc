#include "pipeline/store/attempt_ledger.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("an event is given up after its retries, and others are not counted with it") {
  AttemptLedger ledger({.max_retries = 2});
  CHECK(ledger.on_failure(7) == AfterFailure::retry);
  CHECK(ledger.on_failure(8) == AfterFailure::retry);
  CHECK(ledger.on_failure(7) == AfterFailure::retry);
  CHECK(ledger.on_failure(7) == AfterFailure::dead_letter);
  CHECK(ledger.attempts(7) == 3);
  CHECK(ledger.attempts(8) == 1);
  CHECK(ledger.attempts(9) == 0);
}

TEST_CASE("what is settled takes no memory and starts anew") {
  AttemptLedger ledger({.max_retries = 1});
  for (std::int64_t offset = 0; offset < 100; ++offset) (void)ledger.on_failure(offset);
  ledger.settle(99);
  CHECK(ledger.failing() == 1);
  CHECK(ledger.attempts(98) == 0);
  CHECK(ledger.on_failure(99) == AfterFailure::dead_letter);
}

}  // namespace
}  // namespace uslkit
