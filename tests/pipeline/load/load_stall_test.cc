// What a stalled, silent or rude server does to the load, and what it must not hide.
#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "pipeline/load/load_generator.h"
#include "tests/pipeline/ingress/client.h"
#include "tests/pipeline/load/load_scenario.h"
#include "tests/pipeline/load/scripted_server.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Outcome {
  LoadReport report;
  Counts counts;
};

Outcome run(const Scenario& scenario, LoadOptions options, Duration limit = seconds(20)) {
  RunRecorder recorder(scenario);
  options.clock = SteadyRunClock();
  LoadGenerator generator(scenario, recorder, options);
  generator.start();
  CHECK(eventually([&] { return !generator.progress().sending; }));
  Outcome outcome{.report = generator.finish(limit), .counts = {}};
  recorder.with([&](IntervalRecorder&, RunTally& tally) {
    for (const ClassTally& each : tally.classes) outcome.counts += each.counts;
  });
  const LoadClassReport all = outcome.report.total();
  CHECK(all.sent == all.acked + all.late + all.failed + all.invalid + all.unanswered);
  const Counts& c = outcome.counts;
  CHECK(c.arrived == c.acked + c.late_acks + c.failed + c.invalid + c.unanswered_at_end);
  CHECK(c.arrived == all.sent);
  return outcome;
}

LoadOptions options_for(const ScriptedServer& server, int connections) {
  LoadOptions options;
  options.port = server.port();
  options.connections = connections;
  return options;
}

}  // namespace

// 200/s for 2 s; the server stands still for 800 ms. About 160 requests are due meanwhile; those
// due in its first 400 ms wait at least 400 ms. A generator that waits for answers sees one of
// them.
TEST_CASE("no coordinated omission: a stall is in the latency of all requests due meanwhile") {
  ScriptedServer server([](std::int64_t number, const SeenPost&) {
    return Deed{.wait = milliseconds(number == 100 ? 800 : 0)};
  });
  const Outcome outcome = run(load_scenario(200, 0, seconds(2)), options_for(server, 2));
  const LoadClassReport all = outcome.report.total();
  CHECK(all.sent == 400);
  CHECK(all.acked == 400);
  const double slow = all.corrected.fraction_above(milliseconds(400)) * 400;
  CHECK(slow >= 70);  // of 80
  CHECK(all.uncorrected.fraction_above(milliseconds(400)) * 400 <= slow / 2);
  CHECK(all.corrected.max() >= milliseconds(750));
  // Two connections could not carry it, and the report says so.
  CHECK_FALSE(outcome.report.valid);
  CHECK(outcome.report.reasons[0].find("schedule lag") == 0);
}

TEST_CASE("send times do not depend on answers: enough connections keep the schedule in a stall") {
  ScriptedServer server([](std::int64_t number, const SeenPost&) {
    return Deed{.wait = milliseconds(number == 40 ? 500 : 0)};
  });
  const Outcome outcome = run(load_scenario(100, 0, seconds(1)), options_for(server, 100));
  CHECK(outcome.report.total().corrected.max() >= milliseconds(450));
  CHECK(outcome.report.connection_wait.quantile(0.9) == Duration{0});
  CHECK(outcome.report.schedule_lag.quantile(0.5) < milliseconds(100));
}

TEST_CASE("a 429 with Retry-After is tried again after it, with the same id") {
  ScriptedServer server([](std::int64_t number, const SeenPost&) {
    if (number > 0) return Deed{};
    return Deed{.status = 429, .retry_after_s = 1, .body = R"({"error":"rate_limit"})"};
  });
  Scenario scenario = load_scenario(10, 0, milliseconds(1500));
  scenario.traffic.classes[0].retry =
      ClientRetrySpec{.max_attempts = 3, .base_backoff = milliseconds(1)};
  const Outcome outcome = run(scenario, options_for(server, 4));
  CHECK(outcome.report.total().acked == 15);
  CHECK(outcome.report.total().retried == 1);
  CHECK(outcome.report.total().corrected.max() >= milliseconds(1000));
  std::map<std::string, int> sends;
  for (const SeenPost& each : server.posts()) ++sends[text_field(each.events.at(0), "id")];
  CHECK(sends.size() == 15);
  CHECK(std::ranges::count_if(sends, [](const auto& each) { return each.second == 2; }) == 1);
}

TEST_CASE("a duplicate is sent at once with its first send's id and text") {
  ScriptedServer server([](std::int64_t, const SeenPost&) { return Deed{}; });
  Scenario scenario = load_scenario(50, 0, milliseconds(400));
  scenario.traffic.classes[0].duplicate_share = 1;
  const Outcome outcome = run(scenario, options_for(server, 4));
  CHECK(outcome.report.total().sent == 20);
  CHECK(outcome.report.total().acked == 20);
  CHECK(outcome.counts.duplicates == 20);
  std::map<std::string, int> sends;
  for (const SeenPost& each : server.posts()) ++sends[each.events.at(0)];
  CHECK(sends.size() == 20);
  CHECK(std::ranges::all_of(sends, [](const auto& each) { return each.second == 2; }));
}

TEST_CASE("a server that closes connections: unavailable, tried again on a new one") {
  ScriptedServer server(
      [](std::int64_t number, const SeenPost&) { return Deed{.close = number % 4 == 0}; });
  Scenario scenario = load_scenario(100, 0, seconds(1));
  scenario.traffic.classes[0].retry =
      ClientRetrySpec{.max_attempts = 8, .base_backoff = milliseconds(1)};
  const Outcome outcome = run(scenario, options_for(server, 4));
  const LoadReport& report = outcome.report;
  CHECK(report.total().acked + report.total().unanswered == 100);
  CHECK(report.total().unanswered <= 5);  // those whose retry would have come after the end
  CHECK(report.connection_errors >= 25);
  CHECK(report.reconnects >= 20);
  CHECK(report.unknown_outcome == report.connection_errors);
  CHECK(outcome.counts.rejected[static_cast<std::size_t>(RejectReason::unavailable)] ==
        report.connection_errors);
}

TEST_CASE("a server that never answers: clients time out and retry, and the run ends") {
  ScriptedServer server([](std::int64_t, const SeenPost&) { return Deed{.status = 0}; });
  Scenario scenario = load_scenario(100, 0, seconds(1));
  scenario.traffic.classes[0].client_timeout = milliseconds(50);
  scenario.traffic.classes[0].retry =
      ClientRetrySpec{.max_attempts = 2, .base_backoff = milliseconds(10)};
  const Outcome outcome = run(scenario, options_for(server, 10), milliseconds(200));
  const LoadReport& report = outcome.report;
  CHECK(report.total().acked == 0);
  CHECK(report.total().failed > 0);
  CHECK(report.total().retried > 50);
  CHECK(report.abandoned > 0);
  // The load goes on although no connection ever comes back.
  CHECK(server.posts().size() > 100);
}

TEST_CASE("an answer after the client's time is late and no ack") {
  ScriptedServer server([](std::int64_t number, const SeenPost&) {
    return Deed{.wait = milliseconds(number == 0 ? 300 : 0)};
  });
  Scenario scenario = load_scenario(20, 0, milliseconds(400));
  scenario.traffic.classes[0].client_timeout = milliseconds(100);
  const Outcome outcome = run(scenario, options_for(server, 16));
  CHECK(outcome.report.total().sent == 8);
  CHECK(outcome.report.total().late >= 3);
  CHECK(outcome.report.total().acked + outcome.report.total().late == 8);
  CHECK(outcome.counts.late_acks == outcome.report.total().late);
  CHECK(outcome.report.total().corrected.max() <= milliseconds(100));
}

TEST_CASE("what could not be sent is counted, has failed, and makes the run invalid") {
  ScriptedServer server([](std::int64_t, const SeenPost&) { return Deed{.status = 0}; });
  LoadOptions options = options_for(server, 1);
  options.most_waiting = 20;
  const Outcome outcome = run(load_scenario(200, 0, milliseconds(500)), options, milliseconds(50));
  const LoadReport& report = outcome.report;
  CHECK(report.total().sent == 100);
  CHECK(report.total().not_sent == 99);
  CHECK(report.total().failed == 99);
  CHECK(report.total().unanswered == 1);
  CHECK_FALSE(report.valid);
  const auto says = [&](std::string_view what) {
    return std::ranges::any_of(report.reasons, [&](const std::string& reason) {
      return reason.find(what) != std::string::npos;
    });
  };
  CHECK(says("99 attempts could not be sent"));
  CHECK(says("the rate reached is 1.0 %"));
}

TEST_CASE("batches are NDJSON of one class, single events JSON; events carry their intended time") {
  ScriptedServer server([](std::int64_t, const SeenPost&) { return Deed{}; });
  const Scenario scenario = load_scenario(2000, 1000, milliseconds(500));
  LoadOptions options = options_for(server, 4);
  options.batch_events = 8;
  const Outcome outcome = run(scenario, options);
  CHECK(outcome.report.total().acked == 1500);
  std::size_t events = 0;
  for (const SeenPost& post : server.posts()) {
    std::set<std::string> types;
    for (const std::string& event : post.events) types.insert(text_field(event, "type"));
    CHECK(types.size() == 1);
    CHECK(post.events.size() <= 8);
    CHECK(post.content_type ==
          (post.events.size() > 1 ? "application/x-ndjson" : "application/json"));
    events += post.events.size();
  }
  CHECK(events == 1500);
}

}  // namespace uslkit
