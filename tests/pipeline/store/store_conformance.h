// What every StateStore must do: one suite, invoked once per backend.
//
// A Backend is default-constructible with fresh, empty data; `is_there()` says whether it can be
// had here (and prints "skipped: why" if not); `open(setup)` opens the same data again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "pipeline/store/fingerprint.h"
#include "pipeline/store/state_store.h"
#include "pipeline/store/store_error.h"
#include "tests/pipeline/store/event_stream.h"

namespace uslkit::store_test {

struct StoreSetup {
  DedupWindowOptions window{};
  FingerprintFunction hash = fingerprint;
  int partitions = 4;
};

// Sixteen values only: nearly every look-up collides.
inline std::uint64_t weak_hash(std::string_view bytes, std::uint64_t seed) {
  return fingerprint(bytes, seed) % 16;
}

template <typename Call>
std::optional<StoreFault> fault_of(Call&& call) {
  try {
    call();
  } catch (const StoreError& error) {
    return error.fault();
  }
  return std::nullopt;
}

struct OneEvent {
  StoreEvent event;
  StoreBatch batch;
};

inline ApplyCounts apply_one(StateStore& store, StoreEvent event, StoreTime time = {}) {
  const StoreBatch batch{.from_offset = event.offset,
                         .next_offset = event.offset + 1,
                         .time = time,
                         .events = {&event, 1}};
  return store.apply(0, batch);
}

inline ApplyCounts apply_poison(StateStore& store, PoisonEvent poison, StoreTime time = {}) {
  const StoreBatch batch{.from_offset = poison.event.offset,
                         .next_offset = poison.event.offset + 1,
                         .time = time,
                         .poison = {&poison, 1}};
  return store.apply(0, batch);
}

// What the outcomes of single events add up to.
inline ApplyCounts counts_of(std::span<const EventOutcome> outcomes) {
  const auto count = [&](EventOutcome outcome) { return std::ranges::count(outcomes, outcome); };
  return {.applied = count(EventOutcome::applied),
          .duplicates = count(EventOutcome::duplicate),
          .redelivered = count(EventOutcome::redelivered),
          .dead_lettered = count(EventOutcome::dead_lettered)};
}

// Delivers the stream as a careless log would: batches of any size, from any offset that is not a
// gap, again and again, over restarts.
template <typename Backend>
void deliver_carelessly(Backend& backend, const StoreSetup& setup, const StreamOptions& options) {
  const EventStream stream(options);
  Random random(options.seed, "careless delivery");
  std::unique_ptr<StateStore> store = backend.open(setup);
  ApplyCounts sum;
  std::int64_t delivered = 0;
  while (store->offset(0) < stream.size()) {
    const std::int64_t stored = store->offset(0);
    const std::int64_t back = static_cast<std::int64_t>(random.index(60));
    const std::int64_t from = std::max<std::int64_t>(0, stored - back);
    const std::int64_t next =
        std::min<std::int64_t>(stream.size(), from + static_cast<std::int64_t>(random.index(120)));
    const OwnedBatch owned = stream.batch(from, next);
    StoreBatch batch = owned.batch;
    std::vector<EventOutcome> outcomes(batch.events.size() + batch.poison.size());
    if (random.index(4) > 0) batch.outcomes = outcomes;  // else nobody asks
    const ApplyCounts counts = store->apply(0, batch);
    if (!batch.outcomes.empty()) REQUIRE(counts_of(batch.outcomes) == counts);
    add(sum, counts);
    delivered += next - from;
    REQUIRE(store->offset(0) == std::max(stored, next));
    if (random.index(8) == 0) {
      store.reset();
      store = backend.open(setup);
    }
    if (random.index(8) == 0) {
      const Expected now = stream.expected(store->offset(0));
      const Expected found = contents(*store, 0);
      REQUIRE(found.states == now.states);
      REQUIRE(found.letters == now.letters);
    }
  }
  const Expected expected = stream.expected(stream.size());
  const Expected found = contents(*store, 0);
  CHECK(found.states == expected.states);
  CHECK(found.letters == expected.letters);
  CHECK(sum.applied == expected.counts.applied);
  CHECK(sum.duplicates == expected.counts.duplicates);
  CHECK(sum.dead_lettered == expected.counts.dead_lettered);
  CHECK(sum.applied + sum.duplicates + sum.dead_lettered + sum.redelivered == delivered);
  CHECK(sum.redelivered > 0);
  for (const auto& [key, state] : found.states) CHECK(state.order_breaks == 0);
}

TEST_CASE_TEMPLATE_DEFINE("every event is applied exactly once, in order, however it is delivered",
                          Backend, exactly_once) {
  for (const double duplicates : {0.0, 0.01, 0.1}) {
    CAPTURE(duplicates);
    Backend backend;
    if (!backend.is_there()) return;
    deliver_carelessly(backend, {}, {.seed = 7, .events = 3000, .duplicate_share = duplicates});
  }
}

TEST_CASE_TEMPLATE_DEFINE("fingerprints that collide cost confirmations and no event", Backend,
                          collisions) {
  Backend backend;
  if (!backend.is_there()) return;
  deliver_carelessly(backend, {.hash = weak_hash},
                     {.seed = 8, .events = 1500, .duplicate_share = 0.1});
}

TEST_CASE_TEMPLATE_DEFINE("a gap in the offsets is refused and changes nothing", Backend, gap) {
  Backend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> store = backend.open({});
  const EventStream stream({.events = 30});
  (void)store->apply(0, stream.batch(0, 10).batch);
  const Expected before = contents(*store, 0);
  const OwnedBatch behind = stream.batch(11, 20);
  CHECK(fault_of([&] { (void)store->apply(0, behind.batch); }) == StoreFault::gap);
  CHECK(store->offset(0) == 10);
  CHECK(contents(*store, 0) == before);
}

TEST_CASE_TEMPLATE_DEFINE("a batch with one event outside the limits changes nothing", Backend,
                          limits) {
  Backend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> store = backend.open({});
  const std::string longest(128, 'x');
  const std::string too_long(129, 'x');
  for (const StoreEvent& bad : {StoreEvent{.offset = 1, .id = "", .key = "k"},
                                StoreEvent{.offset = 1, .id = "i", .key = ""},
                                StoreEvent{.offset = 1, .id = too_long, .key = "k"},
                                StoreEvent{.offset = 1, .id = "i", .key = too_long}}) {
    const StoreEvent events[] = {{.offset = 0, .id = "good", .key = "k"}, bad};
    const StoreBatch batch{.from_offset = 0, .next_offset = 2, .events = events};
    CHECK(fault_of([&] { (void)store->apply(0, batch); }) == StoreFault::bad_event);
    CHECK(store->offset(0) == 0);
    CHECK(!store->state(0, "k"));
  }
  const StoreEvent fits{.offset = 0, .id = longest, .key = longest, .value = -2147483647 - 1};
  CHECK(apply_one(*store, fits).applied == 1);
  CHECK(store->state(0, longest)->sum == -2147483648LL);
}

TEST_CASE_TEMPLATE_DEFINE("ids and keys may hold any byte", Backend, any_byte) {
  Backend backend;
  if (!backend.is_there()) return;
  using std::string_view_literals::operator""sv;
  const std::string_view texts[] = {"a\0b"sv,  "a\0c"sv,  "\xff\xfe"sv, "'; DROP TABLE x; --"sv,
                                    "\\x41"sv, "{1,2}"sv, "\n"sv};
  std::unique_ptr<StateStore> store = backend.open({});
  std::int64_t offset = 0;
  for (const std::string_view text : texts) {
    CHECK(apply_one(*store, {.offset = offset++, .id = text, .key = text, .value = 1}).applied ==
          1);
    CHECK(apply_one(*store, {.offset = offset++, .id = text, .key = text}).duplicates == 1);
  }
  store.reset();
  store = backend.open({});
  for (const std::string_view text : texts) {
    CHECK(store->state(0, text)->count == 1);
    CHECK(apply_one(*store, {.offset = offset++, .id = text, .key = text}).duplicates == 1);
  }
  CHECK(contents(*store, 0).states.size() == 7);
}

TEST_CASE_TEMPLATE_DEFINE("a batch without events moves the offset, also over a restart", Backend,
                          empty_batch) {
  Backend backend;
  if (!backend.is_there()) return;
  CHECK(backend.open({})->offset(0) == 0);
  CHECK(backend.open({})->apply(0, {.from_offset = 0, .next_offset = 5}) == ApplyCounts{});
  CHECK(backend.open({})->offset(0) == 5);
}

TEST_CASE_TEMPLATE_DEFINE("order breaks are counted where a sequence does not rise", Backend,
                          order) {
  Backend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> store = backend.open({});
  std::int64_t offset = 0;
  for (const std::int64_t sequence : {5, 6, 6, 4, 9}) {
    const std::string id = std::to_string(offset);
    (void)apply_one(*store, {.offset = offset++, .id = id, .key = "k", .sequence = sequence});
  }
  const StoreEvent in_one_batch[] = {
      {.offset = 5, .id = "a", .key = "k", .sequence = 8, .value = 3},
      {.offset = 6, .id = "b", .key = "k", .sequence = 7, .value = 4}};
  (void)store->apply(0, {.from_offset = 5, .next_offset = 7, .events = in_one_batch});
  CHECK(*store->state(0, "k") == KeyState{.count = 7,
                                          .sum = 7,
                                          .first_sequence = 5,
                                          .last_sequence = 7,
                                          .last_value = 4,
                                          .order_breaks = 4});
}

TEST_CASE_TEMPLATE_DEFINE("an id is known for the window's count of ids, also over a restart",
                          Backend, window_by_count) {
  Backend backend;
  if (!backend.is_there()) return;
  const StoreSetup setup{.window = {.ids = 3}};
  std::unique_ptr<StateStore> store = backend.open(setup);
  const std::string ids[] = {"a", "b", "c"};
  std::int64_t offset = 0;
  for (const std::string& id : ids) {
    (void)apply_one(*store, {.offset = offset++, .id = id, .key = "k"});
  }
  store.reset();
  store = backend.open(setup);
  CHECK(store->meters(0).window_ids == 3);
  for (const std::string& id : ids) {
    CHECK(apply_one(*store, {.offset = offset++, .id = id, .key = "k"}).duplicates == 1);
  }
  CHECK(apply_one(*store, {.offset = offset++, .id = "d", .key = "k"}).applied == 1);
  CHECK(store->meters(0).pushed_out == 1);
  CHECK(store->meters(0).window_ids == 3);
  CHECK(apply_one(*store, {.offset = offset++, .id = "b", .key = "k"}).duplicates == 1);
  CHECK(apply_one(*store, {.offset = offset++, .id = "a", .key = "k"}).applied == 1);
  CHECK(store->state(0, "k")->count == 5);
}

TEST_CASE_TEMPLATE_DEFINE("an id is forgotten once it is older than the window", Backend,
                          window_by_age) {
  Backend backend;
  if (!backend.is_there()) return;
  const StoreSetup setup{.window = {.age = std::chrono::seconds(10)}};
  std::unique_ptr<StateStore> store = backend.open(setup);
  const StoreTime start{std::chrono::hours(24 * 365 * 50)};
  const auto at = [&](int seconds) { return start + std::chrono::seconds(seconds); };
  CHECK(apply_one(*store, {.offset = 0, .id = "a", .key = "k"}, at(0)).applied == 1);
  CHECK(apply_one(*store, {.offset = 1, .id = "b", .key = "k"}, at(10)).applied == 1);
  CHECK(store->meters(0).window_ids == 2);
  store.reset();
  store = backend.open(setup);
  CHECK(apply_one(*store, {.offset = 2, .id = "a", .key = "k"}, at(10)).duplicates == 1);
  CHECK(apply_one(*store, {.offset = 3, .id = "c", .key = "k"}, at(11)).applied == 1);
  CHECK(store->meters(0).window_ids == 2);
  CHECK(store->meters(0).pushed_out == 0);
  CHECK(apply_one(*store, {.offset = 4, .id = "a", .key = "k"}, at(11)).applied == 1);
  // A clock that runs backwards forgets nothing and remembers nothing for longer.
  CHECK(apply_one(*store, {.offset = 5, .id = "d", .key = "k"}, at(-100)).applied == 1);
  CHECK(apply_one(*store, {.offset = 6, .id = "e", .key = "k"}, at(22)).applied == 1);
  CHECK(store->meters(0).window_ids == 1);
}

TEST_CASE_TEMPLATE_DEFINE("a dead letter keeps everything, and is redriven exactly once", Backend,
                          dead_letter) {
  Backend backend;
  if (!backend.is_there()) return;
  std::unique_ptr<StateStore> store = backend.open({});
  const StoreTime time{std::chrono::seconds(1'700'000'000)};
  const StoreEvent event{.offset = 0, .id = "p", .key = "k", .sequence = 10, .value = 7};
  const std::string reason(2000, 'r');
  CHECK(apply_poison(
            *store, {.event = event, .payload = "{\"broken", .reason = reason, .attempts = 4}, time)
            .dead_lettered == 1);
  // The same bytes sent again, good or bad, are a duplicate; and later events do not wait.
  CHECK(apply_one(*store, {.offset = 1, .id = "p", .key = "k", .sequence = 10}).duplicates == 1);
  CHECK(apply_poison(*store, {.event = {.offset = 2, .id = "p"}}).duplicates == 1);
  CHECK(
      apply_one(*store, {.offset = 3, .id = "q", .key = "k", .sequence = 11, .value = 1}).applied ==
      1);
  store.reset();
  store = backend.open({});

  const std::vector<DeadLetterEntry> letters = store->dead_letters(0, 0, 10);
  REQUIRE(letters.size() == 1);
  const DeadLetterEntry& letter = letters[0];
  CHECK(letter.offset == 0);
  CHECK(letter.id == "p");
  CHECK(letter.key == "k");
  CHECK(letter.sequence == 10);
  CHECK(letter.value == 7);
  CHECK(letter.payload == "{\"broken");
  CHECK(letter.reason == std::string(1024, 'r'));
  CHECK(letter.attempts == 4);
  CHECK(letter.time == time);

  StoreEvent other = letter.event();
  other.id = "other";
  CHECK(fault_of([&] { (void)store->redrive(0, letter.number, other, time); }) ==
        StoreFault::bad_event);
  CHECK(store->redrive(0, letter.number, letter.event(), time) == RedriveOutcome::applied);
  CHECK(store->redrive(0, letter.number, letter.event(), time) == RedriveOutcome::not_found);
  store.reset();
  store = backend.open({});
  CHECK(store->dead_letters(0, 0, 10).empty());
  CHECK(*store->state(0, "k") == KeyState{.count = 2,
                                          .sum = 8,
                                          .first_sequence = 11,
                                          .last_sequence = 11,
                                          .last_value = 1,
                                          .late = 1});
  CHECK(apply_one(*store, {.offset = 4, .id = "p", .key = "k", .sequence = 12}).duplicates == 1);
  CHECK(store->offset(0) == 5);
}

TEST_CASE_TEMPLATE_DEFINE("a letter whose event came back and was applied meanwhile is dropped",
                          Backend, redrive_duplicate) {
  Backend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> store = backend.open({.window = {.ids = 1}});
  const StoreEvent event{.offset = 0, .id = "p", .key = "k"};
  (void)apply_poison(*store, {.event = event});
  (void)apply_one(*store, {.offset = 1, .id = "q", .key = "k"});  // pushes it out
  CHECK(apply_one(*store, {.offset = 2, .id = "p", .key = "k"}).applied == 1);
  const DeadLetterEntry letter = store->dead_letters(0, 0, 1).at(0);
  CHECK(store->redrive(0, letter.number, letter.event(), {}) == RedriveOutcome::duplicate);
  CHECK(store->state(0, "k")->count == 2);
  CHECK(store->dead_letters(0, 0, 1).empty());
}

TEST_CASE_TEMPLATE_DEFINE("a redriven id is known again, even if the window had forgotten it",
                          Backend, redrive_remembers) {
  Backend backend;
  if (!backend.is_there()) return;
  std::unique_ptr<StateStore> store = backend.open({.window = {.ids = 1}});
  (void)apply_poison(*store, {.event = {.offset = 0, .id = "p"}, .reason = "no key"});
  (void)apply_one(*store, {.offset = 1, .id = "q", .key = "k"});
  const DeadLetterEntry letter = store->dead_letters(0, 0, 1).at(0);
  CHECK(letter.key.empty());
  CHECK(fault_of([&] { (void)store->redrive(0, letter.number, letter.event(), {}); }) ==
        StoreFault::bad_event);
  StoreEvent mended = letter.event();
  mended.key = "mended";
  mended.value = 3;
  CHECK(store->redrive(0, letter.number, mended, {}) == RedriveOutcome::applied);
  CHECK(store->state(0, "mended")->sum == 3);
  store.reset();
  store = backend.open({.window = {.ids = 1}});
  CHECK(apply_one(*store, {.offset = 2, .id = "p", .key = "k"}).duplicates == 1);
}

TEST_CASE_TEMPLATE_DEFINE("dead letters are listed by number, page by page", Backend,
                          letter_pages) {
  Backend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> store = backend.open({});
  for (std::int64_t offset = 0; offset < 300; ++offset) {
    const std::string id = std::to_string(offset);
    (void)apply_poison(*store, {.event = {.offset = offset, .id = id}});
  }
  std::int64_t expected = 0;
  for (std::uint64_t first = 0;;) {
    const std::vector<DeadLetterEntry> page = store->dead_letters(0, first, 70);
    if (page.empty()) break;
    for (const DeadLetterEntry& letter : page) CHECK(letter.offset == expected++);
    first = page.back().number + 1;
  }
  CHECK(expected == 300);
}

TEST_CASE_TEMPLATE_DEFINE("partitions share nothing, and threads may use them at once", Backend,
                          partitions) {
  Backend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> store = backend.open({});
  const EventStream stream({.seed = 3, .events = 2000, .poison_share = 0});
  constexpr std::int64_t kBatch = 50;
  std::vector<std::thread> threads;
  std::vector<ApplyCounts> sums(4);
  for (int partition = 0; partition < 4; ++partition) {
    threads.emplace_back([&, partition] {
      for (std::int64_t from = 0; from < stream.size(); from += kBatch) {
        const OwnedBatch owned = stream.batch(from, from + kBatch);
        add(sums[static_cast<std::size_t>(partition)], store->apply(partition, owned.batch));
        (void)store->meters((partition + 1) % 4);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Expected expected = stream.expected(stream.size());
  for (int partition = 0; partition < 4; ++partition) {
    CHECK(contents(*store, partition).states == expected.states);
    CHECK(sums[static_cast<std::size_t>(partition)] == expected.counts);
    CHECK(store->offset(partition) == stream.size());
  }
}

TEST_CASE_TEMPLATE_DEFINE("a partition has one owner: of two stores the elder or the younger stops",
                          Backend, one_owner) {
  Backend backend;
  if (!backend.is_there()) return;
  const EventStream stream({.events = 30, .poison_share = 0});
  const std::unique_ptr<StateStore> elder = backend.open({});
  (void)elder->apply(0, stream.batch(0, 10).batch);
  const std::unique_ptr<StateStore> younger = backend.open({});
  const std::optional<StoreFault> refused =
      fault_of([&] { (void)younger->apply(0, stream.batch(10, 20).batch); });
  const std::optional<StoreFault> fenced =
      fault_of([&] { (void)elder->apply(0, stream.batch(10, 20).batch); });
  const bool elder_keeps = refused == StoreFault::owned_elsewhere && !fenced;
  const bool younger_takes = !refused && fenced == StoreFault::fenced;
  CHECK(elder_keeps != younger_takes);
  StateStore& owner = elder_keeps ? *elder : *younger;
  CHECK(contents(owner, 0).states == stream.expected(20).states);
}

TEST_CASE_TEMPLATE_DEFINE("a closed store refuses every call by name", Backend, closed) {
  Backend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> store = backend.open({});
  CHECK(store->offset(0) == 0);
  store->close();
  CHECK(fault_of([&] { (void)store->offset(0); }) == StoreFault::closed);
  CHECK(fault_of([&] { (void)store->apply(0, {}); }) == StoreFault::closed);
  store->close();
}

}  // namespace uslkit::store_test

#define USLKIT_STORE_CONFORMANCE(Backend)                \
  TEST_CASE_TEMPLATE_INVOKE(exactly_once, Backend);      \
  TEST_CASE_TEMPLATE_INVOKE(collisions, Backend);        \
  TEST_CASE_TEMPLATE_INVOKE(gap, Backend);               \
  TEST_CASE_TEMPLATE_INVOKE(limits, Backend);            \
  TEST_CASE_TEMPLATE_INVOKE(any_byte, Backend);          \
  TEST_CASE_TEMPLATE_INVOKE(empty_batch, Backend);       \
  TEST_CASE_TEMPLATE_INVOKE(order, Backend);             \
  TEST_CASE_TEMPLATE_INVOKE(window_by_count, Backend);   \
  TEST_CASE_TEMPLATE_INVOKE(window_by_age, Backend);     \
  TEST_CASE_TEMPLATE_INVOKE(dead_letter, Backend);       \
  TEST_CASE_TEMPLATE_INVOKE(redrive_duplicate, Backend); \
  TEST_CASE_TEMPLATE_INVOKE(redrive_remembers, Backend); \
  TEST_CASE_TEMPLATE_INVOKE(letter_pages, Backend);      \
  TEST_CASE_TEMPLATE_INVOKE(partitions, Backend);        \
  TEST_CASE_TEMPLATE_INVOKE(one_owner, Backend);         \
  TEST_CASE_TEMPLATE_INVOKE(closed, Backend)
