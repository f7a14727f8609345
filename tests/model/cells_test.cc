#include "model/cells.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

const UslParameters kSystemC{.alpha = 0.02, .beta = 0.001, .gamma = 1.0};

bool has_plan(const std::vector<CellPlan>& plans, std::int64_t cells, std::int64_t per_cell) {
  for (const CellPlan& plan : plans) {
    if (plan.cells == cells && plan.workers_per_cell == per_cell) return true;
  }
  return false;
}

TEST_CASE("the integer inverse that cells build on: 12 needs 25, 8 needs 11, 15 cannot be") {
  CHECK(usl_workers_for_throughput(kSystemC, 12.0) == 25);
  CHECK(usl_workers_for_throughput(kSystemC, 8.0) == 11);
  CHECK_FALSE(usl_workers_for_throughput(kSystemC, 15.0).has_value());
}

TEST_CASE("48 gamma at utilisation 0.65 takes 7 x 17, 12 x 8 or 38 x 2 workers") {
  const std::vector<CellPlan> plans =
      cell_plans({.usl = kSystemC, .throughput = 48.0, .utilisation = 0.65});
  REQUIRE(!plans.empty());
  CHECK(plans.front().cells == 7);
  CHECK(plans.front().workers_per_cell == 17);
  CHECK(plans.front().workers == 119);
  CHECK(relative_error(plans.front().blast_radius, 1.0 / 7.0) < 1e-15);
  CHECK(has_plan(plans, 12, 8));
  CHECK(has_plan(plans, 38, 2));
}

TEST_CASE("every plan carries the load, and each is the cheapest of its size or less") {
  const CellQuestion question{.usl = kSystemC, .throughput = 48.0, .utilisation = 0.65};
  const std::vector<CellPlan> plans = cell_plans(question);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const CellPlan& plan = plans[i];
    const double per_cell = usl_throughput(kSystemC, static_cast<double>(plan.workers_per_cell));
    CHECK(static_cast<double>(plan.cells) * per_cell * question.utilisation >=
          question.throughput * (1.0 - 1e-12));
    CHECK(plan.workers == plan.cells * plan.workers_per_cell);
    if (i > 0) CHECK(plan.cells > plans[i - 1].cells);
    if (i > 0) CHECK(plan.workers < plans[i - 1].workers);
  }
  // With one worker per cell there is neither contention nor crosstalk: ceil(48 / 0.65) of them.
  CHECK(plans.back().cells == 74);
  CHECK(plans.back().workers == 74);
}

TEST_CASE("a linear system never profits from cells") {
  const std::vector<CellPlan> plans = cell_plans(
      {.usl = {.alpha = 0.0, .beta = 0.0, .gamma = 10.0}, .throughput = 95.0, .utilisation = 1.0});
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].cells == 1);
  CHECK(plans[0].workers == 10);
}

TEST_CASE("too few cells allowed is no plan at all") {
  CHECK(cell_plans({.usl = kSystemC, .throughput = 48.0, .utilisation = 0.65, .most_cells = 6})
            .empty());
}

TEST_CASE("losing one of z leaves room below (z - 1) / z") {
  CHECK(utilisation_surviving_one_loss(1) == 0.0);
  CHECK(relative_error(utilisation_surviving_one_loss(3), 2.0 / 3.0) < 1e-15);
  CHECK(utilisation_surviving_one_loss(4) == 0.75);
  for (const std::int64_t zones : {2, 3, 6}) {
    const double rho = utilisation_surviving_one_loss(zones);
    CHECK(relative_error(rho * static_cast<double>(zones) / static_cast<double>(zones - 1), 1.0) <
          1e-15);
  }
}

TEST_CASE("a cell is as strong as its weakest part, and says which one that is") {
  CellResources cell{.network_bytes_per_second = 1.25e9,
                     .brokers = 3,
                     .event_bytes = 1000.0,
                     .consumer_groups = 1,
                     .replication = 3,
                     .database_operations_per_second = 100'000.0,
                     .operations_per_event = 2.0,
                     .consumer_throughput = 1.2e6,
                     .partitions = 24,
                     .partition_throughput = 50'000.0,
                     .utilisation = 0.65};
  CHECK(relative_error(cell_capacity(cell).throughput, 0.65 * 50'000.0) < 1e-14);
  CHECK(cell_capacity(cell).binding == CellLimit::kDatabase);
  cell.database_operations_per_second = 1e9;
  CHECK(cell_capacity(cell).binding == CellLimit::kConsumers);
  cell.consumer_throughput = 1e9;
  CHECK(cell_capacity(cell).binding == CellLimit::kLog);
  // One 10 Gbit/s broker, three replicas and one group: 417 thousand events of 1 kB.
  cell.partition_throughput = 1e9;
  cell.brokers = 1;
  cell.utilisation = 1.0;
  CHECK(cell_capacity(cell).binding == CellLimit::kNetwork);
  CHECK(std::abs(cell_capacity(cell).throughput - 416'667.0) < 1.0);
}

}  // namespace
}  // namespace uslkit
