// A tally that went through JSON gives the same result, byte for byte.
#include "run/tally_archive.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "base/json_document.h"
#include "run/assemble_result.h"
#include "scenario/run_result_json.h"
#include "scenario/scenario_file.h"
#include "sim/simulate.h"
#include "tests/sim/random_scenario.h"

namespace uslkit::test {
namespace {

RunTally through_json(const RunTally& tally) {
  const JsonDocument document = JsonDocument::parse(tally_to_json(tally).dump(), {});
  return tally_from_json(document.root());
}

TEST_CASE("the tallies of random scenarios come back the same, and so does what they come to") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Scenario scenario = random_scenario(seed);
    std::vector<std::optional<RunTally>> plain(part_count(scenario));
    PartFlow<RunTally> flow{.expected = plain.size()};
    std::atomic<std::size_t> next = 0;
    flow.next = [&] {
      const std::size_t number = next++;
      return number < plain.size() ? std::optional(number) : std::nullopt;
    };
    flow.made = [&](std::size_t number, RunTally tally) { plain[number] = std::move(tally); };
    simulate_parts(scenario, {}, flow);
    std::vector<std::optional<RunTally>> restored;
    for (const std::optional<RunTally>& tally : plain) {
      restored.emplace_back(through_json(*tally));
      CHECK(tally_to_json(*restored.back()).dump() == tally_to_json(*tally).dump());
    }
    const auto text = [&scenario](std::vector<std::optional<RunTally>> tallies) {
      return run_result_to_json(
                 *result_of_parts(scenario, EngineChoice::automatic, std::move(tallies)))
          .dump();
    };
    CHECK(text(std::move(restored)) == text(plain));
  }
}

TEST_CASE("numbers that JSON has no word for come back: infinities, NaN, 64 and 128 bits") {
  RunTally tally;
  tally.trajectory_hash = 0xFEDCBA9876543210ULL;
  tally.stations.resize(3);
  tally.stations[0].time_sum_s = std::numeric_limits<double>::infinity();
  tally.stations[1].time_sum_s = -std::numeric_limits<double>::infinity();
  tally.stations[2].time_sum_s = std::numeric_limits<double>::quiet_NaN();
  tally.stations[0].wait_sum_s = 0.1 + 0.2;
  tally.classes.resize(1);
  tally.classes[0].ack.record(INT64_MAX, 5'000'000'000);  // the sum needs more than 64 bits
  const RunTally again = through_json(tally);
  CHECK(again.trajectory_hash == tally.trajectory_hash);
  CHECK(again.stations[0].time_sum_s == tally.stations[0].time_sum_s);
  CHECK(again.stations[1].time_sum_s == tally.stations[1].time_sum_s);
  CHECK(std::isnan(again.stations[2].time_sum_s));
  CHECK(again.stations[0].wait_sum_s == tally.stations[0].wait_sum_s);
  CHECK(again.classes[0].ack == tally.classes[0].ack);
}

}  // namespace
}  // namespace uslkit::test
