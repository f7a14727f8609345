// Verdict: what an admission policy answers: in or out, why, and when to try again.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/units.h"

namespace uslkit {

// Why a request was turned away. `none` for an admitted one. The order is the order of reports.
enum class RejectReason : std::uint8_t {
  none,
  rate_limit,         // a token, leaky or window limiter: HTTP 429
  concurrency_limit,  // too many in flight: 503
  priority_shed,      // its class is below the shedder's line: 503
  load_shed,          // drawn by the probabilistic shedder: 503
  circuit_open,       // the breaker is open: 503
  queue_full,         // a bounded queue: 503
  log_full,           // the log's capacity is used up and it fails or drops: 507
  read_only,          // writes are switched off by the runbook: 503
  class_shed,         // the runbook sheds this class: 503
  unavailable,        // no node, cell or broker answers: 503
  timed_out,          // the client gave up waiting
};
inline constexpr int kRejectReasonCount = 12;

// "rate_limit"; the JSON keys of results.
[[nodiscard]] std::string_view name_of(RejectReason reason);

struct Verdict {
  bool admitted = true;
  RejectReason reason = RejectReason::none;
  Duration retry_after{0};  // the earliest retry worth trying; 0 where the policy cannot know
};

}  // namespace uslkit
