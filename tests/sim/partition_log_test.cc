#include "sim/partition_log.h"

#include <deque>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace {

using namespace uslkit;

TimePoint at(std::int64_t ns) { return TimePoint(Duration(ns)); }

struct Naive {
  std::int64_t readable;
  std::int64_t birth;
  std::uint16_t bits;
};

std::vector<Naive> events_of(PartitionLog& log, const EventBatch& batch) {
  std::vector<Naive> events;
  log.visit(batch, [&](std::int64_t readable, std::int64_t birth, EventTag& tag) {
    events.push_back({readable, birth, tag.bits});
  });
  return events;
}

void same(const std::vector<Naive>& found, const std::deque<Naive>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    REQUIRE(found[i].readable == expected[i].readable);
    REQUIRE(found[i].birth == expected[i].birth);
    REQUIRE(found[i].bits == expected[i].bits);
  }
}

struct Work {
  EventBatch batch;
  std::deque<Naive> events;
};

// The log beside a plain deque, through random appends, batches, redeliveries and changed tags.
class Pair {
 public:
  Pair(ChunkPool& pool, Duration age) : log_(pool, age), births_(pool.with_births()), age_(age) {}

  void step(Random& random, std::int64_t longest_gap) {
    const std::uint64_t what = random.index(10);
    if (what < 6) {
      append(random, longest_gap);
    } else if (what < 8) {
      take(random);
    } else if (!works_.empty()) {
      end_one(random, what == 8);
    }
    check();
  }
  void drain() {
    Random random(9, "drain");
    now_ = last_;
    while (!works_.empty()) end_one(random, true);
    EventBatch batch;
    while (log_.unread() > 0) {
      log_.take(at(now_), 1'000'000, batch);
      log_.finish(batch);
    }
  }

 private:
  void append(Random& random, std::int64_t longest_gap) {
    for (std::uint64_t i = random.index(400); i > 0; --i) {
      now_ += static_cast<std::int64_t>(random.index(static_cast<std::uint64_t>(longest_gap)));
      // Some are readable only later, some before the one in front of them.
      const std::int64_t readable = now_ + static_cast<std::int64_t>(random.index(2000));
      last_ = std::max(last_, readable);
      EventTag tag = EventTag::of_class(random.index(128));
      if (random.index(50) == 0) tag.set_poison();
      const std::int64_t birth = births_ ? now_ : last_ - age_.count();
      log_.append(at(readable), at(birth), tag);
      unread_.push_back({last_, birth, tag.bits});
    }
  }
  void take(Random& random) {
    Work work;
    const std::int64_t most = 1 + static_cast<std::int64_t>(random.index(1500));
    log_.take(at(now_), most, work.batch);
    bool poison = false;
    while (!unread_.empty() && unread_.front().readable <= now_ && std::ssize(work.events) < most) {
      poison = poison || EventTag{unread_.front().bits}.poison();
      work.events.push_back(unread_.front());
      unread_.pop_front();
    }
    same(events_of(log_, work.batch), work.events);
    REQUIRE(work.batch.has_poison == poison);
    REQUIRE(work.batch.count == std::ssize(work.events));
    if (work.batch.count > 0) works_.push_back(work);
  }
  void end_one(Random& random, bool finish) {
    const std::size_t which = random.index(works_.size());
    Work& work = works_[which];
    if (finish) {
      log_.finish(work.batch);
    } else {
      log_.visit(work.batch, [](std::int64_t, std::int64_t, EventTag& tag) { tag.add_attempt(); });
      for (Naive& event : work.events) {
        EventTag tag{event.bits};
        tag.add_attempt();
        event.bits = tag.bits;
      }
      log_.give_back(work.batch);
      unread_.insert(unread_.begin(), work.events.begin(), work.events.end());
    }
    REQUIRE(work.batch.count == 0);
    works_.erase(works_.begin() + static_cast<std::ptrdiff_t>(which));
  }
  void check() {
    std::int64_t at_work = 0;
    for (const Work& work : works_) at_work += work.batch.count;
    REQUIRE(log_.unread() == std::ssize(unread_));
    REQUIRE(log_.at_work() == at_work);
    REQUIRE(log_.last_readable() == at(last_));
    if (unread_.empty()) return;
    REQUIRE(log_.first_readable() == at(unread_.front().readable));
    REQUIRE(log_.first_birth() == at(unread_.front().birth));
    if (++checks_ % 20 != 0) return;
    std::vector<Naive> all;
    log_.visit_unread([&](std::int64_t readable, std::int64_t birth, EventTag& tag) {
      all.push_back({readable, birth, tag.bits});
    });
    same(all, unread_);
  }

  PartitionLog log_;
  bool births_;
  Duration age_;
  std::deque<Naive> unread_;
  std::vector<Work> works_;
  std::int64_t now_ = 5000;
  std::int64_t last_ = 0;
  int checks_ = 0;
};

void compare(bool with_births, std::int64_t longest_gap, std::uint64_t seed) {
  CAPTURE(with_births);
  CAPTURE(longest_gap);
  CAPTURE(seed);
  ChunkPool pool(with_births);
  Random random(seed, "log");
  Pair pair(pool, Duration(700));
  for (int i = 0; i < 600; ++i) pair.step(random, longest_gap);
  pair.drain();
  // Once everything is finished its chunks serve again: the same work needs no further ones.
  const std::int64_t bytes = pool.bytes();
  Pair again(pool, Duration(700));
  Random same_random(seed, "log");
  for (int i = 0; i < 600; ++i) again.step(same_random, longest_gap);
  CHECK(pool.bytes() <= bytes + (bytes > 0 ? 30'000 : 0));
}

}  // namespace

TEST_CASE("a partition log is a deque, through batches, redeliveries and changed tags") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    compare(false, 10, seed);
    compare(true, 10, seed);
  }
}

TEST_CASE("a chunk is closed early when its 32 bits of time are used up") {
  compare(false, 2'000'000'000, 1);
  compare(true, 9'000'000'000, 2);
  ChunkPool pool(false);
  PartitionLog log(pool, Duration{0});
  log.append(at(0), at(0), EventTag{});
  log.append(at(UINT32_MAX), at(0), EventTag{});
  const std::int64_t one = pool.bytes();
  log.append(at(std::int64_t{UINT32_MAX} + 1), at(0), EventTag{});
  CHECK(pool.bytes() == 2 * one);
  EventBatch batch;
  log.take(at(INT64_MAX), 3, batch);
  const std::vector<Naive> events = events_of(log, batch);
  REQUIRE(events.size() == 3);
  CHECK(events[1].readable == std::int64_t{UINT32_MAX});
  CHECK(events[2].readable == std::int64_t{UINT32_MAX} + 1);
}

TEST_CASE("an event takes six bytes where its birth follows from its append") {
  CHECK(ChunkPool(false).bytes() == 0);
  ChunkPool pool(false);
  PartitionLog log(pool, Duration{0});
  constexpr std::int64_t kChunks = 400;
  constexpr std::int64_t kHead = 64;  // of a chunk
  for (int i = 0; i < kChunks * LogChunk::kCapacity; ++i) log.append(at(i), at(i), EventTag{});
  CHECK(pool.bytes() <= kChunks * (LogChunk::kCapacity * std::int64_t{6} + kHead));
}

TEST_CASE("what is unread can be marked") {
  ChunkPool pool(false);
  PartitionLog log(pool, Duration{0});
  for (int i = 0; i < 3000; ++i) log.append(at(i), at(i), EventTag::of_class(3));
  EventBatch first;
  log.take(at(1499), 5000, first);
  CHECK(first.count == 1500);
  log.visit_unread([](std::int64_t, std::int64_t, EventTag& tag) { tag.set_lost(); });
  log.give_back(first);
  EventBatch all;
  log.take(at(3000), 5000, all);
  std::int64_t lost = 0;
  log.visit(all, [&](std::int64_t, std::int64_t, EventTag& tag) { lost += tag.lost() ? 1 : 0; });
  CHECK(lost == 1500);
}

TEST_CASE("a tag keeps its marks apart") {
  EventTag tag = EventTag::of_class(127);
  CHECK(tag.traffic_class() == 127);
  CHECK_FALSE(tag.is_special());
  tag.set_poison();
  CHECK_FALSE(tag.is_special());
  CHECK(tag.poison());
  for (int i = 0; i < 20; ++i) tag.add_attempt();
  CHECK(tag.attempts() == EventTag::kMostAttempts);
  CHECK_FALSE(tag.is_special());
  tag.set_duplicate();
  CHECK(tag.is_special());
  CHECK_FALSE(tag.applied());
  CHECK_FALSE(tag.dead());
  CHECK_FALSE(tag.lost());
  tag.set_applied();
  tag.set_dead();
  tag.set_lost();
  CHECK(tag.traffic_class() == 127);
  CHECK(tag.attempts() == EventTag::kMostAttempts);
}
