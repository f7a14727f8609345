#include "model/machine_repairman.h"

#include <cstdint>
#include <initializer_list>

#include <doctest/doctest.h>

#include "model/erlang.h"
#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("the repairman with Z 95 and S 5 agrees with the reference values") {
  const ClosedLoopMeans few =
      solve(MachineRepairman{.users = 16, .think_time = 95.0, .service_time = 5.0});
  CHECK(relative_error(few.utilisation, 0.735509835) < 2e-9);
  CHECK(relative_error(few.throughput, 0.147101967) < 5e-9);
  CHECK(relative_error(few.latency, 13.768090145) < 2e-9);
  const ClosedLoopMeans many =
      solve(MachineRepairman{.users = 64, .think_time = 95.0, .service_time = 5.0});
  CHECK(relative_error(many.throughput, 0.2) < 1e-9);
  CHECK(relative_error(many.latency, 225.0) < 1e-9);
}

TEST_CASE("the server idles with Erlang's blocking probability at Z / S erlangs") {
  for (const std::int64_t users : {1, 2, 16, 64, 1000}) {
    const ClosedLoopMeans means =
        solve(MachineRepairman{.users = users, .think_time = 95.0, .service_time = 5.0});
    CHECK(relative_error(means.utilisation, 1.0 - erlang_b(users, 95.0 / 5.0)) < 1e-12);
  }
}

TEST_CASE("Little's law holds around the server and around the whole loop") {
  for (const std::int64_t users : {1, 7, 40}) {
    const MachineRepairman loop{.users = users, .think_time = 3.0, .service_time = 0.4};
    const ClosedLoopMeans means = solve(loop);
    CHECK(relative_error(means.throughput * (means.latency + loop.think_time),
                         static_cast<double>(users)) < 1e-13);
    CHECK(relative_error(means.throughput * means.latency, means.number_waiting) < 1e-13);
    CHECK(relative_error(means.throughput * loop.service_time, means.utilisation) < 1e-13);
  }
}

TEST_CASE("the exact loop stays between the asymptotic bounds and touches them at the ends") {
  for (const std::int64_t users : {1, 2, 10, 20, 30, 500}) {
    const ClosedLoopMeans means =
        solve(MachineRepairman{.users = users, .think_time = 95.0, .service_time = 5.0});
    const AsymptoticBounds bounds = asymptotic_bounds({.users = static_cast<double>(users),
                                                       .think_time = 95.0,
                                                       .total_demand = 5.0,
                                                       .largest_demand = 5.0});
    CHECK(means.throughput <= bounds.throughput_upper * (1.0 + 1e-12));
    CHECK(means.throughput >= bounds.throughput_lower * (1.0 - 1e-12));
    CHECK(means.latency >= bounds.latency_lower * (1.0 - 1e-12));
    CHECK(means.latency <= bounds.latency_upper * (1.0 + 1e-12));
    CHECK(bounds.saturation_concurrency == 20.0);
    if (users == 1) CHECK(relative_error(means.throughput, bounds.throughput_upper) < 1e-14);
    if (users == 500) CHECK(relative_error(means.throughput, bounds.throughput_upper) < 1e-12);
  }
}

TEST_CASE("the two upper bounds on throughput meet at the saturation point") {
  const AsymptoticBounds bounds = asymptotic_bounds(
      {.users = 13.0, .think_time = 9.0, .total_demand = 4.0, .largest_demand = 1.0});
  CHECK(bounds.saturation_concurrency == 13.0);
  CHECK(bounds.throughput_upper == 1.0);
  CHECK(bounds.latency_lower == 4.0);
}

TEST_CASE("edges: nobody, one user, nobody thinks, a million users") {
  const ClosedLoopMeans nobody = solve(MachineRepairman{.users = 0, .service_time = 2.0});
  CHECK(nobody.throughput == 0.0);
  CHECK(nobody.latency == 2.0);
  const ClosedLoopMeans one =
      solve(MachineRepairman{.users = 1, .think_time = 8.0, .service_time = 2.0});
  CHECK(one.latency == 2.0);
  CHECK(one.throughput == 0.1);
  const ClosedLoopMeans eager = solve(MachineRepairman{.users = 50, .service_time = 2.0});
  CHECK(eager.throughput == 0.5);
  CHECK(eager.latency == 100.0);
  const ClosedLoopMeans crowd =
      solve(MachineRepairman{.users = 1'000'000, .think_time = 95.0, .service_time = 5.0});
  CHECK(relative_error(crowd.throughput, 0.2) < 1e-12);
  CHECK(relative_error(crowd.latency, 5e6 - 95.0) < 1e-12);
}

}  // namespace
}  // namespace uslkit
