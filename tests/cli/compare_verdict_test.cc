#include "cli/compare_verdict.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

MetricChange p99(double before, double after) {
  return {.metric = "latency.ack.p99_ms",
          .name = "ack p99",
          .unit = "ms",
          .before = before,
          .after = after,
          .difference = after - before,
          .headline = true};
}

TEST_CASE("a change is told in a unit that suits it, with both values and its interval") {
  RunComparison comparison{.paired = true};
  comparison.changes = {p99(83'600, 111'500)};
  CHECK(comparison_sentences(comparison).front() ==
        "ack p99 is 27.9 s higher: 83.6 s before, 112 s after.");
  comparison.changes[0].low = 27'000;
  comparison.changes[0].high = 28'800;
  CHECK(comparison_sentences(comparison).front() ==
        "ack p99 is 27.9 s higher (95 % interval 27 s to 28.8 s): 83.6 s before, 112 s after.");
  comparison.changes = {p99(5, 3)};
  comparison.changes[0].low = -2.5;
  comparison.changes[0].high = -1.5;
  CHECK(comparison_sentences(comparison).front() ==
        "ack p99 is 2 ms lower (95 % interval 1.5 ms to 2.5 ms): 5 ms before, 3 ms after.");
}

TEST_CASE("a difference that chance explains is not called one") {
  RunComparison comparison;
  comparison.changes = {p99(5, 5.1)};
  comparison.changes[0].low = -0.2;
  comparison.changes[0].high = 0.4;
  CHECK(comparison_sentences(comparison).front() ==
        "ack p99 does not differ clearly: 5 ms before, 5.1 ms after; the 95 % interval of the "
        "difference is -200 us to 400 us.");
}

TEST_CASE("what did not change is one sentence, and what one run has not is said") {
  RunComparison comparison;
  comparison.changes = {p99(5, 5)};
  const std::vector<std::string> same = comparison_sentences(comparison);
  REQUIRE(same.size() == 3);
  CHECK(same[0] == "No headline number changed.");
  CHECK(same[1] == "Unchanged: ack p99 (5 ms).");
  comparison.changes = {p99(5, 5.001)};
  CHECK(comparison_sentences(comparison).front() == "No headline number changed.");
  comparison.changes = {p99(5, 5.01)};
  CHECK(comparison_sentences(comparison).front() ==
        "ack p99 is 10 us higher: 5 ms before, 5.01 ms after.");
  comparison.changes = {{.metric = "lag.recovered_at_s",
                         .name = "time of recovery",
                         .unit = "s",
                         .before = 592,
                         .headline = true}};
  CHECK(comparison_sentences(comparison).front() == "time of recovery: 592 s before, none after.");
}

TEST_CASE("a recovery is earlier or later") {
  RunComparison comparison;
  comparison.changes = {{.metric = "lag.recovered_at_s",
                         .name = "time of recovery",
                         .unit = "s",
                         .before = 592,
                         .after = 100,
                         .difference = -492,
                         .headline = true}};
  CHECK(comparison_sentences(comparison).front() ==
        "time of recovery is 492 s earlier: 592 s before, 100 s after.");
}

TEST_CASE("how far to trust a comparison depends on seeds and intervals") {
  RunComparison comparison{.paired = true};
  comparison.changes = {p99(5, 6)};
  CHECK(comparison_sentences(comparison).back() ==
        "Both runs have the same seed and saw the same draws: they are compared pair by pair. A "
        "difference without an interval may be chance; --replications 10 gives it one.");
  comparison.paired = false;
  CHECK(comparison_sentences(comparison)
            .back()
            .starts_with("The runs do not share their random numbers."));
}

}  // namespace
}  // namespace uslkit
