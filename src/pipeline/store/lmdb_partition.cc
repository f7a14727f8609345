#include "pipeline/store/lmdb_partition.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/store/letter_record.h"
#include "pipeline/store/store_error.h"
#include "pipeline/store/unsynced_marker.h"

namespace uslkit {
namespace {

constexpr std::string_view kMetaKey = "meta";
constexpr std::size_t kPrefetchAhead = 8;
constexpr std::int64_t kPageBytes = 4096;

template <typename Record>
std::string_view bytes_of(const Record& record) {
  return {reinterpret_cast<const char*>(&record), sizeof record};
}

template <typename Record>
Record record_of(std::string_view bytes, std::string_view place) {
  Record record;
  if (bytes.size() != sizeof record) {
    throw StoreError(StoreFault::corrupt, place, "a record has the wrong size");
  }
  std::memcpy(&record, bytes.data(), sizeof record);
  return record;
}

std::uint64_t number_of(std::string_view key, std::string_view place) {
  return record_of<std::uint64_t>(key, place);
}

// Stored segments by the low 32 bits of their number, as the window names them. The numbers in the
// window lie within 2^32 of the last one, which completes them.
class SegmentReader {
 public:
  SegmentReader(const LmdbTransaction& read, std::uint64_t last, const std::string& place)
      : read_(read), last_(last), place_(place) {}

  std::string_view operator()(std::uint32_t low) {
    if (low != cached_low_) {
      const std::uint64_t number = last_ - (static_cast<std::uint32_t>(last_) - low);
      cached_ = bytes(number);
      cached_low_ = low;
    }
    return cached_;
  }
  [[nodiscard]] std::string_view bytes(std::uint64_t number) const {
    const std::optional<std::string_view> segment = read_.get(LmdbTable::ids, number);
    if (!segment) {
      throw StoreError(StoreFault::corrupt, place_,
                       fmt::format("the ids of segment {} are missing", number));
    }
    return *segment;
  }

 private:
  const LmdbTransaction& read_;
  std::uint64_t last_;
  const std::string& place_;
  std::uint32_t cached_low_ = 0;
  std::string_view cached_;
};

LmdbEnvironment::Options environment_options(const LmdbStoreOptions& options,
                                             const std::string& directory) {
  return {.directory = directory,
          .sync = options.durability == StoreDurability::fsync,
          .first_map = options.first_map,
          .largest_map = options.largest_map};
}

}  // namespace

LmdbPartition::LmdbPartition(const LmdbStoreOptions& options, int partition)
    : options_(options),
      place_(fmt::format("{}/partition-{:04}", options.directory, partition)),
      boot_id_(options.boot_id.empty() ? read_boot_id() : options.boot_id),
      directory_(place_),
      window_(options.window, options.hash, options.seed) {
  meta_.partition = partition;
  const bool ran_without_syncs = check_unsynced_marker(directory_, boot_id_);
  const bool syncs = options.durability == StoreDurability::fsync;
  if (!syncs && !ran_without_syncs) write_unsynced_marker(directory_, boot_id_);
  for (;;) {
    try {
      environment_.emplace(environment_options(options_, place_));
      break;
    } catch (const LmdbMapFull&) {  // a smaller first map than the file
      options_.first_map.count *= 2;
    }
  }
  if (syncs && ran_without_syncs) {
    environment_->sync();
    remove_unsynced_marker(directory_);
  }
  directory_.sync();
  restore();
}

LmdbPartition::~LmdbPartition() {
  try {
    close();
  } catch (const StoreError&) {  // the marker stays, and what was committed is in the file
  }
}

void LmdbPartition::close() {
  const std::lock_guard lock(mutex_);
  if (!environment_) return;
  if (options_.durability == StoreDurability::os && !has_failed_) {
    environment_->sync();
    remove_unsynced_marker(directory_);
  }
  environment_.reset();
}

void LmdbPartition::restore() {
  const LmdbTransaction read = environment_->read();
  if (const std::optional<std::string_view> stored = read.get(LmdbTable::meta, kMetaKey)) {
    const LmdbMeta meta = record_of<LmdbMeta>(*stored, place_);
    if (meta.format != meta_.format) {
      throw StoreError(StoreFault::corrupt, place_,
                       fmt::format("format {}, this program reads 1", meta.format));
    }
    if (meta.partition != meta_.partition) {
      throw StoreError(StoreFault::corrupt, place_,
                       fmt::format("it holds partition {}: was it renamed?", meta.partition));
    }
    meta_ = meta;
  }
  read.visit(LmdbTable::ids, {}, [&](std::string_view key, std::string_view segment) {
    const IdSegmentHeader header = checked_id_segment(segment, place_);
    window_.restore({.number = number_of(key, place_),
                     .ids = header.count,
                     .time = StoreTime(Duration(header.time))},
                    segment);
    return true;
  });
}

void LmdbPartition::check_usable() const {
  if (!environment_) throw StoreError(StoreFault::closed, place_, "close() was called");
  if (has_failed_) {
    throw StoreError(StoreFault::write_failed, place_,
                     "an earlier write or sync failed; open the store again");
  }
}

StoreTime LmdbPartition::not_before_last(StoreTime time) const {
  return std::max(time, StoreTime(Duration(meta_.time)));
}

ApplyCounts LmdbPartition::apply(const StoreBatch& batch) {
  const std::lock_guard lock(mutex_);
  check_usable();
  check_batch(batch, place_);
  if (batch.from_offset > meta_.next_offset) {
    throw StoreError(StoreFault::gap, place_,
                     fmt::format("the batch begins at offset {}, but only the events below {} are "
                                 "applied",
                                 batch.from_offset, meta_.next_offset));
  }
  if (batch.next_offset <= meta_.next_offset) {
    return {.redelivered = static_cast<std::int64_t>(batch.events.size() + batch.poison.size())};
  }
  window_.begin(next_segment_number(meta_.last_segment));
  try {
    const Plan plan = plan_batch(batch);
    write(plan);
    publish(plan);
    return plan.counts;
  } catch (...) {
    window_.undo();
    throw;
  }
}

LmdbPartition::Plan LmdbPartition::plan_batch(const StoreBatch& batch) {
  const LmdbTransaction read = environment_->read();
  Plan plan{.meta = meta_, .time = not_before_last(batch.time)};
  changes_.clear();
  plan_events(batch, read, plan);
  plan_poison(batch, read, plan);
  plan_states(read);
  plan_expiry(read, plan);
  plan.meta.next_offset = batch.next_offset;
  return plan;
}

void LmdbPartition::plan_events(const StoreBatch& batch, const LmdbTransaction& read, Plan& plan) {
  const auto is_applied = [&](const StoreEvent& event) { return event.offset < meta_.next_offset; };
  const auto first = std::find_if_not(batch.events.begin(), batch.events.end(), is_applied);
  const std::span<const StoreEvent> events(first, batch.events.end());
  plan.counts.redelivered += first - batch.events.begin();

  fingerprints_.resize(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    fingerprints_[i] = window_.fingerprint_of(events[i].id);
  }
  SegmentReader segments(read, meta_.last_segment, place_);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i + kPrefetchAhead < events.size()) window_.prefetch(fingerprints_[i + kPrefetchAhead]);
    const StoreEvent& event = events[i];
    if (!window_.first_seen(event.id, fingerprints_[i], segments)) {
      ++plan.counts.duplicates;
      continue;
    }
    ++plan.counts.applied;
    KeyState& change = changes_.find_or_add(event.key, fingerprint(event.key, options_.seed)).state;
    change = change.followed_by(KeyState::of(event.sequence, event.value));
  }
}

void LmdbPartition::plan_poison(const StoreBatch& batch, const LmdbTransaction& read, Plan& plan) {
  SegmentReader segments(read, meta_.last_segment, place_);
  for (const PoisonEvent& poison : batch.poison) {
    const StoreEvent& event = poison.event;
    if (event.offset < meta_.next_offset) {
      ++plan.counts.redelivered;
    } else if (!window_.first_seen(event.id, window_.fingerprint_of(event.id), segments)) {
      ++plan.counts.duplicates;
    } else {
      ++plan.counts.dead_lettered;
      plan.letters.push_back(&poison);
    }
  }
  plan.meta.last_letter += plan.letters.size();
}

// From here on changes_ holds what the states will be, no longer what is added to them.
void LmdbPartition::plan_states(const LmdbTransaction& read) {
  std::vector<KeyTable::Entry>& entries = changes_.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i + kPrefetchAhead < entries.size()) cache_.prefetch(entries[i + kPrefetchAhead].hash);
    KeyTable::Entry& entry = entries[i];
    const KeyState stored = stored_state(changes_.key_of(entry), entry.hash, read);
    entry.state = stored.followed_by(entry.state);
  }
}

KeyState LmdbPartition::stored_state(std::string_view key, std::uint64_t hash,
                                     const LmdbTransaction& read) {
  if (const KeyTable::Entry* cached = cache_.find(key, hash)) return cached->state;
  const std::optional<std::string_view> stored = read.get(LmdbTable::state, key);
  return stored ? record_of<KeyState>(*stored, place_) : KeyState{};
}

void LmdbPartition::plan_expiry(const LmdbTransaction& read, Plan& plan) {
  const SegmentReader segments(read, meta_.last_segment, place_);
  plan.expired = window_.expired(plan.time);
  for (const StoredSegment& segment : plan.expired) {
    window_.collect(segment, segments.bytes(segment.number));
  }
  plan.meta.time = plan.time.time_since_epoch().count();
  if (window_.builder().count() > 0) {
    plan.meta.last_segment = next_segment_number(meta_.last_segment);
  }
}

void LmdbPartition::write(const Plan& plan) {
  for (;;) {
    try {
      write_once(plan);
      return;
    } catch (const LmdbMapFull&) {
      environment_->grow();
    } catch (const StoreError& error) {
      if (error.fault() != StoreFault::write_failed) throw;
      // A bound of what the transaction needed: a page and a copy of its branch for every record.
      const std::int64_t pages = static_cast<std::int64_t>(
          2 * (changes_.size() + plan.letters.size() + plan.expired.size()) + 64);
      rethrow_write_failure(pages * kPageBytes +
                            static_cast<std::int64_t>(window_.builder().bytes().size()));
    }
  }
}

// LMDB tells of a short write as of an input/output error, so the file system is asked for the
// space: only if it refuses was the disk full, and nothing but the missing space is wrong.
void LmdbPartition::rethrow_write_failure(std::int64_t bytes) {
  if (!environment_->has_space_for(bytes)) {
    throw StoreError(StoreFault::disk_full, place_,
                     fmt::format("no space for {} bytes more; the batch was not applied", bytes));
  }
  has_failed_ = true;
  throw;
}

void LmdbPartition::write_once(const Plan& plan) {
  LmdbTransaction transaction = environment_->write();
  for (const StoredSegment& segment : plan.expired) {
    transaction.remove(LmdbTable::ids, segment.number);
  }
  if (window_.builder().count() > 0) {
    transaction.put(LmdbTable::ids, plan.meta.last_segment, window_.builder().finish(plan.time));
  }
  for (const KeyTable::Entry& entry : changes_.entries()) {
    transaction.put(LmdbTable::state, changes_.key_of(entry), bytes_of(entry.state));
  }
  std::uint64_t letter = meta_.last_letter;
  for (const PoisonEvent* poison : plan.letters) {
    transaction.put(LmdbTable::letters, ++letter,
                    letter_record(*poison, plan.meta.last_segment, plan.time));
  }
  if (plan.redriven) transaction.remove(LmdbTable::letters, *plan.redriven);
  transaction.put(LmdbTable::meta, kMetaKey, bytes_of(plan.meta));
  transaction.commit();
}

void LmdbPartition::publish(const Plan& plan) {
  window_.keep(plan.time);
  meta_ = plan.meta;
  if (cache_.size() + changes_.size() > static_cast<std::size_t>(options_.cached_keys)) {
    cache_.clear();
  }
  for (const KeyTable::Entry& entry : changes_.entries()) {
    cache_.find_or_add(changes_.key_of(entry), entry.hash).state = entry.state;
  }
}

std::int64_t LmdbPartition::offset() {
  const std::lock_guard lock(mutex_);
  check_usable();
  return meta_.next_offset;
}

std::optional<KeyState> LmdbPartition::state(std::string_view key) {
  const std::lock_guard lock(mutex_);
  check_usable();
  if (key.empty() || key.size() > kMaxKeyBytes) return std::nullopt;
  const KeyState state = stored_state(key, fingerprint(key, options_.seed), environment_->read());
  return state.count == 0 ? std::nullopt : std::optional(state);
}

void LmdbPartition::visit_states(const StateStore::StateVisitor& visit) {
  const std::lock_guard lock(mutex_);
  check_usable();
  environment_->read().visit(LmdbTable::state, {},
                             [&](std::string_view key, std::string_view value) {
                               visit(key, record_of<KeyState>(value, place_));
                               return true;
                             });
}

std::vector<DeadLetterEntry> LmdbPartition::dead_letters(std::uint64_t first, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  check_usable();
  std::vector<DeadLetterEntry> entries;
  environment_->read().visit(
      LmdbTable::letters, bytes_of(first), [&](std::string_view key, std::string_view record) {
        if (entries.size() == limit) return false;
        entries.push_back(read_letter_record(number_of(key, place_), record, place_));
        return true;
      });
  return entries;
}

RedriveOutcome LmdbPartition::redrive(std::uint64_t letter, const StoreEvent& event,
                                      StoreTime time) {
  const std::lock_guard lock(mutex_);
  check_usable();
  check_event(event, place_);
  window_.begin(next_segment_number(meta_.last_segment));
  try {
    Plan plan{.meta = meta_, .time = not_before_last(time), .redriven = letter};
    RedriveOutcome outcome = RedriveOutcome::not_found;
    {
      const LmdbTransaction read = environment_->read();
      outcome = plan_redrive(event, read, plan);
    }
    if (outcome == RedriveOutcome::not_found) {
      window_.undo();
      return outcome;
    }
    write(plan);
    publish(plan);
    return outcome;
  } catch (...) {
    window_.undo();
    throw;
  }
}

RedriveOutcome LmdbPartition::plan_redrive(const StoreEvent& event, const LmdbTransaction& read,
                                           Plan& plan) {
  changes_.clear();
  const std::optional<std::string_view> record = read.get(LmdbTable::letters, *plan.redriven);
  if (!record) return RedriveOutcome::not_found;
  const DeadLetterEntry letter = read_letter_record(*plan.redriven, *record, place_);
  check_same_id(letter, event, place_);

  SegmentReader segments(read, meta_.last_segment, place_);
  const std::uint32_t known_in = window_.segment_of(event.id, segments);
  // The id came back after the window had forgotten it, and was applied then.
  if (known_in != 0 && known_in != static_cast<std::uint32_t>(letter.segment)) {
    plan_expiry(read, plan);
    return RedriveOutcome::duplicate;
  }
  if (known_in == 0) {
    (void)window_.first_seen(event.id, window_.fingerprint_of(event.id), segments);
  }
  const std::uint64_t hash = fingerprint(event.key, options_.seed);
  changes_.find_or_add(event.key, hash).state =
      stored_state(event.key, hash, read).with_late(event.sequence, event.value);
  plan_expiry(read, plan);
  return RedriveOutcome::applied;
}

StoreMeters LmdbPartition::meters() {
  const std::lock_guard lock(mutex_);
  check_usable();
  StoreMeters meters = window_.meters();
  meters.memory_bytes += static_cast<std::int64_t>(
      cache_.bytes() + changes_.bytes() + fingerprints_.capacity() * sizeof(std::uint64_t));
  return meters;
}

}  // namespace uslkit
