// What every backend of Log must do. A backend's test calls check_log_conformance in a test case of
// its own, with a function that makes a fresh, empty place for a log.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/pipeline/log_records.h"

namespace uslkit::test {

class LogBackend {
 public:
  virtual ~LogBackend() = default;
  // Opens what is in this place, again if need be; the one before is closed by then.
  virtual std::unique_ptr<Log> open(int partitions) = 0;
  // The same with a retention so small that some hundred kilobytes exceed it; null: has none.
  virtual std::unique_ptr<Log> open_with_retention(int partitions) = 0;
  // Whether resume_at() can leave a gap; where the broker gives the offsets it must refuse instead.
  virtual bool skips_offsets() const { return true; }
  virtual std::int64_t drain_records() const { return 1'000'000; }
};
using MakeLogBackend = std::function<std::unique_ptr<LogBackend>()>;

// Collects acknowledgements from any thread.
class Acks {
 public:
  [[nodiscard]] AckCallback callback() { return {.call = &Acks::take, .context = this}; }

  // False when they do not come within a generous time.
  [[nodiscard]] bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(60), [&] { return all_.size() >= count; });
  }
  [[nodiscard]] std::vector<AppendResult> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  static void take(void* context, const AppendResult& result) {
    auto& acks = *static_cast<Acks*>(context);
    const std::lock_guard lock(acks.mutex_);
    acks.all_.push_back(result);
    acks.came_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<AppendResult> all_;
};

// Per writer the sequence numbers rise by one, and offsets rise.
inline bool is_in_order(const std::vector<ReadRecord>& records) {
  std::map<std::uint64_t, std::uint64_t> last;
  LogOffset offset = -1;
  for (const ReadRecord& record : records) {
    if (record.offset <= offset) return false;
    offset = record.offset;
    const auto [at, is_new] = last.try_emplace(record.id.high, record.id.low);
    if (is_new) continue;
    if (record.id.low != at->second + 1) return false;
    at->second = record.id.low;
  }
  return true;
}

inline void append_all(Log& log, int partition, std::uint64_t writer, std::size_t records,
                       std::size_t batch, AckLevel level) {
  for (std::size_t first = 0; first < records; first += batch) {
    const Batch made(writer, first, std::min(batch, records - first));
    const AppendResult result = log.append_and_wait(partition, made.records(), level);
    REQUIRE(result.status == LogStatus::ok);
  }
}

inline void what_is_appended_is_read_in_order(LogBackend& backend) {
  const std::unique_ptr<Log> log = backend.open(2);
  for (const int partition : {0, 1}) {
    append_all(*log, partition, static_cast<std::uint64_t>(partition), 1000, 7, AckLevel::os);
    REQUIRE(log->flush() == LogStatus::ok);
    const Drained drained = drain(*log, partition, 0);
    CHECK(drained.records.size() == 1000);
    CHECK(drained.forged == 0);
    CHECK(is_in_order(drained.records));
  }
}

inline void any_offset_can_be_replayed(LogBackend& backend) {
  const std::unique_ptr<Log> log = backend.open(1);
  append_all(*log, 0, 1, 500, 9, AckLevel::os);
  REQUIRE(log->flush() == LogStatus::ok);
  const Drained whole = drain(*log, 0, 0);
  for (LogOffset from = 0; from <= 500; from += 13) {
    const Drained rest = drain(*log, 0, from, 5);
    const std::vector<ReadRecord> expected(whole.records.begin() + from, whole.records.end());
    CHECK(rest.records == expected);
  }
  CHECK(drain(*log, 0, 500).records.empty());
  CHECK(drain(*log, 0, 501).status == LogStatus::out_of_range);
}

inline void what_was_acknowledged_is_there_after_reopening(LogBackend& backend) {
  std::vector<AppendResult> acked;
  {
    const std::unique_ptr<Log> log = backend.open(1);
    Acks acks;
    for (std::uint64_t k = 0; k < 50; ++k) {
      const Batch batch(1, 4 * k, 4);
      REQUIRE(log->append(0, batch.records(), AckLevel::fsync, acks.callback()).status ==
              LogStatus::ok);
    }
    REQUIRE(acks.wait_for(50));
    acked = acks.all();
  }
  const std::unique_ptr<Log> log = backend.open(1);
  const Drained drained = drain(*log, 0, 0);
  CHECK(drained.records.size() == 200);
  CHECK(is_in_order(drained.records));
  for (const AppendResult& ack : acked) {
    CHECK(drained.records.at(static_cast<std::size_t>(ack.first)).offset == ack.first);
  }
  append_all(*log, 0, 2, 10, 10, AckLevel::fsync);
  CHECK(drain(*log, 0, 200).records.size() == 10);
}

inline void every_append_is_acknowledged_once_in_order_with_its_level(LogBackend& backend) {
  const std::unique_ptr<Log> log = backend.open(1);
  for (const AckLevel level : {AckLevel::none, AckLevel::os, AckLevel::fsync}) {
    Acks acks;
    for (std::uint64_t k = 0; k < 100; ++k) {
      const Batch batch(static_cast<std::uint64_t>(level), k, 1);
      REQUIRE(log->append(0, batch.records(), level, acks.callback()).status == LogStatus::ok);
    }
    REQUIRE(acks.wait_for(100));
    REQUIRE(log->flush() == LogStatus::ok);
    const std::vector<AppendResult> all = acks.all();
    REQUIRE(all.size() == 100);
    for (std::size_t k = 0; k < all.size(); ++k) {
      CHECK(all[k].level == level);
      CHECK(all[k].status == LogStatus::ok);
      CHECK(all[k].end == all[k].first + 1);
      if (k > 0) CHECK(all[k].first == all[k - 1].end);
    }
  }
}

inline void concurrent_appenders_keep_their_own_order(LogBackend& backend) {
  constexpr std::uint64_t kWriters = 8;
  constexpr std::size_t kRecords = 400;
  const std::unique_ptr<Log> log = backend.open(2);
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (std::uint64_t writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (std::size_t first = 0; first < kRecords; first += 5) {
        const Batch batch(writer, first, 5);
        const AckLevel level = first % 10 == 0 ? AckLevel::fsync : AckLevel::os;
        const int partition = static_cast<int>(writer % 2);
        if (log->append_and_wait(partition, batch.records(), level).status != LogStatus::ok) {
          ++failures;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  REQUIRE(failures == 0);
  REQUIRE(log->flush() == LogStatus::ok);
  for (const int partition : {0, 1}) {
    const Drained drained = drain(*log, partition, 0);
    CHECK(drained.records.size() == kWriters / 2 * kRecords);
    CHECK(drained.forged == 0);
    CHECK(is_in_order(drained.records));
  }
}

inline void readers_follow_a_growing_log_without_a_gap(LogBackend& backend) {
  constexpr LogOffset kRecords = 20000;
  const std::unique_ptr<Log> log = backend.open(1);
  std::thread writer([&] {
    for (std::uint64_t first = 0; first < kRecords; first += 20) {
      const Batch batch(1, first, 20);
      (void)log->append_and_wait(0, batch.records(), AckLevel::os);
    }
    (void)log->flush();
  });
  const std::unique_ptr<LogReader> reader = log->reader(0);
  LogOffset next = 0;
  std::int64_t wrong = 0;
  while (next < kRecords) {
    if (reader->read(next, 333) != LogStatus::ok) ++wrong;
    for (const LogRecord& record : reader->records()) {
      if (!is_genuine(record) || record.id.low != static_cast<std::uint64_t>(next)) ++wrong;
      ++next;
    }
    if (wrong > 0) break;
    if (reader->records().empty()) std::this_thread::yield();
  }
  writer.join();
  CHECK(wrong == 0);
  CHECK(next == kRecords);
}

inline void lag_is_what_is_still_to_be_read(LogBackend& backend) {
  const std::unique_ptr<Log> log = backend.open(1);
  append_all(*log, 0, 1, 120, 10, AckLevel::fsync);
  CHECK(log->offsets(0).begin == 0);
  CHECK(log->offsets(0).end == 120);
  CHECK(log->lag(0, 0) == 120);
  CHECK(log->lag(0, 100) == 20);
  CHECK(log->lag(0, 120) == 0);
  CHECK(log->lag(0, 130) == 0);
}

inline void retention_drops_the_oldest_and_says_so(LogBackend& backend) {
  const std::unique_ptr<Log> log = backend.open_with_retention(1);
  if (log == nullptr) return;
  for (std::uint64_t round = 0; round < 2000 && log->offsets(0).begin == 0; ++round) {
    const Batch batch(1, round * 50, 50);
    REQUIRE(log->append_and_wait(0, batch.records(), AckLevel::fsync).status == LogStatus::ok);
  }
  const OffsetRange range = log->offsets(0);
  REQUIRE(range.begin > 0);
  CHECK(drain(*log, 0, 0).status == LogStatus::out_of_range);
  const Drained kept = drain_kept(*log, 0);
  CHECK(kept.status == LogStatus::ok);
  CHECK(is_in_order(kept.records));
  CHECK(kept.forged == 0);
  CHECK(kept.records.back().offset == range.end - 1);
}

inline void offsets_are_not_used_again_after_resume_at(LogBackend& backend) {
  {
    const std::unique_ptr<Log> log = backend.open(1);
    append_all(*log, 0, 1, 10, 5, AckLevel::fsync);
    const LogStatus status = log->resume_at(0, 100);
    if (!backend.skips_offsets()) {
      CHECK(status == LogStatus::out_of_range);
      CHECK(log->resume_at(0, 10) == LogStatus::ok);
      CHECK(log->resume_at(0, 0) == LogStatus::ok);
      return;
    }
    REQUIRE(status == LogStatus::ok);
    const Batch batch(1, 10, 3);
    CHECK(log->append_and_wait(0, batch.records(), AckLevel::fsync).first == 100);
    CHECK(log->resume_at(0, 50) == LogStatus::ok);
  }
  const std::unique_ptr<Log> log = backend.open(1);
  const Drained drained = drain(*log, 0, 0);
  REQUIRE(drained.records.size() == 13);
  CHECK(drained.records[9].offset == 9);
  CHECK(drained.records[10].offset == 100);
  CHECK(is_in_order(drained.records));
  CHECK(drain(*log, 0, 50).records.size() == 3);
}

inline void a_closed_log_takes_no_appends(LogBackend& backend) {
  const std::unique_ptr<Log> log = backend.open(1);
  append_all(*log, 0, 1, 5, 5, AckLevel::os);
  CHECK(log->close() == LogStatus::ok);
  const Batch batch(1, 5, 1);
  CHECK(log->append(0, batch.records(), AckLevel::os, {}).status == LogStatus::closed);
  CHECK(log->close() == LogStatus::ok);
}

inline void many_records_drain(LogBackend& backend) {
  const std::int64_t records = backend.drain_records();
  const std::unique_ptr<Log> log = backend.open(1);
  const Batch batch(1, 0, 1000);
  for (std::int64_t k = 0; k < records; k += 1000) {
    REQUIRE(log->append_and_wait(0, batch.records(), AckLevel::os).status == LogStatus::ok);
  }
  REQUIRE(log->flush() == LogStatus::ok);
  const std::unique_ptr<LogReader> reader = log->reader(0);
  LogOffset next = 0;
  std::int64_t wrong = 0;
  while (true) {
    REQUIRE(reader->read(next, 5000) == LogStatus::ok);
    if (reader->records().empty()) break;
    for (const LogRecord& record : reader->records()) {
      const LogRecord& expected = batch.records()[static_cast<std::size_t>(next++ % 1000)];
      if (record.payload != expected.payload || record.id != expected.id) ++wrong;
    }
  }
  CHECK(next == records);
  CHECK(wrong == 0);
}

// Each law in a fresh place.
inline void check_log_conformance(const MakeLogBackend& make) {
  struct Law {
    const char* text;
    void (*check)(LogBackend&);
  };
  constexpr Law kLaws[] = {
      {"what is appended is read in order", what_is_appended_is_read_in_order},
      {"any offset can be replayed", any_offset_can_be_replayed},
      {"what was acknowledged is there after reopening",
       what_was_acknowledged_is_there_after_reopening},
      {"every append is acknowledged once, in order, with its level",
       every_append_is_acknowledged_once_in_order_with_its_level},
      {"concurrent appenders keep their own order", concurrent_appenders_keep_their_own_order},
      {"readers follow a growing log without a gap", readers_follow_a_growing_log_without_a_gap},
      {"lag is what is still to be read", lag_is_what_is_still_to_be_read},
      {"retention drops the oldest and says so", retention_drops_the_oldest_and_says_so},
      {"offsets are not used again after resume_at", offsets_are_not_used_again_after_resume_at},
      {"a closed log takes no appends", a_closed_log_takes_no_appends},
      {"many records drain", many_records_drain},
  };
  for (const Law& law : kLaws) {
    INFO(law.text);
    const std::unique_ptr<LogBackend> backend = make();
    law.check(*backend);
  }
}

}  // namespace uslkit::test
