#include "policy/verdict.h"

#include <array>

#include "base/check.h"

namespace uslkit {

std::string_view name_of(RejectReason reason) {
  constexpr std::array<std::string_view, kRejectReasonCount> kNames = {
      "none",      "rate_limit",   "concurrency_limit", "priority_shed",
      "load_shed", "circuit_open", "queue_full",        "log_full",
      "read_only", "class_shed",   "unavailable",       "timed_out"};
  const std::size_t index = static_cast<std::size_t>(reason);
  USLKIT_CHECK(index < kNames.size());
  return kNames[index];
}

}  // namespace uslkit
