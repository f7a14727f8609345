#include "pipeline/log/embedded_log.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/check.h"
#include "base/input_error.h"
#include "pipeline/log/embedded_reader.h"

namespace uslkit {
namespace {

constexpr int kMaxPartitions = 4096;
constexpr int kDefaultSyncThreads = 4;

void require(bool holds, const char* name, const std::string& found, const char* allowed) {
  if (holds) return;
  throw InputError({.place = {.source = name}, .found = found, .allowed = allowed});
}

std::string partition_directory(const std::string& directory, int partition) {
  return fmt::format("{}/partition-{:04}", directory, partition);
}

void make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw_disk_error(path, "make the directory", error.value());
}

FileDescriptor lock_directory(const std::string& directory) {
  const std::string path = directory + "/lock";
  FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!lock.is_open()) throw_disk_error(path, "open", errno);
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    throw InputError({.place = {.source = directory},
                      .found = "a log that another process has open",
                      .allowed = "one process per log",
                      .hint = "stop the other one, or give this one a directory of its own"});
  }
  return lock;
}

// The number of partitions is part of what the offsets mean: it is written once and then holds.
// The layout comes last, so that a directory without one holds nothing yet.
void check_layout(const std::string& directory, int partitions) {
  const std::string path = directory + "/layout";
  const std::string wanted = fmt::format("uslkit log 1\npartitions {}\n", partitions);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    for (int p = 0; p < partitions; ++p) make_directory(partition_directory(directory, p));
    write_file_atomically(path, wanted);
    if (const int error = sync_directory(directory)) throw_disk_error(directory, "sync", error);
    return;
  }
  const std::string found{std::istreambuf_iterator<char>(file), {}};
  if (found == wanted) return;
  throw InputError({.place = {.source = path},
                    .found = fmt::format("the layout {}", uslkit::quoted(found)),
                    .allowed = fmt::format("the layout {}", uslkit::quoted(wanted)),
                    .hint = "open the log with the number of partitions it was made with"});
}

}  // namespace

void EmbeddedLogOptions::check() const {
  require(!directory.empty(), "directory", "no directory", "a path");
  require(partitions >= 1 && partitions <= kMaxPartitions, "partitions",
          fmt::format("{} partitions", partitions), "1 to 4096");
  require(segment_bytes.count >= 8192 && segment_bytes.count <= (1 << 30), "segment_bytes",
          fmt::format("{} bytes", segment_bytes.count), "8 KiB to 1 GiB");
  require(max_batch_bytes.count >= 1024 &&
              max_batch_bytes.count <= segment_bytes.count - kSegmentHeaderBytes,
          "max_batch_bytes", fmt::format("{} bytes", max_batch_bytes.count),
          "1 KiB to what a segment holds behind its 4 KiB header");
  require(read_bytes.count >= 4096 && read_bytes.count <= (1 << 30), "read_bytes",
          fmt::format("{} bytes", read_bytes.count), "4 KiB to 1 GiB");
  require(max_waiting >= 1 && max_waiting <= (1 << 24), "max_waiting",
          fmt::format("{} appends", max_waiting), "1 to 16777216");
  require(spare_segments >= 0, "spare_segments", fmt::format("{}", spare_segments), "0 or more");
  require(sync_threads >= 0, "sync_threads", fmt::format("{}", sync_threads), "0 or more");
  require(!retention_bytes || retention_bytes->count > 0, "retention_bytes", "none to keep",
          "more than 0 bytes");
  require(!retention_age || retention_age->count() > 0, "retention_age", "no time to keep",
          "more than 0");
}

EmbeddedLog::EmbeddedLog(EmbeddedLogOptions options) : options_(std::move(options)) {
  options_.check();
  make_directory(options_.directory);
  lock_ = lock_directory(options_.directory);
  check_layout(options_.directory, options_.partitions);
  for (int p = 0; p < options_.partitions; ++p) {
    const std::string directory = partition_directory(options_.directory, p);
    PartitionLog::Hooks hooks{
        .sync_soon = [this, p] { syncers_[static_cast<std::size_t>(p) % syncers_.size()]->ask(p); },
        .keep_soon = [this, p] { keeper_->ask(p); }};
    partitions_.push_back(std::make_unique<PartitionLog>(directory, p, options_, std::move(hooks)));
  }
  const int wanted = options_.sync_threads > 0 ? options_.sync_threads
                                               : std::min(options_.partitions, kDefaultSyncThreads);
  for (int k = 0; k < wanted; ++k) {
    syncers_.push_back(std::make_unique<BackgroundWorker>(
        options_.partitions, [this](int partition) { (void)at(partition).sync(); }));
  }
  keeper_ = std::make_unique<BackgroundWorker>(options_.partitions,
                                               [this](int partition) { at(partition).keep(); });
}

// The threads end before the partitions that they work on.
EmbeddedLog::~EmbeddedLog() {
  (void)close();
  syncers_.clear();
  keeper_.reset();
}

PartitionLog& EmbeddedLog::at(int partition) const {
  USLKIT_CHECK(partition >= 0);
  USLKIT_CHECK(partition < options_.partitions);
  return *partitions_[static_cast<std::size_t>(partition)];
}

AppendResult EmbeddedLog::append(int partition, std::span<const LogRecord> records, AckLevel level,
                                 AckCallback done) {
  return at(partition).append(records, level, done);
}

AppendResult EmbeddedLog::append_and_wait(int partition, std::span<const LogRecord> records,
                                          AckLevel level) {
  return at(partition).append_and_wait(records, level);
}

OffsetRange EmbeddedLog::offsets(int partition) const { return at(partition).offsets(); }

std::unique_ptr<LogReader> EmbeddedLog::reader(int partition) {
  return std::make_unique<EmbeddedReader>(at(partition), options_.read_bytes.count);
}

LogStatus EmbeddedLog::flush() {
  LogStatus worst = LogStatus::ok;
  for (const auto& partition : partitions_) {
    const LogStatus status = partition->sync();
    if (status != LogStatus::ok) worst = status;
  }
  return worst;
}

LogStatus EmbeddedLog::close() {
  LogStatus worst = LogStatus::ok;
  for (const auto& partition : partitions_) {
    const LogStatus status = partition->close();
    if (status != LogStatus::ok) worst = status;
  }
  return worst;
}

LogStatus EmbeddedLog::resume_at(int partition, LogOffset offset) {
  return at(partition).resume_at(offset);
}

void EmbeddedLog::apply_retention(std::int64_t now_ns) {
  if (!options_.retention_age) return;
  for (const auto& partition : partitions_) {
    partition->retire_before(now_ns - options_.retention_age->count());
  }
}

LogCounters EmbeddedLog::counters() const {
  LogCounters sum;
  for (const auto& partition : partitions_) sum.add(partition->counters());
  return sum;
}

RecoveryReport EmbeddedLog::recovery() const {
  RecoveryReport sum;
  for (const auto& partition : partitions_) sum.add(partition->recovery());
  return sum;
}

std::string EmbeddedLog::trouble() const {
  for (const auto& partition : partitions_) {
    if (std::string trouble = partition->trouble(); !trouble.empty()) return trouble;
  }
  return {};
}

}  // namespace uslkit
