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
constexpr std::size_t kPrefetchAhead = 24;  // memory takes about 100 ns, an event 20
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

// Stored records by the low 32 bits of their number, as the window names them. The numbers in the
// window lie within 2^32 of the last one, which completes them.
class RecordReader {
 public:
  RecordReader(const LmdbTransaction& read, std::uint64_t last, const std::string& place)
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
    const std::optional<std::string_view> record = read_.get(LmdbTable::records, number);
    if (!record) {
      throw StoreError(StoreFault::corrupt, place_,
                       fmt::format("the record {} of a batch is missing", number));
    }
    return *record;
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
      window_(options.window, options.hash, options.seed),
      states_(options.seed) {
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
  read.visit(LmdbTable::blocks, {}, [&](std::string_view key, std::string_view block) {
    states_.restore_block(number_of(key, place_), block, place_);
    return true;
  });
  restore_records(read);
}

// Every record from the oldest to the last one is there, in order: a tree that lost pages, or shows
// older ones, is not what was written.
void LmdbPartition::restore_records(const LmdbTransaction& read) {
  std::uint64_t expected = meta_.oldest_record;
  read.visit(LmdbTable::records, {}, [&](std::string_view key, std::string_view record) {
    const BatchRecordHeader header = checked_batch_record(record, place_);
    const std::uint64_t number = number_of(key, place_);
    if (number != expected || number > meta_.last_record) {
      throw StoreError(
          StoreFault::corrupt, place_,
          fmt::format("the record {} of a batch stands where {} belongs", number, expected));
    }
    expected = next_segment_number(number);
    if (number > meta_.forgotten) {
      const StoreTime time{Duration(header.time)};
      window_.restore({.number = number, .ids = header.entries, .time = time}, record);
    }
    if (number > meta_.complete_to) states_.replay(number, record);
    return true;
  });
  if (expected <= meta_.last_record) {
    throw StoreError(
        StoreFault::corrupt, place_,
        fmt::format("the records {} to {} of batches are missing", expected, meta_.last_record));
  }
}

void LmdbPartition::check_usable() const {
  if (!environment_) throw StoreError(StoreFault::closed, place_, "close() was called");
  if (has_failed_) {
    throw StoreError(StoreFault::write_failed, place_,
                     "an earlier write or sync failed; open the store again");
  }
}

LmdbPartition::Plan LmdbPartition::new_plan(StoreTime time) const {
  Plan plan{.meta = meta_, .time = std::max(time, StoreTime(Duration(meta_.time)))};
  plan.meta.time = plan.time.time_since_epoch().count();
  return plan;
}

ApplyCounts LmdbPartition::apply(const StoreBatch& batch) {
  const std::lock_guard lock(mutex_);
  check_usable();
  check_batch(batch, place_);
  std::ranges::fill(batch.outcomes, EventOutcome::redelivered);
  if (!brings_news(batch, meta_.next_offset, place_)) {
    return {.redelivered = static_cast<std::int64_t>(batch.events.size() + batch.poison.size())};
  }
  window_.begin(next_segment_number(meta_.last_record));
  try {
    Plan plan = new_plan(batch.time);
    plan.meta.next_offset = batch.next_offset;
    {
      const LmdbTransaction read = environment_->read();
      plan_events(batch, read, plan);
      plan_poison(batch, read, plan);
      plan_upkeep(read, plan);
    }
    write(plan);
    publish(plan);
    return plan.counts;
  } catch (...) {
    window_.undo();
    throw;
  }
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
  const bool is_asked = !batch.outcomes.empty();
  const std::size_t skipped = batch.events.size() - events.size();
  RecordReader records(read, meta_.last_record, place_);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i + kPrefetchAhead < events.size()) window_.prefetch(fingerprints_[i + kPrefetchAhead]);
    const StoreEvent& event = events[i];
    const bool is_new = window_.first_seen(EntryKind::applied, event, fingerprints_[i], records);
    ++(is_new ? plan.counts.applied : plan.counts.duplicates);
    if (is_asked) {
      batch.outcomes[skipped + i] = is_new ? EventOutcome::applied : EventOutcome::duplicate;
    }
  }
}

void LmdbPartition::plan_poison(const StoreBatch& batch, const LmdbTransaction& read, Plan& plan) {
  RecordReader records(read, meta_.last_record, place_);
  for (std::size_t i = 0; i < batch.poison.size(); ++i) {
    const StoreEvent& event = batch.poison[i].event;
    if (event.offset < meta_.next_offset) {
      ++plan.counts.redelivered;
      continue;
    }
    const bool is_new =
        window_.first_seen(EntryKind::dead, event, window_.fingerprint_of(event.id), records);
    ++(is_new ? plan.counts.dead_lettered : plan.counts.duplicates);
    if (is_new) plan.letters.push_back(&batch.poison[i]);
    if (!batch.outcomes.empty()) {
      batch.outcomes[batch.events.size() + i] =
          is_new ? EventOutcome::dead_lettered : EventOutcome::duplicate;
    }
  }
  plan.meta.last_letter += plan.letters.size();
}

// What is done a little with every batch: forget old ids, store some states, delete old records.
void LmdbPartition::plan_upkeep(const LmdbTransaction& read, Plan& plan) {
  const RecordReader records(read, meta_.last_record, place_);
  for (const StoredSegment& oldest : window_.expired(plan.time)) {
    window_.collect(oldest, records.bytes(oldest.number));
    plan.meta.forgotten = oldest.number;
  }
  if (window_.builder().entries() > 0) {
    plan.meta.last_record = next_segment_number(meta_.last_record);
  }
  const std::int64_t blocks = static_cast<std::int64_t>(states_.blocks());
  plan.sweep_debt = sweep_debt_ + window_.builder().entries() * std::max<std::int64_t>(1, blocks);
  const std::int64_t due = plan.sweep_debt / options_.checkpoint_events;
  plan.sweep_debt -= due * options_.checkpoint_events;
  if (due > 0) plan.step = states_.next_step(static_cast<std::size_t>(due), meta_.last_record);
  if (plan.step && plan.step->ends_round) plan.meta.complete_to = plan.step->complete_to;

  const std::uint64_t unneeded = std::min(plan.meta.forgotten, plan.meta.complete_to);
  while (plan.meta.oldest_record <= unneeded) {
    plan.meta.oldest_record = next_segment_number(plan.meta.oldest_record);
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
      rethrow_write_failure(plan);
    }
  }
}

// LMDB tells of a short write as of an input/output error, so the file system is asked for the
// space: only if it refuses was the disk full, and nothing but the missing space is wrong.
void LmdbPartition::rethrow_write_failure(const Plan& plan) {
  // A bound of what the transaction needed.
  constexpr std::int64_t kBlockBytes =
      StateTable::kBlockKeys * (1 + kMaxKeyBytes + sizeof(KeyState));
  const std::int64_t bytes =
      64 * kPageBytes + static_cast<std::int64_t>(window_.builder().bytes().size()) +
      static_cast<std::int64_t>(plan.step ? plan.step->end - plan.step->first : 0) * kBlockBytes +
      static_cast<std::int64_t>(plan.letters.size()) * kPageBytes;
  if (!environment_->has_space_for(bytes)) {
    throw StoreError(StoreFault::disk_full, place_,
                     fmt::format("no space for {} bytes more; the batch was not applied", bytes));
  }
  has_failed_ = true;
  throw;
}

void LmdbPartition::write_once(const Plan& plan) {
  LmdbTransaction transaction = environment_->write();
  if (window_.builder().entries() > 0) {
    transaction.put(LmdbTable::records, plan.meta.last_record, window_.builder().finish(plan.time));
  }
  std::uint64_t letter = meta_.last_letter;
  for (const PoisonEvent* poison : plan.letters) {
    transaction.put(LmdbTable::letters, ++letter,
                    letter_record(*poison, plan.meta.last_record, plan.time));
  }
  if (plan.redriven) transaction.remove(LmdbTable::letters, *plan.redriven);
  if (plan.step) write_states(*plan.step, transaction);
  for (std::uint64_t number = meta_.oldest_record; number < plan.meta.oldest_record;
       number = next_segment_number(number)) {
    transaction.remove(LmdbTable::records, number);
  }
  transaction.put(LmdbTable::meta, kMetaKey, bytes_of(plan.meta));
  transaction.commit();
}

void LmdbPartition::write_states(const StateTable::Step& step, LmdbTransaction& transaction) {
  for (std::size_t block = step.first; block < step.end; ++block) {
    if (!states_.is_dirty(block)) continue;
    transaction.put(LmdbTable::blocks, block, states_.block_bytes(block, step.as_of));
  }
}

void LmdbPartition::publish(const Plan& plan) {
  if (plan.step) states_.step_done(*plan.step);
  if (window_.builder().entries() > 0) {
    states_.replay(plan.meta.last_record, window_.builder().bytes());
  }
  window_.keep(plan.time);
  sweep_debt_ = plan.sweep_debt;
  meta_ = plan.meta;
}

std::int64_t LmdbPartition::offset() {
  const std::lock_guard lock(mutex_);
  check_usable();
  return meta_.next_offset;
}

std::optional<KeyState> LmdbPartition::state(std::string_view key) {
  const std::lock_guard lock(mutex_);
  check_usable();
  return states_.find(key);
}

void LmdbPartition::visit_states(const StateStore::StateVisitor& visit) {
  const std::lock_guard lock(mutex_);
  check_usable();
  for (const std::size_t number : states_.by_key()) {
    visit(states_.key_of(number), states_.state_of(number));
  }
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
  window_.begin(next_segment_number(meta_.last_record));
  try {
    Plan plan = new_plan(time);
    plan.redriven = letter;
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
  const std::optional<std::string_view> record = read.get(LmdbTable::letters, *plan.redriven);
  if (!record) return RedriveOutcome::not_found;
  const DeadLetterEntry letter = read_letter_record(*plan.redriven, *record, place_);
  check_same_id(letter, event, place_);

  RecordReader records(read, meta_.last_record, place_);
  const std::uint32_t known_in = window_.segment_of(event.id, records);
  // Unless the id came back after the window had forgotten it, and was applied then.
  const bool is_applied = known_in != 0 && known_in != static_cast<std::uint32_t>(letter.segment);
  if (!is_applied) window_.add(EntryKind::late, event, window_.fingerprint_of(event.id));
  plan_upkeep(read, plan);
  return is_applied ? RedriveOutcome::duplicate : RedriveOutcome::applied;
}

StoreMeters LmdbPartition::meters() {
  const std::lock_guard lock(mutex_);
  check_usable();
  StoreMeters meters = window_.meters();
  meters.memory_bytes +=
      static_cast<std::int64_t>(states_.bytes() + fingerprints_.capacity() * sizeof(std::uint64_t));
  return meters;
}

}  // namespace uslkit
