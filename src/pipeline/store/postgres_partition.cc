#include "pipeline/store/postgres_partition.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/store/fingerprint.h"
#include "pipeline/store/pg_schema.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

KeyState state_of(const PgRows& rows, int row) {
  return {.count = rows.int8(row, 1),
          .sum = rows.int8(row, 2),
          .first_sequence = rows.int8(row, 3),
          .last_sequence = rows.int8(row, 4),
          .last_value = rows.int8(row, 5),
          .order_breaks = rows.int8(row, 6),
          .late = rows.int8(row, 7)};
}

DeadLetterEntry letter_of(const PgRows& rows, int row) {
  return {.number = static_cast<std::uint64_t>(rows.int8(row, 0)),
          .segment = static_cast<std::uint64_t>(rows.int8(row, 1)),
          .offset = rows.int8(row, 2),
          .id = std::string(rows.bytes(row, 3)),
          .key = std::string(rows.bytes(row, 4)),
          .sequence = rows.int8(row, 5),
          .value = rows.int4(row, 6),
          .payload = std::string(rows.bytes(row, 7)),
          .reason = std::string(rows.bytes(row, 8)),
          .attempts = rows.int8(row, 9),
          .time = StoreTime(Duration(rows.int8(row, 10)))};
}

// The events of a batch that may be new: not redelivered, each id once. Poison comes last.
struct Candidates {
  std::vector<std::string_view> ids;
  std::vector<const StoreEvent*> events;   // null for poison
  std::vector<const PoisonEvent*> poison;  // null for events
  std::vector<std::size_t> places;         // in the batch: its events, then its poison
};

class CandidateCollector {
 public:
  CandidateCollector(std::int64_t next_offset, std::span<EventOutcome> outcomes,
                     ApplyCounts& counts)
      : next_offset_(next_offset), outcomes_(outcomes), counts_(counts) {}

  void add(const StoreEvent& event, const PoisonEvent* poison) {
    const std::size_t place = place_++;
    if (event.offset < next_offset_) {
      ++counts_.redelivered;
    } else if (!seen_.insert(event.id).second) {
      ++counts_.duplicates;
      if (!outcomes_.empty()) outcomes_[place] = EventOutcome::duplicate;
    } else {
      candidates_.ids.push_back(event.id);
      candidates_.events.push_back(poison == nullptr ? &event : nullptr);
      candidates_.poison.push_back(poison);
      candidates_.places.push_back(place);
    }
  }
  [[nodiscard]] const Candidates& candidates() const { return candidates_; }

 private:
  std::int64_t next_offset_;
  std::span<EventOutcome> outcomes_;
  ApplyCounts& counts_;
  std::size_t place_ = 0;
  std::unordered_set<std::string_view> seen_;
  Candidates candidates_;
};

}  // namespace

void PostgresStoreOptions::check() const {
  USLKIT_CHECK(!url.empty());
  USLKIT_CHECK(!schema.empty());
  USLKIT_CHECK(partitions >= 1);
  window.check();
}

PostgresPartition::PostgresPartition(const PostgresStoreOptions& options, int partition)
    : options_(options),
      partition_(partition),
      place_(fmt::format("PostgreSQL, partition {}", partition)),
      segments_(options.window) {}

template <typename Call>
auto PostgresPartition::connected(Call&& call) {
  const std::lock_guard lock(mutex_);
  if (is_closed_) throw StoreError(StoreFault::closed, place_, "close() was called");
  if (is_fenced_) throw StoreError(StoreFault::fenced, place_, "another process has taken it over");
  try {
    if (!connection_) connect();
    return call();
  } catch (...) {
    connection_.reset();
    throw;
  }
}

void PostgresPartition::connect() {
  connection_ = std::make_unique<PgConnection>(options_.url, place_);
  create_pg_schema(*connection_, options_.schema);
  const bool syncs = options_.durability == StoreDurability::fsync;
  connection_->run(syncs ? "SET synchronous_commit TO on" : "SET synchronous_commit TO off");
  prepare_pg_statements(*connection_);
  connection_->enter_pipeline();

  // A partition that was ours before stays ours only if nobody else has claimed it meanwhile.
  const char* statement = epoch_ == 0 ? "claim" : "lock";
  row_ = row_of(ask({statement, PgValues().int4(partition_)})[0]);
  if (epoch_ == 0) epoch_ = row_.epoch;
  check_epoch(row_);

  const std::vector<PgRows> rows = ask({"segments", PgValues().int4(partition_)});
  segments_ = SegmentList(options_.window);
  for (int i = 0; i < rows[0].size(); ++i) {
    segments_.add({.number = static_cast<std::uint64_t>(rows[0].int8(i, 0)),
                   .ids = rows[0].int8(i, 1),
                   .time = StoreTime(Duration(rows[0].int8(i, 2)))});
  }
}

void PostgresPartition::check_epoch(const Row& row) {
  if (row.epoch == epoch_) return;
  is_fenced_ = true;
  throw StoreError(
      StoreFault::fenced, place_,
      fmt::format("another process has taken it over (epoch {}, ours was {})", row.epoch, epoch_));
}

PostgresPartition::Row PostgresPartition::row_of(const PgRows& rows) {
  USLKIT_CHECK(rows.size() == 1);
  return {.next_offset = rows.int8(0, 0),
          .epoch = rows.int8(0, 1),
          .last_segment = rows.int8(0, 2),
          .last_letter = rows.int8(0, 3),
          .time = rows.int8(0, 4)};
}

std::vector<PgRows> PostgresPartition::ask(PgCall call) {
  return connection_->round_trip({&call, 1});
}

ApplyCounts PostgresPartition::apply(const StoreBatch& batch) {
  check_batch(batch, place_);
  return connected([&] { return apply_connected(batch); });
}

ApplyCounts PostgresPartition::apply_connected(const StoreBatch& batch) {
  std::ranges::fill(batch.outcomes, EventOutcome::redelivered);
  if (!brings_news(batch, row_.next_offset, place_)) {
    return {.redelivered = static_cast<std::int64_t>(batch.events.size() + batch.poison.size())};
  }
  Change change = insert_ids(batch);
  change.row.next_offset = batch.next_offset;
  add_states(change);
  finish(change);
  return change.counts;
}

// The first round trip. Leaves the transaction open and fills changes_ with what is new.
PostgresPartition::Change PostgresPartition::insert_ids(const StoreBatch& batch) {
  Change change{.row = row_, .time = std::max(batch.time, StoreTime(Duration(row_.time)))};
  CandidateCollector collector(row_.next_offset, batch.outcomes, change.counts);
  for (const StoreEvent& event : batch.events) collector.add(event, nullptr);
  for (const PoisonEvent& poison : batch.poison) collector.add(poison.event, &poison);
  const Candidates& candidates = collector.candidates();

  change.row.last_segment =
      static_cast<std::int64_t>(next_segment_number(static_cast<std::uint64_t>(row_.last_segment)));
  const PgCall calls[] = {
      {"begin"},
      {"lock", PgValues().int4(partition_)},
      {"insert_ids",
       PgValues().int4(partition_).int8(change.row.last_segment).bytes_array(candidates.ids)}};
  const std::vector<PgRows> rows = connection_->round_trip(calls);
  check_epoch(row_of(rows[1]));
  // Rows come in the order of the input, but nothing in SQL promises it.
  std::vector<bool> is_new(candidates.ids.size());
  for (int i = 0; i < rows[2].size(); ++i) {
    is_new[static_cast<std::size_t>(rows[2].int4(i, 0))] = true;
  }
  change.new_ids = rows[2].size();
  if (change.new_ids == 0) change.row.last_segment = row_.last_segment;

  changes_.clear();
  for (std::size_t i = 0; i < is_new.size(); ++i) {
    const bool is_event = candidates.events[i] != nullptr;
    if (!batch.outcomes.empty()) {
      batch.outcomes[candidates.places[i]] = !is_new[i] ? EventOutcome::duplicate
                                             : is_event ? EventOutcome::applied
                                                        : EventOutcome::dead_lettered;
    }
    if (!is_new[i]) {
      ++change.counts.duplicates;
    } else if (const StoreEvent* event = candidates.events[i]) {
      ++change.counts.applied;
      KeyState& state = changes_.find_or_add(event->key, fingerprint(event->key, 0)).state;
      state = state.followed_by(KeyState::of(event->sequence, event->value));
    } else {
      ++change.counts.dead_lettered;
      add_letter(change, *candidates.poison[i]);
    }
  }
  return change;
}

void PostgresPartition::add_states(Change& change) {
  if (changes_.size() == 0) return;
  std::vector<std::string_view> keys;
  std::vector<std::int64_t> columns[6];
  for (const KeyTable::Entry& entry : changes_.entries()) {
    keys.push_back(changes_.key_of(entry));
    const KeyState& state = entry.state;
    const std::int64_t fields[] = {state.count,         state.sum,        state.first_sequence,
                                   state.last_sequence, state.last_value, state.order_breaks};
    for (std::size_t i = 0; i < 6; ++i) columns[i].push_back(fields[i]);
  }
  PgValues values;
  values.int4(partition_).bytes_array(keys);
  for (const std::vector<std::int64_t>& column : columns) values.int8_array(column);
  change.calls.push_back({"follow_states", std::move(values)});
}

void PostgresPartition::add_letter(Change& change, const PoisonEvent& poison) {
  const StoreEvent& event = poison.event;
  change.calls.push_back({"insert_letter", PgValues()
                                               .int4(partition_)
                                               .int8(++change.row.last_letter)
                                               .int8(change.row.last_segment)
                                               .int8(event.offset)
                                               .bytes(event.id)
                                               .bytes(event.key)
                                               .int8(event.sequence)
                                               .int4(event.value)
                                               .bytes(poison.payload)
                                               .bytes(poison.reason.substr(0, kMaxReasonBytes))
                                               .int8(poison.attempts)
                                               .int8(change.time.time_since_epoch().count())});
}

// The second round trip. From here on memory follows what is stored.
void PostgresPartition::finish(Change& change) {
  const std::int64_t time = change.time.time_since_epoch().count();
  change.row.time = time;
  change.expired = segments_.expired(change.time, change.new_ids);
  if (!change.expired.empty()) {
    const std::int64_t last = static_cast<std::int64_t>(change.expired.back().number);
    change.calls.push_back({"forget_ids", PgValues().int4(partition_).int8(last)});
    change.calls.push_back({"forget_segments", PgValues().int4(partition_).int8(last)});
  }
  if (change.new_ids > 0) {
    change.calls.push_back({"insert_segment", PgValues()
                                                  .int4(partition_)
                                                  .int8(change.row.last_segment)
                                                  .int8(change.new_ids)
                                                  .int8(time)});
  }
  change.calls.push_back({"move", PgValues()
                                      .int4(partition_)
                                      .int8(change.row.next_offset)
                                      .int8(change.row.last_segment)
                                      .int8(change.row.last_letter)
                                      .int8(time)});
  change.calls.push_back({"commit"});
  (void)connection_->round_trip(change.calls);

  row_ = change.row;
  segments_.drop_oldest(change.expired.size(), change.time);
  if (change.new_ids > 0) {
    segments_.add({.number = static_cast<std::uint64_t>(row_.last_segment),
                   .ids = change.new_ids,
                   .time = change.time});
  }
}

std::int64_t PostgresPartition::offset() {
  return connected([&] { return row_.next_offset; });
}

std::optional<KeyState> PostgresPartition::state(std::string_view key) {
  return connected([&]() -> std::optional<KeyState> {
    const std::vector<PgRows> rows = ask({"state", PgValues().int4(partition_).bytes(key)});
    if (rows[0].size() == 0) return std::nullopt;
    return state_of(rows[0], 0);
  });
}

void PostgresPartition::visit_states(const StateStore::StateVisitor& visit) {
  connected([&] {
    std::string last;
    for (;;) {
      const std::vector<PgRows> rows =
          ask({"states_after", PgValues().int4(partition_).bytes(last)});
      if (rows[0].size() == 0) return;
      for (int i = 0; i < rows[0].size(); ++i) visit(rows[0].bytes(i, 0), state_of(rows[0], i));
      last = rows[0].bytes(rows[0].size() - 1, 0);
    }
  });
}

std::vector<DeadLetterEntry> PostgresPartition::dead_letters(std::uint64_t first,
                                                             std::size_t limit) {
  return connected([&] {
    const std::vector<PgRows> rows = ask({"letters", PgValues()
                                                         .int4(partition_)
                                                         .int8(static_cast<std::int64_t>(first))
                                                         .int8(static_cast<std::int64_t>(limit))});
    std::vector<DeadLetterEntry> entries;
    for (int i = 0; i < rows[0].size(); ++i) entries.push_back(letter_of(rows[0], i));
    return entries;
  });
}

RedriveOutcome PostgresPartition::redrive(std::uint64_t letter, const StoreEvent& event,
                                          StoreTime time) {
  check_event(event, place_);
  return connected([&] { return redrive_connected(letter, event, time); });
}

RedriveOutcome PostgresPartition::redrive_connected(std::uint64_t number, const StoreEvent& event,
                                                    StoreTime time) {
  const std::int64_t letter_number = static_cast<std::int64_t>(number);
  const PgCall calls[] = {{"begin"},
                          {"lock", PgValues().int4(partition_)},
                          {"letters", PgValues().int4(partition_).int8(letter_number).int8(1)},
                          {"segment_of", PgValues().int4(partition_).bytes(event.id)},
                          {"state", PgValues().int4(partition_).bytes(event.key)}};
  const std::vector<PgRows> rows = connection_->round_trip(calls);
  check_epoch(row_of(rows[1]));
  if (rows[2].size() == 0 || rows[2].int8(0, 0) != letter_number) {
    (void)ask({"commit"});
    return RedriveOutcome::not_found;
  }
  const DeadLetterEntry letter = letter_of(rows[2], 0);
  check_same_id(letter, event, place_);

  Change change{.row = row_, .time = std::max(time, StoreTime(Duration(row_.time)))};
  change.calls.push_back({"remove_letter", PgValues().int4(partition_).int8(letter_number)});
  // The id came back after the window had forgotten it, and was applied then.
  const bool is_known = rows[3].size() > 0;
  if (is_known && rows[3].int8(0, 0) != static_cast<std::int64_t>(letter.segment)) {
    finish(change);
    return RedriveOutcome::duplicate;
  }
  if (!is_known) {
    change.new_ids = 1;
    change.row.last_segment = static_cast<std::int64_t>(
        next_segment_number(static_cast<std::uint64_t>(row_.last_segment)));
    change.calls.push_back(
        {"insert_ids",
         PgValues().int4(partition_).int8(change.row.last_segment).bytes_array({&event.id, 1})});
  }
  const KeyState before = rows[4].size() == 0 ? KeyState{} : state_of(rows[4], 0);
  const KeyState state = before.with_late(event.sequence, event.value);
  change.calls.push_back({"set_state", PgValues()
                                           .int4(partition_)
                                           .bytes(event.key)
                                           .int8(state.count)
                                           .int8(state.sum)
                                           .int8(state.first_sequence)
                                           .int8(state.last_sequence)
                                           .int8(state.last_value)
                                           .int8(state.order_breaks)
                                           .int8(state.late)});
  finish(change);
  return RedriveOutcome::applied;
}

StoreMeters PostgresPartition::meters() {
  return connected([&]() -> StoreMeters {
    return {.window_ids = segments_.ids(),
            .pushed_out = segments_.pushed_out(),
            .memory_bytes = static_cast<std::int64_t>(changes_.bytes() +
                                                      segments_.size() * sizeof(StoredSegment))};
  });
}

void PostgresPartition::close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  connection_.reset();
}

}  // namespace uslkit
