// What the embedded log costs beside the bare system calls it is made of, in the same run.
//
// Each case runs the raw loop and the log in turns on the same disk and reports `ratio`, the median
// over the turns of log rate / raw rate, since a disk's speed moves twentyfold between busy and
// quiet. `cpu_ratio` is the same of the appending thread's processor time, which other jobs on the
// machine disturb less. The raw loop writes into ready segments as the log does: for "raw" it
// writes the same bytes as the log (records with their 36-byte headers, laid out beforehand),
// checksums each batch and calls pwritev (and fdatasync). `payload_ratio` holds the log against a
// raw loop that writes the bare payloads only, without who, when and for whom: what the records'
// headers cost in bytes is in it. Targets (research, section 7): ratio >= 0.85, group_ratio >= 3.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "pipeline/log/batch_format.h"
#include "pipeline/log/crc32c.h"
#include "pipeline/log/embedded_log.h"

namespace uslkit {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kSegment = 64 << 20;
constexpr int kSegments = 4;  // that both sides write round and round

class BenchDirectory {
 public:
  BenchDirectory() {
    std::string name = (fs::temp_directory_path() / "uslkit-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~BenchDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  BenchDirectory(const BenchDirectory&) = delete;
  BenchDirectory& operator=(const BenchDirectory&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Shape {
  std::int64_t records = 0;
  std::int64_t payload = 0;
  bool sync = false;
};

std::vector<LogRecord> records_of(const Shape& shape, const std::string& payload) {
  std::vector<LogRecord> records(static_cast<std::size_t>(shape.records));
  for (std::size_t k = 0; k < records.size(); ++k) {
    records[k] = {.key = k,
                  .id = {.high = k, .low = k},
                  .timestamp_ns = static_cast<std::int64_t>(k),
                  .payload = payload};
  }
  return records;
}

// The limit: checksum, pwritev, perhaps fdatasync, round and round over prewritten files.
class RawLoop {
 public:
  RawLoop(const std::string& directory, std::int64_t batch_bytes)
      : batch_(static_cast<std::size_t>(batch_bytes), 'x') {
    const std::string zeros(1 << 20, '\0');
    for (int k = 0; k < kSegments; ++k) {
      const std::string path = directory + "/raw-" + std::to_string(k);
      files_.emplace_back(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
      for (std::int64_t at = 0; at < kSegment; at += std::ssize(zeros)) {
        if (::pwrite(files_.back().number(), zeros.data(), zeros.size(), at) < 0) std::abort();
      }
      if (::fdatasync(files_.back().number()) != 0) std::abort();
    }
  }

  void append(bool sync) {
    if (position_ + std::ssize(batch_) > kSegment) {
      position_ = 0;
      file_ = (file_ + 1) % files_.size();
    }
    char header[sizeof(BatchHeader)] = {};
    const std::uint32_t crc = crc32c(0, batch_.data(), batch_.size());
    std::copy_n(reinterpret_cast<const char*>(&crc), sizeof crc, header);
    const iovec parts[2] = {
        {.iov_base = header, .iov_len = sizeof header},
        {.iov_base = batch_.data() + sizeof header, .iov_len = batch_.size() - sizeof header}};
    const int descriptor = files_[file_].number();
    if (::pwritev(descriptor, parts, 2, position_) != std::ssize(batch_)) std::abort();
    if (sync && ::fdatasync(descriptor) != 0) std::abort();
    position_ += std::ssize(batch_);
  }

 private:
  std::string batch_;
  std::vector<FileDescriptor> files_;
  std::size_t file_ = 0;
  std::int64_t position_ = 0;
};

EmbeddedLogOptions log_options(const std::string& directory) {
  return {.directory = directory + "/log",
          .segment_bytes = Bytes{kSegment},
          .retention_bytes = Bytes{2 * kSegment},
          .spare_segments = kSegments};
}

struct Cost {
  double seconds = 0;
  double cpu_seconds = 0;  // of this thread
};

double thread_cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <typename Work>
Cost cost_of(Work work) {
  const double cpu = thread_cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  work();
  const auto end = std::chrono::steady_clock::now();
  return {.seconds = std::chrono::duration<double>(end - start).count(),
          .cpu_seconds = thread_cpu_seconds() - cpu};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

void must_be_ok(LogStatus status) {
  if (status != LogStatus::ok) std::abort();
}

// Enough appends that a turn takes some tens of milliseconds.
std::int64_t turn_of(const Shape& shape) {
  return shape.sync ? 50 : (48 << 20) / (shape.records * shape.payload);
}

// Until the log writes recycled segments, as it does for the rest of its life.
void warm_up(EmbeddedLog& log, const std::vector<LogRecord>& records, bool sync) {
  must_be_ok(log.append_and_wait(0, records, sync ? AckLevel::fsync : AckLevel::os).status);
  while (log.counters().segments_recycled < 2) {
    must_be_ok(log.append_and_wait(0, records, AckLevel::os).status);
  }
  must_be_ok(log.flush());
}

void append_beside_raw(benchmark::State& state) {
  const Shape shape{
      .records = state.range(0), .payload = state.range(1), .sync = state.range(2) != 0};
  const std::string payload(static_cast<std::size_t>(shape.payload), 'x');
  const std::vector<LogRecord> records = records_of(shape, payload);
  const BenchDirectory directory;
  RawLoop same_bytes(directory.path(), batch_bytes(records));
  RawLoop payload_only(directory.path(), shape.records * shape.payload);
  EmbeddedLog log(log_options(directory.path()));
  warm_up(log, records, shape.sync);
  const std::int64_t turn = turn_of(shape);
  const AckLevel level = shape.sync ? AckLevel::fsync : AckLevel::os;
  const auto run_log = [&] {
    for (std::int64_t k = 0; k < turn; ++k) {
      must_be_ok(log.append_and_wait(0, records, level).status);
    }
  };
  const auto run_raw = [&](RawLoop& raw) {
    for (std::int64_t k = 0; k < turn; ++k) raw.append(shape.sync);
  };
  std::vector<double> ratios;
  std::vector<double> cpu_ratios;
  std::vector<double> payload_ratios;
  std::vector<double> rates;
  for (auto _ : state) {
    const Cost raw = cost_of([&] { run_raw(same_bytes); });
    const Cost mine = cost_of(run_log);
    const Cost bare = cost_of([&] { run_raw(payload_only); });
    ratios.push_back(raw.seconds / mine.seconds);
    cpu_ratios.push_back(raw.cpu_seconds / mine.cpu_seconds);
    payload_ratios.push_back(bare.seconds / mine.seconds);
    rates.push_back(static_cast<double>(turn * shape.records) / mine.seconds);
  }
  state.counters["ratio"] = median(ratios);
  state.counters["cpu_ratio"] = median(cpu_ratios);
  state.counters["payload_ratio"] = median(payload_ratios);
  state.counters["records_per_s"] = median(rates);
}
BENCHMARK(append_beside_raw)
    ->ArgNames({"records", "payload", "sync"})
    ->Args({100, 256, 0})
    ->Args({1000, 256, 0})
    ->Args({1000, 1024, 0})
    ->Args({100, 256, 1})
    ->Args({1000, 256, 1})
    ->Args({1000, 1024, 1})
    ->Iterations(21)
    ->Unit(benchmark::kMillisecond);

// Sixteen writers that wait for fsync, beside one writer that does.
void group_commit(benchmark::State& state) {
  constexpr int kWriters = 16;
  const Shape shape{.records = state.range(0), .payload = state.range(1), .sync = true};
  const std::string payload(static_cast<std::size_t>(shape.payload), 'x');
  const std::vector<LogRecord> records = records_of(shape, payload);
  const BenchDirectory directory;
  EmbeddedLog log(log_options(directory.path()));
  warm_up(log, records, true);
  const auto append = [&](std::int64_t count) {
    for (std::int64_t k = 0; k < count; ++k) {
      must_be_ok(log.append_and_wait(0, records, AckLevel::fsync).status);
    }
  };
  constexpr std::int64_t kAlone = 50;
  constexpr std::int64_t kEach = 20;
  std::vector<double> ratios;
  std::vector<double> rates;
  std::vector<double> groups;
  for (auto _ : state) {
    const double alone = cost_of([&] { append(kAlone); }).seconds;
    const std::int64_t syncs = log.counters().syncs;
    const auto all_writers = [&] {
      std::vector<std::thread> writers;
      for (int k = 0; k < kWriters; ++k) writers.emplace_back([&] { append(kEach); });
      for (std::thread& writer : writers) writer.join();
    };
    const double together = cost_of(all_writers).seconds;
    const double batches = kWriters * kEach;
    ratios.push_back((batches / together) / (static_cast<double>(kAlone) / alone));
    rates.push_back(batches * static_cast<double>(shape.records) / together);
    groups.push_back(batches / static_cast<double>(log.counters().syncs - syncs));
  }
  state.counters["group_ratio"] = median(ratios);
  state.counters["records_per_s"] = median(rates);
  state.counters["batches_per_sync"] = median(groups);
}
BENCHMARK(group_commit)
    ->ArgNames({"records", "payload"})
    ->Args({100, 256})
    ->Args({1000, 256})
    ->Args({1, 256})
    ->Iterations(15)
    ->Unit(benchmark::kMillisecond);

// A consumer that follows: pread, checksum, views.
void read(benchmark::State& state) {
  const Shape shape{.records = state.range(0), .payload = state.range(1)};
  const std::string payload(static_cast<std::size_t>(shape.payload), 'x');
  const std::vector<LogRecord> records = records_of(shape, payload);
  const BenchDirectory directory;
  EmbeddedLog log({.directory = directory.path() + "/log"});
  for (std::int64_t bytes = 0; bytes < (200 << 20); bytes += batch_bytes(records)) {
    must_be_ok(log.append_and_wait(0, records, AckLevel::os).status);
  }
  const std::unique_ptr<LogReader> reader = log.reader(0);
  LogOffset next = 0;
  std::uint64_t sum = 0;
  std::int64_t count = 0;
  for (auto _ : state) {
    must_be_ok(reader->read(next, state.range(2)));
    for (const LogRecord& record : reader->records()) sum += record.id.low + record.payload.size();
    count += std::ssize(reader->records());
    next = reader->records().empty() ? 0 : reader->next();
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(count);
  state.SetBytesProcessed(count * shape.payload);
}
BENCHMARK(read)
    ->ArgNames({"records", "payload", "most"})
    ->Args({100, 256, 1000})
    ->Args({1000, 256, 1000})
    ->Args({1, 256, 1000});

void checksum(benchmark::State& state) {
  const std::string bytes(static_cast<std::size_t>(state.range(0)), 'x');
  const bool portable = state.range(1) != 0;
  std::uint32_t crc = 0;
  for (auto _ : state) {
    crc = portable ? crc32c_portable(crc, bytes.data(), bytes.size())
                   : crc32c(crc, bytes.data(), bytes.size());
  }
  benchmark::DoNotOptimize(crc);
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(checksum)
    ->ArgNames({"bytes", "portable"})
    ->Args({30000, 0})
    ->Args({30000, 1})
    ->Args({300, 0});

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
