// The load generator against the real ingress: every event arrives, and every count agrees.
#include "pipeline/load/load_generator.h"

#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "pipeline/ingress/ingress_server.h"
#include "pipeline/ingress/memory_sink_for_tests.h"
#include "tests/pipeline/ingress/client.h"
#include "tests/pipeline/load/load_scenario.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

void check_conserved(const LoadReport& report, RunRecorder& recorder) {
  for (std::size_t i = 0; i < report.classes.size(); ++i) {
    const LoadClassReport& r = report.classes[i];
    CHECK(r.sent == r.acked + r.late + r.failed + r.invalid + r.unanswered);
    const Counts c =
        recorder.with([i](IntervalRecorder&, RunTally& tally) { return tally.classes[i].counts; });
    CHECK(c.arrived == r.sent);
    CHECK(c.acked == r.acked);
    CHECK(c.arrived == c.acked + c.late_acks + c.failed + c.invalid + c.unanswered_at_end);
    CHECK(c.retried == r.retried);
    CHECK(c.duplicates == r.duplicates);
    CHECK(c.rejected == r.rejected);
  }
}

// The clock begins where it is made: last.
LoadReport run(const Scenario& scenario, RunRecorder& recorder, LoadOptions options) {
  options.clock = SteadyRunClock();
  LoadGenerator generator(scenario, recorder, options);
  generator.start();
  CHECK(eventually([&] { return !generator.progress().sending; }));
  return generator.finish(seconds(20));
}

}  // namespace

TEST_CASE("two threads, batches, marks: the ingress keeps exactly what was sent") {
  Scenario scenario = load_scenario(4000, 1000, seconds(1));
  for (TrafficClass& each : scenario.traffic.classes) {
    each.arrivals = PoissonArrivals{};
    each.invalid_share = 0.01;
    each.poison_share = 0.01;
    each.duplicate_share = 0.05;
  }
  MemorySinkForTests sink;
  IngressServer server(scenario, sink, {});
  server.start();
  RunRecorder recorder(scenario);
  LoadOptions options;
  options.port = server.port();
  options.threads = 2;
  options.connections = 8;
  options.batch_events = 10;
  const LoadReport report = run(scenario, recorder, options);
  check_conserved(report, recorder);
  const LoadClassReport all = report.total();
  CHECK(all.sent > 4500);
  CHECK(all.sent < 5500);
  CHECK(all.acked == all.sent - all.invalid);
  CHECK(all.invalid > 10);
  CHECK(report.answers.at(400) == all.invalid);
  CHECK(report.answers.at(202) == report.posts - all.invalid);
  CHECK(report.batch_events == 10);
  CHECK(report.posts < all.sent / 2);
  REQUIRE(report.reached_rate);
  CHECK(*report.intended_rate == doctest::Approx(static_cast<double>(all.sent)).epsilon(0.2));
  CHECK(all.corrected.count() == static_cast<std::uint64_t>(all.acked));

  std::map<std::string, int> sends;
  for (const StoredEvent& each : sink.events()) ++sends[each.id];
  CHECK(std::ssize(sends) == all.acked);
  std::int64_t twice = 0;
  for (const auto& [id, count] : sends) twice += count == 2 ? 1 : 0;
  CHECK(twice == all.duplicates);
  CHECK(sink.count() == all.acked + all.duplicates);
}

TEST_CASE("a rate limit with retries: reasons, Retry-After and counts agree with the ingress") {
  Scenario scenario = load_scenario(400, 0, seconds(2));
  scenario.traffic.classes[0].retry =
      ClientRetrySpec{.max_attempts = 2, .base_backoff = milliseconds(20)};
  scenario.ingress.admission.push_back(TokenBucketSpec{.rate = {100}, .burst = 50});
  MemorySinkForTests sink;
  IngressServer server(scenario, sink, {});
  server.start();
  RunRecorder recorder(scenario);
  LoadOptions options;
  options.port = server.port();
  const LoadReport report = run(scenario, recorder, options);
  check_conserved(report, recorder);
  const LoadClassReport all = report.total();
  CHECK(report.batch_events == 1);
  CHECK(all.acked >= 200);
  CHECK(all.retried > 0);
  CHECK(all.failed > 0);
  CHECK(all.rejected[static_cast<std::size_t>(RejectReason::rate_limit)] == report.answers.at(429));
  CHECK(sink.count() == all.acked);
  CHECK(server.totals().rejected_for(RejectReason::rate_limit) ==
        static_cast<std::uint64_t>(report.answers.at(429)));
}

TEST_CASE("nobody listens: every request is unavailable, and the run ends") {
  const Scenario scenario = load_scenario(200, 0, milliseconds(500));
  std::uint16_t port = 0;
  {
    MemorySinkForTests sink;
    IngressServer server(scenario, sink, {});
    server.start();
    port = server.port();
    server.stop(seconds(1));
  }
  RunRecorder recorder(scenario);
  LoadOptions options;
  options.port = port;
  const LoadReport report = run(scenario, recorder, options);
  check_conserved(report, recorder);
  CHECK(report.total().sent == 100);
  CHECK(report.total().failed == 100);
  CHECK(report.connection_errors == 100);
  CHECK(report.unknown_outcome == 0);
}

TEST_CASE("a run of a few requests states no rate, and says so") {
  const Scenario scenario = load_scenario(50, 0, milliseconds(200));
  MemorySinkForTests sink;
  IngressServer server(scenario, sink, {});
  server.start();
  RunRecorder recorder(scenario);
  LoadOptions options;
  options.port = server.port();
  const LoadReport report = run(scenario, recorder, options);
  CHECK(report.total().acked == 10);
  CHECK_FALSE(report.intended_rate);
  REQUIRE_FALSE(report.notes.empty());
  CHECK(report.notes.back().find("no rate is stated: 10 requests") == 0);
}

TEST_CASE("stop_sending ends the sending at once, and destruction without finish() the rest") {
  const Scenario scenario = load_scenario(1000, 0, std::chrono::hours(1));
  MemorySinkForTests sink;
  IngressServer server(scenario, sink, {});
  server.start();
  RunRecorder recorder(scenario);
  LoadOptions options;
  options.port = server.port();
  LoadGenerator generator(scenario, recorder, options);
  generator.start();
  CHECK(eventually([&] { return generator.progress().acked > 50; }));
  generator.stop_sending();
  CHECK(eventually([&] { return !generator.progress().sending; }));
  const std::int64_t sent = generator.progress().sent;
  const LoadReport report = generator.finish(seconds(20));
  CHECK(report.total().sent == sent);
  check_conserved(report, recorder);

  LoadGenerator unfinished(scenario, recorder, options);
  unfinished.start();
}

}  // namespace uslkit
