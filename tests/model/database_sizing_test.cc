#include "model/database_sizing.h"

#include <doctest/doctest.h>

#include "model/erlang.h"
#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("connections in use are arrival rate times holding time") {
  CHECK(relative_error(mean_connections_in_use({.request_rate = 1200.0, .hold_time = 0.02}), 24.0) <
        1e-14);
  CHECK(mean_connections_in_use({}) == 0.0);
}

TEST_CASE("the pool keeps the promised chance of finding a free connection, with none to spare") {
  const ConnectionQuestion question{
      .request_rate = 1200.0, .hold_time = 0.02, .wait_probability = 0.05};
  const std::int64_t needed = connections_needed(question);
  CHECK(erlang_c(needed, 24.0) <= 0.05);
  CHECK(erlang_c(needed - 1, 24.0) > 0.05);
  CHECK(connections_needed({}) == 1);
}

TEST_CASE("four cores and one disk start with nine connections") {
  CHECK(hikari_starting_pool(4, 1) == 9);
}

TEST_CASE("1.2 million events a second in batches of 1000 are 1200 commits and 2.4M operations") {
  const DatabaseLoad load{.event_rate = 1.2e6, .events_per_commit = 1000.0};
  CHECK(database_commits(load) == 1200.0);
  CHECK(database_operations(load) == 2.4e6);
}

}  // namespace
}  // namespace uslkit
