#include "policy/idempotency.h"

#include <cstdint>
#include <set>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

// A store of ids that counts how often it is asked.
struct Store {
  std::set<std::uint64_t> applied{};
  std::int64_t asked = 0;
};

bool process(IdempotencyFilter& filter, Store& store, std::uint64_t id) {
  const bool is_new = filter.first_seen(id, [&store](std::uint64_t asked_id) {
    ++store.asked;
    return store.applied.count(asked_id) == 1;
  });
  if (is_new) store.applied.insert(id);
  return is_new;
}

TEST_CASE("every event is applied exactly once, also through a saturated filter") {
  for (const std::int64_t entries : {std::int64_t{10}, std::int64_t{100'000}}) {
    IdempotencyFilter filter({.entries = entries});
    Store store;
    Random random(1, "idempotency");
    std::set<std::uint64_t> known;
    for (int i = 0; i < 20'000; ++i) {
      const std::uint64_t id = random.index(10'000);
      CHECK(process(filter, store, id) == known.insert(id).second);
    }
    const IdempotencyCounts& counts = filter.counts();
    CHECK(counts.asked == 20'000);
    CHECK(counts.hits == store.asked);
    CHECK(counts.repeats() == 20'000 - static_cast<std::int64_t>(known.size()));
    if (entries == 10) CHECK(counts.false_positives > 8'000);  // it says "perhaps" to all
    if (entries == 100'000) CHECK(counts.false_positives < 10);
  }
}

TEST_CASE("the store is asked for hits alone") {
  IdempotencyFilter filter({.entries = 1000});
  Store store;
  CHECK(process(filter, store, 1));
  CHECK(store.asked == 0);
  CHECK(!process(filter, store, 1));
  CHECK(store.asked == 1);
}

TEST_CASE("an event whose processing failed is new when it comes again") {
  IdempotencyFilter filter({.entries = 1000});
  const auto never_applied = [](std::uint64_t) { return false; };
  CHECK(filter.first_seen(5, never_applied));
  CHECK(filter.first_seen(5, never_applied));
  CHECK(filter.counts().false_positives == 1);
}

TEST_CASE("after a restart, ids filled in from the store are repeats") {
  IdempotencyFilter filter({.entries = 1000});
  Store store{.applied = {7}};
  filter.remember(7);
  CHECK(!process(filter, store, 7));
}

}  // namespace
}  // namespace uslkit
