#include "pipeline/log/partition_log.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/check.h"
#include "pipeline/log/scan_segment.h"

namespace uslkit {
namespace {

// One that grew append by append has its blocks and pages in small pieces, and is slower for ever.
bool is_prewritten(const Segment& segment, std::int64_t segment_bytes) {
  struct stat status {};
  return ::fstat(segment.file.number(), &status) == 0 && status.st_size >= segment_bytes;
}

// A sync of a prewritten file has no blocks to convert, which saves it some 0.1 ms; the zeros cost
// as much as the bytes that replace them. Above so many bytes a sync they cost more than they save.
constexpr std::int64_t kLargeSync = 64 << 10;

constexpr std::int64_t kNothingRetired = std::numeric_limits<std::int64_t>::min();

}  // namespace

void LogCounters::add(const LogCounters& other) {
  appends += other.appends;
  records += other.records;
  bytes += other.bytes;
  syncs += other.syncs;
  synced_appends += other.synced_appends;
  busy += other.busy;
  disk_full += other.disk_full;
  too_large += other.too_large;
  stopped += other.stopped;
  segment_waits += other.segment_waits;
  segments_created += other.segments_created;
  segments_recycled += other.segments_recycled;
  segments_removed += other.segments_removed;
  records_retired += other.records_retired;
  damaged_reads += other.damaged_reads;
}

PartitionLog::PartitionLog(std::string directory, int partition, const EmbeddedLogOptions& options,
                           Hooks hooks)
    : directory_(std::move(directory)),
      partition_(partition),
      options_(options),
      hooks_(std::move(hooks)),
      buffer_(static_cast<std::size_t>(options.max_batch_bytes.count)),
      waiting_(options.max_waiting),
      retire_before_ns_(kNothingRetired),
      checkpoint_file_(directory_ + "/checkpoint", options.calls) {
  RecoveredPartition recovered =
      recover_partition(directory_, partition, options_, checkpoint_file_);
  recovery_ = recovered.report;
  begin_ = recovered.begin;
  end_ = durable_end_ = recovered.end;
  checkpoint_ = recovered.checkpoint;
  spares_ = std::move(recovered.spares);
  next_sequence_ = recovered.next_sequence;
  for (SegmentPtr& segment : recovered.segments) ready_.push_back(std::move(segment));
  if (recovered.active >= ready_.size()) {
    if (const int error = create_next_segment(false)) {
      throw_disk_error(directory_, "create a log segment", error);
    }
  }
  for (std::size_t k = 0; k <= recovered.active; ++k) {
    ready_.front()->durable = k < recovered.active;
    segments_.push_back(std::move(ready_.front()));
    ready_.pop_front();
  }
  finished_.reserve(waiting_.capacity());
}

// ---- Appending. ----

AppendResult PartitionLog::append(std::span<const LogRecord> records, AckLevel level,
                                  AckCallback done) {
  return write(records, level, &done);
}

AppendResult PartitionLog::append_and_wait(std::span<const LogRecord> records, AckLevel level) {
  AppendResult result = write(records, level, nullptr);
  if (result.status == LogStatus::ok && level == AckLevel::fsync) result.status = sync();
  return result;
}

AppendResult PartitionLog::write(std::span<const LogRecord> records, AckLevel level,
                                 const AckCallback* waiting) {
  USLKIT_CHECK(!records.empty());
  AppendResult result{.level = level, .partition = partition_};
  const bool waits = level == AckLevel::fsync && waiting != nullptr;
  const std::int64_t bytes = batch_bytes(records);
  const std::lock_guard writing(write_);
  result.status = admit(bytes, waits);
  if (result.status != LogStatus::ok) return result;
  BatchHeader header;
  {
    const std::lock_guard lock(state_);
    header.base = end_;
    header.durable_end = durable_end_;
    header.salt = segments_.back()->salt;
    if (level == AckLevel::fsync) ever_synced_ = true;
  }
  result.first = header.base;
  result.end = header.base + static_cast<std::int64_t>(records.size());
  result.status = write_batch(header, records, bytes, waits ? waiting : nullptr);
  if (result.status != LogStatus::ok || waits) return result;
  if (waiting != nullptr && waiting->call != nullptr) waiting->call(waiting->context, result);
  return result;
}

LogStatus PartitionLog::admit(std::int64_t bytes, bool waits) {
  bool must_roll = false;
  {
    const std::lock_guard lock(state_);
    if (closed_) return LogStatus::closed;
    if (stopped_) {
      ++counters_.stopped;
      return LogStatus::stopped;
    }
    if (bytes > options_.max_batch_bytes.count) {
      ++counters_.too_large;
      return LogStatus::too_large;
    }
    if (waits && waiting_.full()) {
      ++counters_.busy;
      return LogStatus::busy;
    }
    must_roll = segments_.back()->bytes + bytes > options_.segment_bytes.count;
  }
  return must_roll ? roll() : LogStatus::ok;
}

// Only the holder of write_ changes what `segments_.back()` is, so it stays the same in between.
LogStatus PartitionLog::write_batch(BatchHeader header, std::span<const LogRecord> records,
                                    std::int64_t bytes, const AckCallback* waiting) {
  const std::span<char> batch(buffer_.data(), static_cast<std::size_t>(bytes));
  header = encode_batch(header, records, batch);
  SegmentPtr segment;
  std::int64_t position = 0;
  {
    const std::lock_guard lock(state_);
    segment = segments_.back();
    position = segment->bytes;
  }
  if (const int error =
          write_fully(options_.calls.write_at, segment->file.number(), batch, position)) {
    return fail_write(error, segment->path);
  }
  bool ask_sync = false;
  bool ask_keep = false;
  const LogStatus status = commit(*segment, header, waiting, ask_sync, ask_keep);
  if (ask_sync) hooks_.sync_soon();
  if (ask_keep) hooks_.keep_soon();
  return status;
}

// Makes the batch visible and queues its acknowledgement in one step, so that no sync can come
// between the two; unless the log was stopped while it was written.
LogStatus PartitionLog::commit(Segment& segment, const BatchHeader& header,
                               const AckCallback* waiting, bool& ask_sync, bool& ask_keep) {
  const std::lock_guard lock(state_);
  if (stopped_) {
    ++counters_.stopped;
    return LogStatus::stopped;
  }
  if (segment.empty()) {
    segment.base = header.base;
    segment.begins_with_skip = (header.flags & kFlagSkip) != 0;
    segment.newest_timestamp_ns = std::numeric_limits<std::int64_t>::min();
  }
  segment.index.add(header.base, segment.bytes);
  segment.witness = std::max(segment.witness, header.durable_end);
  segment.newest_timestamp_ns = std::max(segment.newest_timestamp_ns, header.newest_timestamp_ns);
  segment.bytes += header.bytes;
  end_ = segment.end = header.end();
  ++counters_.appends;
  counters_.records += header.count;
  counters_.bytes += header.bytes;
  if (waiting != nullptr) {
    waiting_.push({.first = header.base, .end = end_, .done = *waiting});
    ask_sync = !std::exchange(sync_asked_, true);
  }
  const bool half_full = segment.bytes > options_.segment_bytes.count / 2;
  ask_keep = half_full && ready_.empty() && !std::exchange(next_asked_, true);
  return LogStatus::ok;
}

// A batch that could not be written whole is invisible: the next one takes its place. On a full
// disk that is all; any other error ends this log, because what the file holds is no longer known.
LogStatus PartitionLog::fail_write(int error, const std::string& path) {
  const std::lock_guard lock(state_);
  if (is_disk_full(error)) {
    ++counters_.disk_full;
    return LogStatus::disk_full;
  }
  stopped_ = true;
  trouble_ = fmt::format("{}: cannot write: {}", path, std::strerror(error));
  ++counters_.stopped;
  return LogStatus::stopped;
}

// The keeper has usually prepared the next segment long before; else it is waited for.
LogStatus PartitionLog::roll() {
  std::unique_lock lock(state_);
  if (ready_.empty()) {
    ++counters_.segment_waits;
    next_error_ = 0;  // of an earlier attempt: space may have returned
  }
  while (ready_.empty()) {
    if (next_error_ != 0) {
      const int error = std::exchange(next_error_, 0);
      next_asked_ = false;
      lock.unlock();
      return fail_write(error, directory_);
    }
    next_asked_ = true;
    lock.unlock();
    hooks_.keep_soon();
    lock.lock();
    changed_.wait(lock, [&] { return !ready_.empty() || next_error_ != 0; });
  }
  segments_.push_back(std::move(ready_.front()));
  ready_.pop_front();
  next_asked_ = false;
  lock.unlock();
  hooks_.keep_soon();  // retention, index
  return LogStatus::ok;
}

LogStatus PartitionLog::resume_at(LogOffset offset) {
  const std::lock_guard writing(write_);
  BatchHeader header{.flags = kFlagSkip};
  {
    const std::lock_guard lock(state_);
    if (offset <= end_) return LogStatus::ok;
  }
  const LogStatus status = admit(sizeof header, false);
  if (status != LogStatus::ok) return status;
  {
    const std::lock_guard lock(state_);
    header.base = offset;
    header.durable_end = durable_end_;
    header.salt = segments_.back()->salt;
  }
  return write_batch(header, {}, sizeof header, nullptr);
}

// ---- Syncing. ----

LogStatus PartitionLog::sync() {
  std::unique_lock lock(state_);
  const LogOffset wanted = end_;
  while (durable_end_ < wanted && !stopped_) {
    if (syncing_) {
      changed_.wait(lock);
      continue;
    }
    syncing_ = true;
    sync_asked_ = false;
    const LogOffset target = end_;
    sync_set_.clear();
    for (const SegmentPtr& segment : segments_) {
      if (!segment->durable) sync_set_.push_back(segment);
    }
    const std::size_t sealed = sync_set_.size() - 1;
    lock.unlock();

    int error = 0;
    std::size_t synced = 0;
    for (; synced < sync_set_.size() && error == 0; ++synced) {
      if (options_.calls.sync(sync_set_[synced]->file.number()) != 0) error = errno;
    }

    lock.lock();
    ++counters_.syncs;
    if (error == 0) {
      for (std::size_t k = 0; k < sealed; ++k) sync_set_[k]->durable = true;
      durable_end_ = target;
    } else {
      stopped_ = true;
      trouble_ = fmt::format(
          "{}: a sync failed: {}; the log must be opened again, a sync after it "
          "would prove nothing",
          sync_set_[synced - 1]->path, std::strerror(error));
    }
    finished_.clear();
    while (!waiting_.empty() && (stopped_ || waiting_.front().end <= target)) {
      finished_.push_back(waiting_.front());
      waiting_.pop();
    }
    counters_.synced_appends += static_cast<std::int64_t>(finished_.size());
    const LogStatus status = error == 0 ? LogStatus::ok : LogStatus::stopped;
    sync_set_.clear();  // holds no segment back from its next life
    lock.unlock();

    finish_waiting(status, target);
    if (sealed > 0) hooks_.keep_soon();  // their index files

    lock.lock();
    syncing_ = false;
    changed_.notify_all();
  }
  return durable_end_ >= wanted ? LogStatus::ok : LogStatus::stopped;
}

// What was appended behind a sync that failed was never durable: `stopped`, not an acknowledgement.
void PartitionLog::finish_waiting(LogStatus status, LogOffset durable_end) {
  for (const WaitingAppend& append : finished_) {
    USLKIT_CHECK(status != LogStatus::ok || append.end <= durable_end);
    if (append.done.call == nullptr) continue;
    append.done.call(append.done.context, {.status = status,
                                           .level = AckLevel::fsync,
                                           .partition = partition_,
                                           .first = append.first,
                                           .end = append.end});
  }
}

LogStatus PartitionLog::close() {
  {
    const std::lock_guard writing(write_);
    const std::lock_guard lock(state_);
    closed_ = true;
  }
  const LogStatus status = sync();
  keep();
  const std::lock_guard keeping(keeping_);
  if (status == LogStatus::ok && !write_checkpoint()) return LogStatus::disk_full;
  return status;
}

// ---- Reading. ----

LogOffset PartitionLog::visible_end() const {
  return options_.readable == AckLevel::fsync ? durable_end_ : end_;
}

LogStatus PartitionLog::place(LogOffset from, ReadPlace& place) {
  const std::lock_guard lock(state_);
  place.visible_end = visible_end();
  if (from < begin_ || from > place.visible_end) {
    place.segment.reset();
    return LogStatus::out_of_range;
  }
  if (from == place.visible_end) return LogStatus::ok;
  const bool goes_on = place.segment != nullptr && place.offset == from &&
                       place.segment->sequence >= segments_.front()->sequence;
  if (!goes_on) {
    const auto after = std::upper_bound(segments_.begin(), segments_.end(), from,
                                        [](LogOffset wanted, const SegmentPtr& segment) {
                                          return segment->empty() || wanted < segment->base;
                                        });
    place.segment = after == segments_.begin() ? segments_.front() : *(after - 1);
    const auto entry = place.segment->index.find(from);
    place.position = entry ? entry->position : kSegmentHeaderBytes;
    place.offset = from;
  }
  while (place.position >= place.segment->bytes && place.segment != segments_.back()) {
    const auto index =
        static_cast<std::size_t>(place.segment->sequence - segments_.front()->sequence);
    place.segment = segments_[index + 1];
    place.position = kSegmentHeaderBytes;
  }
  place.limit = place.segment->bytes;
  return LogStatus::ok;
}

void PartitionLog::count_damaged_read() {
  const std::lock_guard lock(state_);
  ++counters_.damaged_reads;
}

OffsetRange PartitionLog::offsets() const {
  const std::lock_guard lock(state_);
  return {.begin = begin_, .end = std::max(begin_, visible_end())};
}

LogCounters PartitionLog::counters() const {
  const std::lock_guard lock(state_);
  return counters_;
}

std::string PartitionLog::trouble() const {
  const std::lock_guard lock(state_);
  return trouble_;
}

// ---- Keeping. ----

void PartitionLog::retire_before(std::int64_t timestamp_ns) {
  {
    const std::lock_guard lock(state_);
    retire_before_ns_ = std::max(retire_before_ns_, timestamp_ns);
  }
  hooks_.keep_soon();
}

void PartitionLog::keep() {
  const std::lock_guard keeping(keeping_);
  bool create = false;
  bool prewrite = false;
  {
    const std::lock_guard lock(state_);
    create = next_asked_ && ready_.empty() && next_error_ == 0;
    // Worth it where syncs profit, or where the segment will be written more than once.
    const bool recycled =
        options_.retention_bytes.has_value() || options_.retention_age.has_value();
    const bool syncs_little =
        ever_synced_ && counters_.bytes <= kLargeSync * std::max<std::int64_t>(counters_.syncs, 1);
    prewrite = options_.prewrite && (recycled || syncs_little);
  }
  retire_segments();  // first, since it gives space back
  if (create) {
    const int error = create_next_segment(prewrite);
    const std::lock_guard lock(state_);
    next_error_ = error;
    next_asked_ = false;
    changed_.notify_all();
  }
  write_indexes();
}

int PartitionLog::create_next_segment(bool prewrite) {
  const SegmentPlan plan{.directory = directory_,
                         .partition = partition_,
                         .sequence = next_sequence_,
                         .segment_bytes = options_.segment_bytes.count,
                         .prewrite = prewrite,
                         .recycle = spares_.empty() ? std::string{} : spares_.back()};
  SegmentPtr made;
  if (const int error = create_segment(plan, options_.calls, made)) return error;
  if (!spares_.empty()) spares_.pop_back();
  ++next_sequence_;
  checkpoint_.last_sequence = plan.sequence;
  const bool recorded = write_checkpoint();
  const std::lock_guard lock(state_);
  ready_.push_back(std::move(made));
  ++(plan.recycle.empty() ? counters_.segments_created : counters_.segments_recycled);
  return recorded ? 0 : EIO;
}

bool PartitionLog::write_checkpoint() {
  {
    const std::lock_guard lock(state_);
    checkpoint_.durable_end = durable_end_;
  }
  ++checkpoint_.counter;
  return checkpoint_file_.write(checkpoint_) == 0;
}

// The new begin is on disk before the first file goes, so that a missing file is always an error.
void PartitionLog::retire_segments() {
  std::size_t count = 0;
  {
    const std::lock_guard lock(state_);
    std::int64_t bytes = 0;
    for (const SegmentPtr& segment : segments_) bytes += segment->bytes;
    for (; count + 1 < segments_.size(); ++count) {
      const Segment& oldest = *segments_[count];
      const bool too_much = options_.retention_bytes && bytes > options_.retention_bytes->count;
      const bool too_old = oldest.newest_timestamp_ns < retire_before_ns_;
      if (!too_much && !too_old) break;
      bytes -= oldest.bytes;
    }
    if (count == 0) return;
    checkpoint_.first_sequence = segments_[count]->sequence;
    checkpoint_.begin = segments_[count - 1]->end;
  }
  if (!write_checkpoint()) return;
  std::vector<SegmentPtr> retired;
  {
    const std::lock_guard lock(state_);
    const auto last = segments_.begin() + static_cast<std::ptrdiff_t>(count);
    retired.assign(std::make_move_iterator(segments_.begin()), std::make_move_iterator(last));
    segments_.erase(segments_.begin(), last);
    counters_.records_retired += checkpoint_.begin - begin_;
    begin_ = checkpoint_.begin;
  }
  for (const SegmentPtr& segment : retired) discard(segment);
}

// A segment that nobody reads any more waits for a new life; others are only unlinked, and live on
// without a name until their last reader lets go.
void PartitionLog::discard(const SegmentPtr& segment) {
  ::unlink(index_path(directory_, segment->sequence).c_str());
  const bool unused = segment.use_count() == 1;
  const bool whole = is_prewritten(*segment, options_.segment_bytes.count);
  if (unused && whole && static_cast<int>(spares_.size()) < options_.spare_segments) {
    const std::string spare = fmt::format("{}/{:012}.spare", directory_, segment->sequence);
    if (std::rename(segment->path.c_str(), spare.c_str()) == 0) {
      spares_.push_back(spare);
      return;
    }
  }
  ::unlink(segment->path.c_str());
  const std::lock_guard lock(state_);
  ++counters_.segments_removed;
}

// Only of segments that are sealed and durable: an index is never newer than its log.
void PartitionLog::write_indexes() {
  std::vector<SegmentPtr> missing;
  {
    const std::lock_guard lock(state_);
    for (const SegmentPtr& segment : segments_) {
      if (segment->durable && !segment->indexed && !segment->empty()) missing.push_back(segment);
    }
  }
  for (const SegmentPtr& segment : missing) {
    try {
      write_file_atomically(index_path(directory_, segment->sequence),
                            encode_index(index_of(*segment)));
    } catch (const OutputError&) {
      return;  // it can be built anew at any time
    }
    const std::lock_guard lock(state_);
    segment->indexed = true;
  }
}

}  // namespace uslkit
