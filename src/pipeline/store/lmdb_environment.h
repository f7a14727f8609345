// LmdbEnvironment: one LMDB file with the four tables of a partition, and LMDB's error codes turned
// into ours.
//
// Tables: meta (one record), blocks (number -> block of states), records (number -> BatchRecord),
// letters (number -> dead letter). A transaction that is destroyed without commit() leaves nothing.
// Not thread-safe; one transaction at a time.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <lmdb.h>

#include "base/units.h"

namespace uslkit {

// The map is too small for this transaction: grow() and begin again.
class LmdbMapFull : public std::exception {};

enum class LmdbTable : std::uint8_t { meta, blocks, records, letters };

class LmdbEnvironment;

class LmdbTransaction {
 public:
  LmdbTransaction(const LmdbTransaction&) = delete;
  LmdbTransaction& operator=(const LmdbTransaction&) = delete;
  ~LmdbTransaction();

  // The bytes live until the transaction ends or, if it writes, until it next writes.
  [[nodiscard]] std::optional<std::string_view> get(LmdbTable table, std::string_view key) const;
  [[nodiscard]] std::optional<std::string_view> get(LmdbTable table, std::uint64_t number) const;
  void put(LmdbTable table, std::string_view key, std::string_view value);
  void put(LmdbTable table, std::uint64_t number, std::string_view value);
  // The record must be there.
  void remove(LmdbTable table, std::uint64_t number);
  // After a failure nothing is stored and the transaction is gone.
  void commit();

  // In the order of the keys, from `first` on, while visit(key, value) returns true.
  template <typename Visit>
  void visit(LmdbTable table, std::string_view first, Visit&& visit) const;

 private:
  friend class LmdbEnvironment;
  LmdbTransaction(const LmdbEnvironment& environment, unsigned flags);

  const LmdbEnvironment& environment_;
  MDB_txn* transaction_ = nullptr;
};

class LmdbEnvironment {
 public:
  struct Options {
    std::string directory;  // exists
    bool sync = true;       // every commit reaches the disk before it returns
    Bytes first_map{};
    Bytes largest_map{};
  };
  // Makes the file if there is none: aside, and put into place when it is whole and on the disk,
  // for LMDB could never again open what a power cut leaves of one that is just being made.
  explicit LmdbEnvironment(const Options& options);
  LmdbEnvironment(const LmdbEnvironment&) = delete;
  LmdbEnvironment& operator=(const LmdbEnvironment&) = delete;
  ~LmdbEnvironment();

  [[nodiscard]] LmdbTransaction read() const { return {*this, MDB_RDONLY}; }
  [[nodiscard]] LmdbTransaction write() const { return {*this, 0}; }

  // Doubles the map; no transaction may be open. Throws StoreError (disk_full) at its limit.
  void grow();
  // Everything committed so far reaches the disk.
  void sync();
  // Whether the file system would take so many bytes more, tried for real.
  [[nodiscard]] bool has_space_for(std::int64_t bytes) const;

  [[nodiscard]] const std::string& directory() const { return options_.directory; }

 private:
  friend class LmdbTransaction;
  struct InPlace {};
  LmdbEnvironment(const Options& options, InPlace);
  static void make_aside(const Options& options);
  [[nodiscard]] MDB_dbi handle(LmdbTable table) const {
    return tables_[static_cast<std::size_t>(table)];
  }
  void check(int code, const char* what) const;
  void open_tables();

  Options options_;
  MDB_env* environment_ = nullptr;
  MDB_dbi tables_[4] = {};
};

[[nodiscard]] inline MDB_val lmdb_value(std::string_view bytes) {
  // LMDB does not write through it.
  return {bytes.size(), const_cast<char*>(bytes.data())};
}
[[nodiscard]] inline std::string_view lmdb_bytes(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

template <typename Visit>
void LmdbTransaction::visit(LmdbTable table, std::string_view first, Visit&& visit) const {
  MDB_cursor* opened = nullptr;
  environment_.check(mdb_cursor_open(transaction_, environment_.handle(table), &opened), "open");
  const std::unique_ptr<MDB_cursor, decltype(&mdb_cursor_close)> cursor(opened, mdb_cursor_close);
  MDB_val key = lmdb_value(first);
  MDB_val value{};
  int code = mdb_cursor_get(cursor.get(), &key, &value, first.empty() ? MDB_FIRST : MDB_SET_RANGE);
  while (code == MDB_SUCCESS && visit(lmdb_bytes(key), lmdb_bytes(value))) {
    code = mdb_cursor_get(cursor.get(), &key, &value, MDB_NEXT);
  }
  if (code != MDB_NOTFOUND) environment_.check(code, "read");
}

}  // namespace uslkit
