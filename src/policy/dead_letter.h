// DeadLetter: decides when an event that keeps failing leaves the log for the dead-letter queue.
//
// Without it one poison event holds up its partition for ever: the consumer fails, restarts, reads
// it again. Stateless.
#pragma once

#include <cstdint>

#include "base/check.h"

namespace uslkit {

enum class AfterFailure : std::uint8_t { retry, dead_letter };

struct DeadLetterOptions {
  // Retries after the first attempt, >= 0. At 0 the first failure is final.
  int max_retries = 3;

  void check() const { USLKIT_CHECK(max_retries >= 0); }
};

class DeadLetter {
 public:
  explicit DeadLetter(const DeadLetterOptions& options) : max_retries_(options.max_retries) {
    options.check();
  }

  // What follows after `attempts` >= 1 attempts, the first one included, have all failed.
  [[nodiscard]] AfterFailure on_failure(int attempts) const {
    USLKIT_CHECK(attempts >= 1);
    return attempts <= max_retries_ ? AfterFailure::retry : AfterFailure::dead_letter;
  }

 private:
  int max_retries_;
};

}  // namespace uslkit
