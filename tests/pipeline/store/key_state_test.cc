#include "pipeline/store/key_state.h"

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

KeyState some_state(Random& random) {
  KeyState state;
  const std::uint64_t events = random.index(4);
  for (std::uint64_t i = 0; i < events; ++i) {
    const std::int64_t sequence = static_cast<std::int64_t>(random.index(5));
    const std::int64_t value = static_cast<std::int64_t>(random.index(100)) - 50;
    state = random.index(5) == 0 ? state.with_late(sequence, value)
                                 : state.followed_by(KeyState::of(sequence, value));
  }
  return state;
}

TEST_CASE("states are a monoid: any grouping of the same events gives the same state") {
  Random random(1, "key states");
  for (int i = 0; i < 2000; ++i) {
    const KeyState a = some_state(random);
    const KeyState b = some_state(random);
    const KeyState c = some_state(random);
    CHECK(a.followed_by(b).followed_by(c) == a.followed_by(b.followed_by(c)));
    CHECK(KeyState{}.followed_by(a) == a);
    CHECK(a.followed_by(KeyState{}) == a);
  }
}

TEST_CASE("a late event counts, but is the last one only if none came after it") {
  const KeyState state = KeyState::of(10, 5);
  CHECK(state.with_late(9, 2) == KeyState{.count = 2,
                                          .sum = 7,
                                          .first_sequence = 10,
                                          .last_sequence = 10,
                                          .last_value = 5,
                                          .late = 1});
  CHECK(state.with_late(11, 2).last_value == 2);
  CHECK(KeyState{}.with_late(3, 4).last_sequence == 3);
}

}  // namespace
}  // namespace uslkit
