// The worked examples of the papers and of the formulas, held to hand-computed numbers.
#include <cmath>

#include <doctest/doctest.h>

#include "model/cells.h"
#include "model/erlang.h"
#include "model/fluid_surge.h"
#include "sizing/cell_counts.h"
#include "sizing/cell_needs.h"
#include "sizing/cell_performance.h"
#include "sizing/plan_sizing.h"
#include "sizing/request_file.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

SizingRequest shipped(const char* name) {
  return read_request(std::string("requests/") + name + ".json");
}

SizingPlan plan_of(const SizingRequest& request) { return plan_sizing(request, {.draws = 1000}); }

// A request for 10k/s consumers with the printed coefficients of system C.
SizingModel system_c(double times_gamma, double utilization) {
  SizingModel model = make_sizing_model(shipped("cells_from_usl"));
  model.load.peak_rate = times_gamma * 10'000;
  model.load.mean_rate = model.load.peak_rate;
  model.utilization = utilization;
  return model;
}

}  // namespace

TEST_CASE("1.2M/s on shards of 50k/s with a factor of 2 are 48 partitions") {
  const SizingPlan plan = plan_of(shipped("paper_partitions"));
  CHECK(plan.find("partitions")->value == 48);
  CHECK(plan.find("partitions")->needed == doctest::Approx(48));
  CHECK(plan.find("partitions")->binding_constraint() == "consumer rate");
  CHECK(plan.find("consumers")->value == 24);
}

TEST_CASE("the papers' cell carries 100k/s, bound by its database") {
  const SizingPlan plan = plan_of(shipped("paper_cell"));
  // ceil(1.2M / (0.65 x 100k)) = ceil(18.46)
  CHECK(plan.find("cells")->value == 19);
  CHECK(plan.find("cells")->binding_constraint() == "database of one cell");
  const SizingPlan full = plan_of(sample(R"({
    "schema": 1, "traffic": {"classes": [{"rate": "1.2M/s", "size": "1kB"}]},
    "headroom": {"utilization": 1}, "domains": {"count": 1},
    "cells": {"prefer": "fewest", "largest": {"consumers": 6, "brokers": 1, "database_shards": 1}},
    "log": {"replication": 1, "broker": {"network": "1.25GB/s"}},
    "consumers": {"capacity": "200k/s"}, "database": {"capacity": "100k/s"}})"));
  CHECK(full.find("cells")->value == 12);  // 1.2M / 100k
}

TEST_CASE("inverse USL: 12 gamma takes 25 consumers, 8 takes 11, 15 no number") {
  const auto consumers = [](double times) {
    const SizingModel model = system_c(times, 1);
    return cell_needs(model, model.likely, 1).consumers;
  };
  CHECK(consumers(12) == doctest::Approx(24.77).epsilon(1e-3));
  CHECK(std::ceil(consumers(12)) == 25);
  CHECK(consumers(8) == doctest::Approx(10.23).epsilon(1e-3));
  CHECK(std::ceil(consumers(8)) == 11);
  CHECK(std::isinf(consumers(15)));
  const SizingModel model = system_c(15, 1);
  CHECK(cell_counts(model, model.likely, 1).wall == CellWall::consumer_peak);
}

TEST_CASE("48 gamma at 65 %: 7 cells of 17, 12 of 8, 38 of 2, as the cells' own formula says") {
  const SizingModel model = system_c(48, 0.65);
  const auto consumers = [&](std::int64_t cells) {
    return cell_counts(model, model.likely, cells).counts->consumers;
  };
  CHECK(cell_counts(model, model.likely, 6).wall == CellWall::consumer_peak);
  CHECK(consumers(7) == 17);
  CHECK(consumers(12) == 8);
  CHECK(consumers(38) == 2);
  for (const CellPlan& plan : cell_plans({.usl = {.alpha = 0.02, .beta = 0.001, .gamma = 10'000},
                              .throughput = 480'000,
                              .utilisation = 0.65})) {
    CAPTURE(plan.cells);
    CHECK(consumers(plan.cells) == plan.workers_per_cell);
  }
}

TEST_CASE("24 hours of 1.2M/s of 1 kB are 103.7 TB for one copy") {
  const SizingPlan plan = plan_of(sample(kPlain, {"/log/replication=1", "/log/fill=1"}));
  CHECK(plan.find("storage")->value == doctest::Approx(103.68e12));
  const SizingPlan three = plan_of(sample(kPlain, {"/log/fill=0.5"}));
  CHECK(three.find("storage")->value == doctest::Approx(622.08e12));
}

TEST_CASE("zones that absorb the loss of one limit utilisation to (z - 1) / z") {
  const auto utilization = [](const char* zones) {
    return make_sizing_model(
               sample(kPlain, {"/headroom/utilization=1", std::string("/domains/count=") + zones}))
        .utilization;
  };
  CHECK(utilization("3") == doctest::Approx(0.667).epsilon(1e-3));
  CHECK(utilization("4") == 0.75);
  CHECK(utilization("6") == doctest::Approx(0.833).epsilon(1e-3));
  CHECK(utilization("1") == 1);
  CHECK(make_sizing_model(sample(kPlain)).utilization == 0.65);
}

TEST_CASE("the pool is Erlang C's, and Little's law is among its inputs") {
  const SizingPlan plan = plan_of(sample(kShop));
  // 10k/s / 65 % x 2 operations over 8 shards (6.15 needed, even over the partitions).
  const double shards = plan.find("database_shards")->value;
  const double offered = 10'000 / 0.65 * 2 / shards * 0.005;
  CHECK(plan.find("pool")->value == static_cast<double>(fewest_servers_for_wait(offered, 0.1)));
  CHECK(plan.find("pool")->inputs[2].value == doctest::Approx(offered));
}

TEST_CASE("broker rules for 1.2 GB/s, 3 copies and one group on 1 GB/s disks and 10 Gbit/s") {
  const SizingPlan plan =
      plan_of(sample(kPlain, {"/log/broker/disk=1GB/s", "/log/broker/disk_network=2GB/s",
                              "/log/broker/network=1.25GB/s"}));
  const auto rule = [&](const char* name) -> std::int64_t {
    for (const BrokerRule& each : plan.broker_rules) {
      if (each.name == name) return each.brokers.value_or(-1);
    }
    return -2;
  };
  CHECK(rule("AWS right-sizing, Eq. 1, at 100 %") == 4);                    // 1.2 x 3 / 1 = 3.6
  CHECK(rule("AWS right-sizing, Eq. 1, at the planned utilisation") == 6);  // 3.6 / .65 = 5.54
  CHECK(rule("AWS MSK sizing script") == 9);   // 6.5 x 1.2 = 7.8 disks; 7.2 x 1.2 / 1.25 = 6.9
  CHECK(rule("Netflix capacity model") == 5);  // 1.4 x 3.6 / 1.25 = 4.03
  CHECK(rule("Alibaba Cloud") == 36);          // 2 x 1.2 x 6 / .4
  CHECK(rule("Google Managed Kafka") == -1);   // a load, not a count
  CHECK(rule("this plan") == 6);
  bool warned = false;
  for (const Note& note : plan.warnings) warned = warned || note.code == "broker-rules-disagree";
  CHECK(warned);
}

TEST_CASE("a day of ids at 1.2M/s is 1.66 TB, or 124 GB in a Bloom filter at 1 %") {
  const SizingPlan plan = plan_of(sample(kPlain, {"/deduplication/window=24h"}));
  const PlannedQuantity& memory = *plan.find("deduplication");
  CHECK(memory.value == doctest::Approx(1.66e12).epsilon(1e-3));
  CHECK(memory.inputs[2].value == doctest::Approx(124e9).epsilon(2e-3));
}

TEST_CASE("a rebalance pause of 52.5 s at 56 % disturbs for two minutes") {
  const SizingPlan plan = plan_of(sample(R"({
    "schema": 1, "traffic": {"classes": [{"rate": "450k/s"}]}, "headroom": {"utilization": 0.5625},
    "domains": {"count": 1},
    "consumers": {"capacity": "50k/s", "rebalance_pause": "52500ms"}})"));
  CHECK(plan.find("consumers")->value == 16);
  CHECK(plan.find("rebalance")->value == doctest::Approx(120).epsilon(1e-6));
}

TEST_CASE("p99 of Table 7's first row: 4 partitions at 49.5k/s are 35.3 ms, as simulated") {
  SizingModel model = make_sizing_model(sample(R"({
    "schema": 1, "traffic": {"classes": [{"rate": "198k/s"}]},
    "ingress": {"validation": "500us", "append": "3ms"},
    "consumers": {"capacity": "57.3k/s", "batch_size": 1000, "pull": "2ms"}})"));
  // t0 = 7.1 + .0925 x 4 = 7.47 ms, t1 = 10 us: 1000 events in 17.47 ms.
  World world = model.likely;
  world.batch_overhead = 7.47e-3;
  world.consumer.gamma = 1000 / 17.47e-3;
  const CellCounts counts{.partitions = 4, .consumers = 4};
  CHECK(end_to_end_p99(model, world, counts, 198'000) * 1e3 == doctest::Approx(35.3).epsilon(3e-3));
  // At the capacity of full batches it is infinite.
  CHECK(std::isinf(end_to_end_p99(model, world, counts, 4 * world.consumer.gamma)));
}

TEST_CASE("the surge's lag is the closed form's, and the lag capacity its inverse") {
  const SizingRequest request = sample(R"({
    "schema": 1,
    "traffic": {"classes": [
      {"rate": {"kind": "ramp", "from": "70833/s", "to": "850k/s", "length": "120s"}}
    ]},
    "profile_length": "389s", "domains": {"count": 1}, "slo": {"max_lag": "120s"},
    "consumers": {"capacity": "25k/s", "start_delay": "240s", "scale_trigger": "20s"}})");
  const SizingModel model = make_sizing_model(request);
  // 24 workers of 25k/s until 389 s: Q = (250k)^2 / (2 x 6493/s) + 250k x 269 = 72.1M, 120 s of
  // them.
  const Surge surge{.base_rate = 70'833,
                    .peak_rate = 850'000,
                    .ramp_time = 120,
                    .capacity_before = 600'000,
                    .capacity_after = 1.2e6,
                    .scaling_done = 389};
  CHECK(surge_lag(model.load, 600'000).max_lag ==
        doctest::Approx(surge_course(surge).largest_work_lag).epsilon(1e-9));
  CHECK(surge_lag(model.load, 600'000).max_lag == doctest::Approx(120).epsilon(2e-3));
  CHECK(model.lag_capacity == doctest::Approx(600'000).epsilon(2e-3));
  CHECK(surge_lag(model.load, model.lag_capacity).max_lag <= 120);
  CHECK(surge_lag(model.load, 0.999 * model.lag_capacity).max_lag > 120);
}

TEST_CASE("the peak is served with headroom where no lag is promised, else the log absorbs it") {
  const char* spike = R"({
    "schema": 1,
    "traffic": {"classes": [{"rate": {"kind": "spike", "base": "100/s", "peak": "1k/s",
      "start": "10s", "rise": "10s", "hold": "60s", "fall": "10s"}}]},
    "profile_length": "1h", "headroom": {"utilization": 0.5}, "domains": {"count": 1},
    "consumers": {"capacity": "100/s", "batch_size": 10}})";
  const SizingPlan served = plan_of(sample(spike));
  CHECK(served.find("consumers")->needed == doctest::Approx(20));  // 1k/s / 50 % / 100/s
  CHECK(served.find("consumers")->binding_constraint() == "peak load");
  const SizingPlan absorbed = plan_of(sample(spike, {"/slo/max_lag=2min"}));
  CHECK(absorbed.find("consumers")->value < 10);
  CHECK(absorbed.find("consumers")->binding_constraint() == "lag of the surge");
}

TEST_CASE("a blast radius of 30 % takes four cells, and an availability its own number") {
  const SizingPlan plan = plan_of(sample(kShop, {"/cells/largest_blast_radius=0.3"}));
  CHECK(plan.find("cells")->value >= 4);
  CHECK(plan.find("cells")->needed == 4);
  // 20 incidents x 10 min / year x 1 / K <= 1e-4: K >= 3.8
  const SizingPlan available =
      plan_of(sample(kShop, {"/slo/availability=0.9999", "/cells/incidents_per_year=20",
                             "/cells/incident_detection=10min"}));
  CHECK(available.find("cells")->needed == 4);
}

TEST_CASE("autoscaling into a surge is rejected by the promise that it breaks") {
  const SizingPlan plan = plan_of(sample(R"({
    "schema": 1,
    "traffic": {"classes": [
      {"rate": {"kind": "ramp", "from": "390k/s", "to": "850k/s", "length": "120s"}}
    ]},
    "profile_length": "20min", "domains": {"count": 1}, "slo": {"max_lag": "1s"},
    "consumers": {"capacity": "25k/s", "start_delay": "240s", "scale_trigger": "20s"}})"));
  bool found = false;
  for (const RejectedAlternative& each : plan.alternatives) {
    if (each.name != "autoscale into the surge") continue;
    found = true;
    CHECK_FALSE(each.feasible);
    CHECK(each.reason == "the promised work-lag is 1 s");
    CHECK(each.outcome.starts_with("24 consumers per cell before it"));  // 390k / 65 % / 25k
  }
  CHECK(found);
}

}  // namespace uslkit
