#include <string>

#include <doctest/doctest.h>

#include "tests/pipeline/services/run_on_server.h"

namespace uslkit {
namespace {

TEST_CASE("what a real group makes of our scaling stands in the events, with its times") {
  const PipelineRun run =
      test::run_on_server({"/duration=9s", "/consumers/count=1",
                           R"(/runbook=[{"at":"5s","kind":"scale_consumers","to":2}])"});
  std::vector<RunEvent> seen;
  for (const RunEvent& event : run.result.events) {
    if (event.kind == "broker_rebalance") seen.push_back(event);
  }
  for (const RunEvent& event : seen) MESSAGE(event.time_s, " s: ", event.text);
  const auto first_at = [&seen](const std::string& end) {
    for (const RunEvent& event : seen) {
      if (event.text.ends_with(end)) return event.time_s;
    }
    return -1.0;
  };
  // One member has all; when the second one comes, the first gives all back and gets half. Which
  // half, the group decides by names that the broker draws.
  const double alone = first_at("member 0: assigned partitions 0, 1, 2, 3");
  const double given_up = first_at("member 0: revoked partitions 0, 1, 2, 3");
  CHECK(alone > 0);
  CHECK(alone < 5);
  CHECK(given_up >= 5);
  const bool as_they_came = first_at("member 0: assigned partitions 0, 1") >= 0;
  const char* const first_half = as_they_came ? "0, 1" : "2, 3";
  const char* const second_half = as_they_came ? "2, 3" : "0, 1";
  CHECK(first_at(std::string("member 0: assigned partitions ") + first_half) >= given_up);
  CHECK(first_at(std::string("member 1: assigned partitions ") + second_half) >= given_up);
  CHECK(run.delivery.missing() == 0);
}

}  // namespace
}  // namespace uslkit
