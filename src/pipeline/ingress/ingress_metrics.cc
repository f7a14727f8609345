#include "pipeline/ingress/ingress_metrics.h"

#include <algorithm>

#include <fmt/format.h>

namespace uslkit {
namespace {

struct CounterName {
  IngressCount count;
  std::string_view metric;
  std::string_view label;  // cause="...", or empty
};

// Rows of one metric stand together, as the format wants it.
constexpr std::array<CounterName, kIngressCounts> kNames = {{
    {IngressCount::requests, "requests_total", ""},
    {IngressCount::events_accepted, "events_accepted_total", ""},
    {IngressCount::events_unlisted, "events_unlisted_type_total", ""},
    {IngressCount::events_full, "events_not_appended_total", "log_full"},
    {IngressCount::events_failed, "events_not_appended_total", "log_failed"},
    {IngressCount::connections_opened, "connections_opened_total", ""},
    {IngressCount::refused_total, "connections_refused_total", "connections"},
    {IngressCount::refused_address, "connections_refused_total", "connections_per_address"},
    {IngressCount::accept_failed, "connections_refused_total", "accept_failed"},
    {IngressCount::in_flight_full, "limit_reached_total", "requests_in_flight"},
    {IngressCount::pipeline_full, "limit_reached_total", "pipeline_depth"},
    {IngressCount::unsent_full, "limit_reached_total", "unsent_answers"},
    {IngressCount::batch_too_large, "limit_reached_total", "batch_events"},
    {IngressCount::closed_by_client, "connections_closed_total", "client"},
    {IngressCount::closed_incomplete, "connections_closed_total", "client_within_request"},
    {IngressCount::closed_idle, "connections_closed_total", "idle"},
    {IngressCount::closed_slow_head, "connections_closed_total", "slow_head"},
    {IngressCount::closed_slow_body, "connections_closed_total", "slow_body"},
    {IngressCount::closed_slow_reader, "connections_closed_total", "slow_reader"},
    {IngressCount::closed_refused, "connections_closed_total", "refused_request"},
    {IngressCount::closed_asked, "connections_closed_total", "asked"},
    {IngressCount::closed_drain, "connections_closed_total", "drain"},
}};

class Text {
 public:
  void type(std::string_view metric, std::string_view kind) {
    if (metric == last_) return;
    last_ = metric;
    fmt::format_to(std::back_inserter(text_), "# TYPE uslkit_ingress_{} {}\n", metric, kind);
  }
  void counter(std::string_view metric, std::string_view key, std::string_view label,
               std::uint64_t value) {
    type(metric, "counter");
    if (label.empty()) {
      fmt::format_to(std::back_inserter(text_), "uslkit_ingress_{} {}\n", metric, value);
    } else {
      fmt::format_to(std::back_inserter(text_), "uslkit_ingress_{}{{{}=\"{}\"}} {}\n", metric, key,
                     label, value);
    }
  }
  void gauge(std::string_view metric, std::int64_t value) {
    type(metric, "gauge");
    fmt::format_to(std::back_inserter(text_), "uslkit_ingress_{} {}\n", metric, value);
  }
  void histogram(const LatencyCounts& counts, std::int64_t sum_ns) {
    constexpr std::string_view kMetric = "ack_seconds";
    type(kMetric, "histogram");
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      below += counts[i];
      if (i % 8 != 7 || i + 1 == counts.size()) continue;
      fmt::format_to(std::back_inserter(text_), "uslkit_ingress_{}_bucket{{le=\"{:.9g}\"}} {}\n",
                     kMetric, in_seconds(latency_bucket_end(i)), below);
    }
    fmt::format_to(std::back_inserter(text_),
                   "uslkit_ingress_{0}_bucket{{le=\"+Inf\"}} {1}\nuslkit_ingress_{0}_sum {2:.9g}\n"
                   "uslkit_ingress_{0}_count {1}\n",
                   kMetric, below, static_cast<double>(sum_ns) * 1e-9);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string_view last_;
};

template <typename Counters, typename Sums>
void add_all(const Counters& counters, Sums& sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] += counters[i].load(std::memory_order_relaxed);
  }
}

std::size_t status_index(int status) {
  const auto found = std::ranges::find(kReplyStatuses, status);
  return found == kReplyStatuses.end() ? status_index(500)
                                       : static_cast<std::size_t>(found - kReplyStatuses.begin());
}

}  // namespace

void IngressCounters::add_reply(int status) { bump(replies_[status_index(status)], 1); }

void IngressCounters::add_refusal(std::string_view code) {
  const auto found = std::ranges::find(kRefusalCodes, code);
  const std::size_t index = found == kRefusalCodes.end()
                                ? kRefusalCodes.size() - 1
                                : static_cast<std::size_t>(found - kRefusalCodes.begin());
  bump(refusals_[index], 1);
}

IngressTotals::IngressTotals(const Sharded<IngressCounters>& counters) {
  counters.for_each([this](const IngressCounters& each) {
    add_all(each.counts_, counts);
    add_all(each.replies_, replies);
    add_all(each.rejected_, rejected);
    add_all(each.invalid_, invalid);
    add_all(each.refusals_, refusals);
    each.acks_.add_to(acks);
    ack_sum_ns += each.acks_.sum_ns();
  });
}

std::uint64_t IngressTotals::replies_with(int status) const {
  return replies[status_index(status)];
}

std::string prometheus_text(const IngressTotals& totals, const IngressGauges& gauges) {
  Text text;
  for (const CounterName& name : kNames) {
    text.counter(name.metric, "cause", name.label, totals[name.count]);
  }
  for (std::size_t i = 0; i < kReplyStatuses.size(); ++i) {
    text.counter("replies_total", "status", std::to_string(kReplyStatuses[i]), totals.replies[i]);
  }
  for (std::size_t i = 1; i < totals.rejected.size(); ++i) {
    text.counter("events_rejected_total", "reason", name_of(static_cast<RejectReason>(i)),
                 totals.rejected[i]);
  }
  for (std::size_t i = 1; i < totals.invalid.size(); ++i) {
    text.counter("requests_invalid_total", "rule", name_of(static_cast<EventRule>(i)),
                 totals.invalid[i]);
  }
  for (std::size_t i = 0; i < kRefusalCodes.size(); ++i) {
    text.counter("requests_refused_total", "code", kRefusalCodes[i], totals.refusals[i]);
  }
  text.gauge("connections", gauges.connections);
  text.gauge("requests_in_flight", gauges.requests_in_flight);
  text.gauge("body_memory_bytes", gauges.body_memory_bytes);
  text.gauge("draining", gauges.draining ? 1 : 0);
  text.histogram(totals.acks, totals.ack_sum_ns);
  return text.take();
}

}  // namespace uslkit
