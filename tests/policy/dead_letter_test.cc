#include "policy/dead_letter.h"

#include <limits>

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("an event is tried once and N times again, then it goes to the dead letters") {
  for (int retries = 0; retries < 20; ++retries) {
    const DeadLetter policy({.max_retries = retries});
    int attempts = 1;
    while (policy.on_failure(attempts) == AfterFailure::retry) ++attempts;
    CHECK(attempts == 1 + retries);
    CHECK(policy.on_failure(std::numeric_limits<int>::max()) == AfterFailure::dead_letter);
  }
}

}  // namespace uslkit
