// IngressMetrics: everything the ingress counts, by name, and its text for Prometheus.
//
// One IngressCounters per thread (written by it alone, read by any); the text adds them up.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/ingress/event_schema.h"
#include "pipeline/ingress/latency_buckets.h"
#include "pipeline/sharded.h"
#include "policy/verdict.h"

namespace uslkit {

enum class IngressCount : std::uint8_t {
  requests,            // read to their end
  events_accepted,     // answered 202
  events_full,         // the log had no room: 507
  events_failed,       // the log failed: 503
  events_unlisted,     // accepted or not, `type` names no class
  connections_opened,  // accepted
  refused_total,       // connections above the cap on all
  refused_address,     // connections above the cap on one address
  accept_failed,       // no file descriptor, or the client was gone
  in_flight_full,      // requests above the cap on requests in flight
  pipeline_full,       // times a connection was not read because of its depth
  unsent_full,         // times a connection was not read because its answers were not
  batch_too_large,     // more events than a batch may have
  closed_by_client,    // the client closed between requests, or was reset
  closed_incomplete,   // the client closed within a request
  closed_idle,         // idle timeout
  closed_slow_head,    // 408
  closed_slow_body,    // 408
  closed_slow_reader,  // write timeout
  closed_refused,      // after an answer that ends the connection
  closed_asked,        // Connection: close, HTTP/1.0
  closed_drain,        // shutdown
};
inline constexpr std::size_t kIngressCounts = 22;

inline constexpr std::array<int, 18> kReplyStatuses = {200, 202, 400, 403, 404, 405, 408, 413, 414,
                                                       415, 417, 429, 431, 500, 501, 503, 505, 507};

// The codes of HttpRefusal.
inline constexpr std::array<std::string_view, 18> kRefusalCodes = {"bare_line_feed",
                                                                   "request_line_too_long",
                                                                   "head_too_large",
                                                                   "too_many_headers",
                                                                   "bad_request_line",
                                                                   "unsupported_version",
                                                                   "bad_header",
                                                                   "bad_host",
                                                                   "foreign_host",
                                                                   "bad_content_length",
                                                                   "bad_transfer_encoding",
                                                                   "length_and_coding",
                                                                   "unknown_expectation",
                                                                   "body_too_large",
                                                                   "bad_chunk",
                                                                   "trailers_too_large",
                                                                   "body_memory",
                                                                   "other"};

class IngressCounters {
 public:
  void add(IngressCount count, std::uint64_t by = 1) {
    bump(counts_[static_cast<std::size_t>(count)], by);
  }
  void add_reply(int status);
  void add_rejected(RejectReason reason, std::uint64_t events) {
    bump(rejected_[static_cast<std::size_t>(reason)], events);
  }
  void add_invalid(EventRule rule) { bump(invalid_[static_cast<std::size_t>(rule)], 1); }
  void add_refusal(std::string_view code);
  void record_ack(Duration latency) { acks_.record(latency); }

 private:
  friend struct IngressTotals;
  using Counter = std::atomic<std::uint64_t>;
  static void bump(Counter& counter, std::uint64_t by) {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  std::array<Counter, kIngressCounts> counts_{};
  std::array<Counter, kReplyStatuses.size()> replies_{};
  std::array<Counter, kRejectReasonCount> rejected_{};
  std::array<Counter, kEventRules> invalid_{};
  std::array<Counter, kRefusalCodes.size()> refusals_{};
  LatencyBuckets acks_;
};

// The sums at one moment.
struct IngressTotals {
  explicit IngressTotals(const Sharded<IngressCounters>& counters);

  [[nodiscard]] std::uint64_t operator[](IngressCount count) const {
    return counts[static_cast<std::size_t>(count)];
  }
  [[nodiscard]] std::uint64_t replies_with(int status) const;
  [[nodiscard]] std::uint64_t rejected_for(RejectReason reason) const {
    return rejected[static_cast<std::size_t>(reason)];
  }

  std::array<std::uint64_t, kIngressCounts> counts{};
  std::array<std::uint64_t, kReplyStatuses.size()> replies{};
  std::array<std::uint64_t, kRejectReasonCount> rejected{};  // events
  std::array<std::uint64_t, kEventRules> invalid{};          // requests
  std::array<std::uint64_t, kRefusalCodes.size()> refusals{};
  LatencyCounts acks{};
  std::int64_t ack_sum_ns = 0;
};

struct IngressGauges {
  std::int64_t connections = 0;
  std::int64_t requests_in_flight = 0;
  std::int64_t body_memory_bytes = 0;
  bool draining = false;
};

// Text exposition format 0.0.4.
[[nodiscard]] std::string prometheus_text(const IngressTotals& totals, const IngressGauges& gauges);

}  // namespace uslkit
