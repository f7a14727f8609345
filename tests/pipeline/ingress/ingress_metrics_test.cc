#include "pipeline/ingress/ingress_metrics.h"

#include <set>
#include <sstream>

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("what each thread counted is added up, by name") {
  Sharded<IngressCounters> counters(2);
  counters.of(0).add(IngressCount::events_accepted, 3);
  counters.of(1).add(IngressCount::events_accepted, 4);
  counters.of(1).add_reply(429);
  counters.of(0).add_rejected(RejectReason::rate_limit, 5);
  counters.of(0).add_refusal("bad_host");
  counters.of(0).add_invalid(EventRule::missing);
  counters.of(0).record_ack(std::chrono::milliseconds(2));
  const std::string text =
      prometheus_text(IngressTotals(counters), {.connections = 2, .draining = true});
  for (const char* line :
       {"uslkit_ingress_events_accepted_total 7\n",
        "uslkit_ingress_replies_total{status=\"429\"} 1\n",
        "uslkit_ingress_events_rejected_total{reason=\"rate_limit\"} 5\n",
        "uslkit_ingress_requests_refused_total{code=\"bad_host\"} 1\n",
        "uslkit_ingress_requests_invalid_total{rule=\"missing\"} 1\n",
        "uslkit_ingress_connections 2\n", "uslkit_ingress_draining 1\n",
        "uslkit_ingress_ack_seconds_bucket{le=\"+Inf\"} 1\n",
        "uslkit_ingress_ack_seconds_sum 0.002\n", "uslkit_ingress_ack_seconds_count 1\n"}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
}

TEST_CASE("the text is what Prometheus reads: a type per metric, no sample twice") {
  Sharded<IngressCounters> counters(1);
  std::istringstream text(prometheus_text(IngressTotals(counters), {}));
  std::set<std::string> types;
  std::set<std::string> samples;
  std::string line;
  while (std::getline(text, line)) {
    const std::string name = line.substr(0, line.find_last_of(' '));
    CHECK((line.starts_with("# TYPE ") ? types : samples).insert(name).second);
  }
  CHECK(types.size() > 10);
  CHECK(samples.size() > 80);
}

}  // namespace uslkit
