// PostgresPartition: one partition of the PostgreSQL backend; a batch is one transaction in two
// round trips.
//
//   1  begin, lock the partition's row, insert the ids -> which of them are new
//   2  states, letters, segment, forgotten ids, offset, commit
//
// Nothing but the list of segments is kept in memory, and that is read again with every new
// connection; so after any failure the connection is dropped and the next call starts from what the
// server has. Life cycle: constructed = not connected; connects at the first call and claims the
// partition; close(). Thread-safe by one mutex.
// Invariants: 1. Every transaction that writes holds the lock on the partition's row and has seen
// its own epoch there. 2. A commit whose answer was lost is found out by the offset.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/store/key_table.h"
#include "pipeline/store/pg_connection.h"
#include "pipeline/store/postgres_store.h"
#include "pipeline/store/segment_list.h"
#include "pipeline/store/store_partition.h"

namespace uslkit {

class PostgresPartition final : public StorePartition {
 public:
  PostgresPartition(const PostgresStoreOptions& options, int partition);

  ApplyCounts apply(const StoreBatch& batch) override;
  [[nodiscard]] std::int64_t offset() override;
  [[nodiscard]] std::optional<KeyState> state(std::string_view key) override;
  void visit_states(const StateStore::StateVisitor& visit) override;
  [[nodiscard]] std::vector<DeadLetterEntry> dead_letters(std::uint64_t first,
                                                          std::size_t limit) override;
  RedriveOutcome redrive(std::uint64_t letter, const StoreEvent& event, StoreTime time) override;
  [[nodiscard]] StoreMeters meters() override;
  void close() override;

 private:
  // The partition's row.
  struct Row {
    std::int64_t next_offset = 0;
    std::int64_t epoch = 0;
    std::int64_t last_segment = 0;
    std::int64_t last_letter = 0;
    std::int64_t time = 0;
  };
  // What the open transaction is going to store.
  struct Change {
    ApplyCounts counts{};
    Row row{};
    StoreTime time{};
    std::int64_t new_ids = 0;
    std::vector<StoredSegment> expired{};
    std::vector<PgCall> calls{};
  };

  // Runs `call` with the lock held and a connection; after a failure the connection is dropped.
  template <typename Call>
  auto connected(Call&& call);
  void connect();
  void check_epoch(const Row& row);
  [[nodiscard]] static Row row_of(const PgRows& rows);

  [[nodiscard]] ApplyCounts apply_connected(const StoreBatch& batch);
  [[nodiscard]] Change insert_ids(const StoreBatch& batch);
  void add_states(Change& change);
  void add_letter(Change& change, const PoisonEvent& poison);
  void finish(Change& change);
  [[nodiscard]] RedriveOutcome redrive_connected(std::uint64_t letter, const StoreEvent& event,
                                                 StoreTime time);
  [[nodiscard]] std::vector<PgRows> ask(PgCall call);

  PostgresStoreOptions options_;
  std::int32_t partition_;
  std::string place_;
  std::mutex mutex_;
  std::unique_ptr<PgConnection> connection_;
  std::int64_t epoch_ = 0;  // 0: not claimed yet
  bool is_fenced_ = false;
  bool is_closed_ = false;
  Row row_;
  SegmentList segments_;
  KeyTable changes_;
};

}  // namespace uslkit
