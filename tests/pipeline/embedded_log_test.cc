#include "pipeline/log/embedded_log.h"

#include <atomic>
#include <cerrno>
#include <filesystem>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/input_error.h"
#include "tests/pipeline/log_conformance.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit {
namespace {

using test::Acks;
using test::Batch;
using test::drain;
using test::Drained;
using test::TemporaryDirectory;

constexpr Bytes kSmallSegment{64 << 10};
constexpr Bytes kSmallBatch{32 << 10};

EmbeddedLogOptions small(const std::string& directory, int partitions = 1) {
  return {.directory = directory,
          .partitions = partitions,
          .segment_bytes = kSmallSegment,
          .max_batch_bytes = kSmallBatch,
          .read_bytes = Bytes{8 << 10}};
}

class EmbeddedBackend final : public test::LogBackend {
 public:
  explicit EmbeddedBackend(AckLevel readable, bool tiny) : readable_(readable), tiny_(tiny) {}
  std::unique_ptr<Log> open(int partitions) override {
    return std::make_unique<EmbeddedLog>(options(partitions));
  }
  std::unique_ptr<Log> open_with_retention(int partitions) override {
    EmbeddedLogOptions wanted = small(directory_.path(), partitions);
    wanted.retention_bytes = Bytes{200 << 10};
    return std::make_unique<EmbeddedLog>(wanted);
  }
  [[nodiscard]] std::int64_t drain_records() const override { return tiny_ ? 20'000 : 1'000'000; }

 private:
  [[nodiscard]] EmbeddedLogOptions options(int partitions) const {
    EmbeddedLogOptions wanted{.directory = directory_.path(), .partitions = partitions};
    if (tiny_) {
      wanted = small(directory_.path(), partitions);
      wanted.segment_bytes = Bytes{512 << 10};
      wanted.max_batch_bytes = Bytes{256 << 10};
    }
    wanted.readable = readable_;
    return wanted;
  }
  TemporaryDirectory directory_;
  AckLevel readable_;
  bool tiny_;
};

TEST_CASE("the embedded log conforms, with default segments") {
  test::check_log_conformance(
      [] { return std::make_unique<EmbeddedBackend>(AckLevel::os, false); });
}

TEST_CASE("the embedded log conforms, with small segments and readers behind the sync") {
  test::check_log_conformance(
      [] { return std::make_unique<EmbeddedBackend>(AckLevel::fsync, true); });
}

// ---- Faults, let in by the table of system calls. ----

// What the next calls do; global because system calls carry no context.
std::atomic<int> failing_error{0};
std::atomic<std::int64_t> writes_left{-1};  // before they fail; negative: never
std::atomic<std::int64_t> syncs_left{-1};
std::atomic<bool> write_half{false};

bool spent(std::atomic<std::int64_t>& left) {
  if (left.load() < 0) return false;
  if (left.load() == 0) return true;
  left.fetch_sub(1);
  return false;
}

ssize_t faulty_write(int descriptor, const void* bytes, std::size_t size, off_t position) {
  if (spent(writes_left)) {
    // As a real full disk does: part of the data still fits.
    if (size > 100 && ::pwrite(descriptor, bytes, size / 3, position) > 0) {
      if (write_half.exchange(false)) return static_cast<ssize_t>(size / 3);
    }
    errno = failing_error;
    return -1;
  }
  if (write_half && size > 1) return ::pwrite(descriptor, bytes, size / 2, position);
  return ::pwrite(descriptor, bytes, size, position);
}

int faulty_sync(int descriptor) {
  if (spent(syncs_left)) {
    errno = EIO;
    return -1;
  }
  return ::fdatasync(descriptor);
}

EmbeddedLogOptions faulty(const std::string& directory) {
  failing_error = ENOSPC;
  writes_left = syncs_left = -1;
  write_half = false;
  EmbeddedLogOptions options = small(directory);
  options.calls.write_at = faulty_write;
  options.calls.write_durably_at = faulty_write;
  options.calls.sync = faulty_sync;
  return options;
}

TEST_CASE("a full disk refuses whole batches, shows none in part, and works again with space") {
  for (std::int64_t k = 0; k < 60; ++k) {
    CAPTURE(k);
    const TemporaryDirectory directory;
    std::uint64_t accepted = 0;
    {
      EmbeddedLog log(faulty(directory.path()));
      writes_left = k;
      std::int64_t refused = 0;
      for (int attempt = 0; attempt < 100; ++attempt) {
        const Batch batch(1, accepted, 20);
        const AppendResult result = log.append_and_wait(0, batch.records(), AckLevel::os);
        if (result.status == LogStatus::ok) accepted += 20;
        if (result.status != LogStatus::ok) {
          CHECK(result.status == LogStatus::disk_full);
          ++refused;
        }
        if (refused == 3) writes_left = -1;  // space returns
      }
      CHECK(refused >= 3);
      CHECK(accepted == 20 * (100 - static_cast<std::uint64_t>(refused)));
      CHECK(log.counters().disk_full == refused);
      CHECK(log.trouble().empty());
      const Drained drained = drain(log, 0, 0);
      CHECK(drained.records.size() == accepted);
      CHECK(drained.forged == 0);
      CHECK(test::is_in_order(drained.records));
    }
    writes_left = -1;
    EmbeddedLog again(small(directory.path()));
    CHECK(drain(again, 0, 0).records.size() == accepted);
  }
}

TEST_CASE("short writes are completed") {
  const TemporaryDirectory directory;
  {
    EmbeddedLog log(faulty(directory.path()));
    write_half = true;
    test::append_all(log, 0, 1, 500, 10, AckLevel::fsync);
    write_half = false;
  }
  EmbeddedLog again(small(directory.path()));
  const Drained drained = drain(again, 0, 0);
  CHECK(drained.records.size() == 500);
  CHECK(drained.forged == 0);
}

TEST_CASE("after a failed sync nothing is acknowledged any more, and a new open recovers") {
  for (std::int64_t k = 0; k < 5; ++k) {
    CAPTURE(k);
    const TemporaryDirectory directory;
    std::uint64_t durable = 0;
    {
      EmbeddedLog log(faulty(directory.path()));
      syncs_left = k;
      bool failed = false;
      for (std::uint64_t round = 0; round < 20; ++round) {
        const Batch batch(1, round * 10, 10);
        const LogStatus status = log.append_and_wait(0, batch.records(), AckLevel::fsync).status;
        if (status == LogStatus::ok) durable += 10;
        if (status != LogStatus::ok) {
          CHECK(status == LogStatus::stopped);
          syncs_left = -1;  // the disk would work again: it must not be asked
          failed = true;
        }
        CHECK(failed == (status != LogStatus::ok));
      }
      CHECK(failed);
      CHECK(log.trouble().find("a sync failed") != std::string::npos);
      CHECK(log.flush() == LogStatus::stopped);
    }
    syncs_left = -1;
    EmbeddedLog again(small(directory.path()));
    const Drained drained = drain(again, 0, 0);
    CHECK(drained.records.size() >= durable);
    CHECK(test::is_in_order(drained.records));
    CHECK(again.append_and_wait(0, Batch(2, 0, 1).records(), AckLevel::fsync).status ==
          LogStatus::ok);
  }
}

TEST_CASE("a failed sync answers every waiting append with stopped, once") {
  const TemporaryDirectory directory;
  EmbeddedLog log(faulty(directory.path()));
  syncs_left = 0;
  Acks acks;
  std::size_t accepted = 0;
  for (std::uint64_t k = 0; k < 50; ++k) {
    const Batch batch(1, k, 1);
    if (log.append(0, batch.records(), AckLevel::fsync, acks.callback()).status == LogStatus::ok) {
      ++accepted;
    }
  }
  REQUIRE(acks.wait_for(accepted));
  (void)log.flush();
  const std::vector<AppendResult> all = acks.all();
  CHECK(all.size() == accepted);
  for (const AppendResult& result : all) CHECK(result.status == LogStatus::stopped);
}

TEST_CASE("a write error other than a full disk stops the partition, not the others") {
  const TemporaryDirectory directory;
  EmbeddedLogOptions options = faulty(directory.path());
  options.partitions = 2;
  EmbeddedLog log(options);
  failing_error = EIO;
  writes_left = 0;
  CHECK(log.append_and_wait(0, Batch(1, 0, 1).records(), AckLevel::os).status ==
        LogStatus::stopped);
  writes_left = -1;
  CHECK(log.append_and_wait(0, Batch(1, 0, 1).records(), AckLevel::os).status ==
        LogStatus::stopped);
  CHECK(log.append_and_wait(1, Batch(1, 0, 1).records(), AckLevel::os).status == LogStatus::ok);
  CHECK(log.offsets(0).end == 0);
  CHECK(log.counters().stopped == 2);
}

// ---- Limits. ----

std::atomic<bool> hold_sync{false};
int held_sync(int descriptor) {
  while (hold_sync) std::this_thread::yield();
  return ::fdatasync(descriptor);
}

TEST_CASE("waiting appends are limited, and what is beyond the limit is refused and counted") {
  const TemporaryDirectory directory;
  EmbeddedLogOptions options = small(directory.path());
  options.max_waiting = 10;
  options.calls.sync = held_sync;
  hold_sync = true;
  EmbeddedLog log(options);
  Acks acks;
  std::size_t accepted = 0;
  for (std::uint64_t k = 0; k < 25; ++k) {
    const AppendResult result =
        log.append(0, Batch(1, k, 1).records(), AckLevel::fsync, acks.callback());
    if (result.status == LogStatus::ok) ++accepted;
    if (result.status != LogStatus::ok) CHECK(result.status == LogStatus::busy);
  }
  CHECK(accepted == 10);
  CHECK(log.counters().busy == 15);
  CHECK(acks.all().empty());
  hold_sync = false;
  CHECK(acks.wait_for(10));
}

TEST_CASE("appends that arrive during a sync share the next one") {
  const TemporaryDirectory directory;
  EmbeddedLogOptions options = small(directory.path());
  options.calls.sync = held_sync;
  hold_sync = true;
  EmbeddedLog log(options);
  Acks acks;
  for (std::uint64_t k = 0; k < 100; ++k) {
    REQUIRE(log.append(0, Batch(1, k, 1).records(), AckLevel::fsync, acks.callback()).status ==
            LogStatus::ok);
  }
  hold_sync = false;
  REQUIRE(acks.wait_for(100));
  CHECK(log.counters().syncs <= 2);
}

TEST_CASE("readers behind the sync see no batch before it is durable") {
  const TemporaryDirectory directory;
  EmbeddedLogOptions options = small(directory.path());
  options.readable = AckLevel::fsync;
  EmbeddedLog log(options);
  REQUIRE(log.append_and_wait(0, Batch(1, 0, 5).records(), AckLevel::os).status == LogStatus::ok);
  CHECK(log.offsets(0).end == 0);
  CHECK(drain(log, 0, 0).records.empty());
  REQUIRE(log.flush() == LogStatus::ok);
  CHECK(drain(log, 0, 0).records.size() == 5);
}

TEST_CASE("a batch of the limit is taken, one above it is refused") {
  const TemporaryDirectory directory;
  EmbeddedLog log(small(directory.path()));
  const auto fits = static_cast<std::size_t>(kSmallBatch.count) - sizeof(BatchHeader) -
                    static_cast<std::size_t>(kRecordHeaderBytes);
  const std::string payload(fits, 'x');
  const std::string larger(fits + 1, 'x');
  const LogRecord most{.payload = payload};
  const LogRecord more{.payload = larger};
  CHECK(log.append_and_wait(0, {&most, 1}, AckLevel::os).status == LogStatus::ok);
  CHECK(log.append_and_wait(0, {&more, 1}, AckLevel::os).status == LogStatus::too_large);
  const std::unique_ptr<LogReader> reader = log.reader(0);
  REQUIRE(reader->read(0, 10) == LogStatus::ok);
  REQUIRE(reader->records().size() == 1);
  CHECK(reader->records()[0].payload == payload);
}

// ---- Retention. ----

TEST_CASE("segments that nobody reads get a new life, and a reader keeps the one it is in") {
  const TemporaryDirectory directory;
  EmbeddedLogOptions options = small(directory.path());
  options.retention_bytes = Bytes{150 << 10};
  EmbeddedLog log(options);
  REQUIRE(log.append_and_wait(0, Batch(1, 0, 100).records(), AckLevel::os).status == LogStatus::ok);
  const std::unique_ptr<LogReader> slow = log.reader(0);
  REQUIRE(slow->read(0, 10) == LogStatus::ok);
  const std::string first_payload(slow->records()[0].payload);
  for (std::uint64_t k = 1; k < 200; ++k) {
    REQUIRE(log.append_and_wait(0, Batch(1, 100 * k, 100).records(), AckLevel::os).status ==
            LogStatus::ok);
  }
  REQUIRE(log.close() == LogStatus::ok);  // retention has come to rest
  CHECK(log.counters().segments_recycled > 5);
  CHECK(log.counters().records_retired == log.offsets(0).begin);
  CHECK(slow->records()[0].payload == first_payload);
  CHECK(slow->read(10, 10) == LogStatus::out_of_range);
  const Drained kept = test::drain_kept(log, 0);
  CHECK(kept.forged == 0);
  CHECK(test::is_in_order(kept.records));
}

TEST_CASE("retention by age drops sealed segments whose newest record is too old") {
  const TemporaryDirectory directory;
  EmbeddedLogOptions options = small(directory.path());
  options.retention_age = Duration(500);
  EmbeddedLog log(options);  // the records' timestamps are their sequence numbers
  test::append_all(log, 0, 1, 3000, 50, AckLevel::os);
  log.apply_retention(400);
  REQUIRE(log.close() == LogStatus::ok);
  CHECK(log.offsets(0).begin == 0);
  log.apply_retention(2500);
  REQUIRE(log.close() == LogStatus::ok);
  const LogOffset begin = log.offsets(0).begin;
  CHECK(begin > 1500);
  CHECK(begin <= 2000);
}

// ---- The directory. ----

std::string message_of(const EmbeddedLogOptions& options) {
  try {
    const EmbeddedLog log(options);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("one process per log") {
  const TemporaryDirectory directory;
  const EmbeddedLog log(small(directory.path()));
  CHECK(message_of(small(directory.path())).find("another process") != std::string::npos);
}

TEST_CASE("a log is opened with the partitions it was made with") {
  const TemporaryDirectory directory;
  { const EmbeddedLog log(small(directory.path(), 2)); }
  CHECK(message_of(small(directory.path(), 3)) ==
        directory.path() +
            "/layout: error: found the layout \"uslkit log 1\\x0apartitions 2\\x0a\"\n"
            "  allowed: the layout \"uslkit log 1\\x0apartitions 3\\x0a\"\n"
            "  hint: open the log with the number of partitions it was made with");
}

TEST_CASE("options out of range are refused by name") {
  EmbeddedLogOptions options = small("unused");
  options.max_batch_bytes = Bytes{kSmallSegment.count};
  CHECK(message_of(options).find("max_batch_bytes: error: found 65536 bytes") == 0);
  CHECK(message_of({.directory = ""}).find("directory: error") == 0);
  CHECK(message_of({.directory = "unused", .partitions = 0}).find("partitions: error") == 0);
}

}  // namespace
}  // namespace uslkit
