#include "model/round_up.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("quantities are rounded up, rounding noise is not counted") {
  CHECK(round_up_to_count(0.0) == 0);
  CHECK(round_up_to_count(2.0) == 2);
  CHECK(round_up_to_count(2.001) == 3);
  CHECK(round_up_to_count(3.0000000000000004) == 3);
  CHECK(round_up_to_count(0.7 / 0.1) == 7);
  CHECK(round_up_to_count(1e-12) == 1);
}

TEST_CASE("multiples are the next at or above") {
  CHECK(round_up_to_multiple(0, 4) == 0);
  CHECK(round_up_to_multiple(8, 4) == 8);
  CHECK(round_up_to_multiple(9, 4) == 12);
  CHECK(round_up_to_multiple(9, 1) == 9);
}

}  // namespace
}  // namespace uslkit
