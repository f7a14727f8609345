#include "pipeline/store/lmdb_environment.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

StoreFault fault_of(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return StoreFault::disk_full;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
      return StoreFault::corrupt;
    default:
      return StoreFault::write_failed;
  }
}

constexpr const char* kFile = "data.mdb";

[[noreturn]] void fail(const std::string& place, const char* what, int code) {
  throw StoreError(fault_of(code), place,
                   std::string("cannot ") + what + ": " + std::strerror(code));
}

void sync_directory(const std::string& path) {
  const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) fail(path, "open the directory", errno);
  const int code = fsync(directory) == 0 ? 0 : errno;
  close(directory);
  if (code != 0) fail(path, "sync the directory", code);
}

std::string_view bytes_of(const std::uint64_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace

LmdbTransaction::LmdbTransaction(const LmdbEnvironment& environment, unsigned flags)
    : environment_(environment) {
  environment.check(mdb_txn_begin(environment.environment_, nullptr, flags, &transaction_),
                    "begin a transaction");
}

LmdbTransaction::~LmdbTransaction() {
  if (transaction_ != nullptr) mdb_txn_abort(transaction_);
}

std::optional<std::string_view> LmdbTransaction::get(LmdbTable table, std::string_view key) const {
  MDB_val name = lmdb_value(key);
  MDB_val value{};
  const int code = mdb_get(transaction_, environment_.handle(table), &name, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  environment_.check(code, "read");
  return lmdb_bytes(value);
}

std::optional<std::string_view> LmdbTransaction::get(LmdbTable table, std::uint64_t number) const {
  return get(table, bytes_of(number));
}

void LmdbTransaction::put(LmdbTable table, std::string_view key, std::string_view value) {
  MDB_val name = lmdb_value(key);
  MDB_val bytes = lmdb_value(value);
  environment_.check(mdb_put(transaction_, environment_.handle(table), &name, &bytes, 0), "write");
}

void LmdbTransaction::put(LmdbTable table, std::uint64_t number, std::string_view value) {
  put(table, bytes_of(number), value);
}

void LmdbTransaction::remove(LmdbTable table, std::uint64_t number) {
  MDB_val name = lmdb_value(bytes_of(number));
  const int code = mdb_del(transaction_, environment_.handle(table), &name, nullptr);
  if (code == MDB_NOTFOUND) {
    throw StoreError(StoreFault::corrupt, environment_.options_.directory,
                     "the record " + std::to_string(number) + " to be removed is missing");
  }
  environment_.check(code, "remove");
}

void LmdbTransaction::commit() {
  USLKIT_CHECK(transaction_ != nullptr);
  MDB_txn* transaction = transaction_;
  transaction_ = nullptr;  // gone, whatever comes of it
  environment_.check(mdb_txn_commit(transaction), "commit");
}

LmdbEnvironment::LmdbEnvironment(const Options& options)
    : LmdbEnvironment((make_aside(options), options), InPlace{}) {}

void LmdbEnvironment::make_aside(const Options& options) {
  const std::filesystem::path place(options.directory);
  const std::filesystem::path aside = place / "new";
  if (std::filesystem::exists(place / kFile)) return;
  std::error_code problem;
  std::filesystem::remove_all(aside, problem);
  if (!problem) std::filesystem::create_directory(aside, problem);
  if (problem) fail(options.directory, "make room for a new store", problem.value());
  Options own = options;
  own.directory = aside.string();
  own.sync = true;
  { const LmdbEnvironment made(own, InPlace{}); }
  std::filesystem::rename(aside / kFile, place / kFile, problem);
  if (problem) fail(options.directory, "put a new store into place", problem.value());
  sync_directory(options.directory);
  std::filesystem::remove_all(aside, problem);  // the next one to make a store would, too
}

LmdbEnvironment::LmdbEnvironment(const Options& options, InPlace) : options_(options) {
  check(mdb_env_create(&environment_), "create an environment");
  try {
    check(mdb_env_set_maxdbs(environment_, 4), "set up");
    check(mdb_env_set_mapsize(environment_, static_cast<std::size_t>(options.first_map.count)),
          "set the map's size");
    // Without WRITEMAP, so that a stray pointer cannot write into the file. Without TLS, so that
    // any thread may go on where another one was.
    const unsigned flags = MDB_NOTLS | (options.sync ? 0U : unsigned{MDB_NOSYNC});
    check(mdb_env_open(environment_, options.directory.c_str(), flags, 0600), "open");
    open_tables();
  } catch (...) {
    mdb_env_close(environment_);
    throw;
  }
}

LmdbEnvironment::~LmdbEnvironment() { mdb_env_close(environment_); }

void LmdbEnvironment::open_tables() {
  constexpr const char* kNames[] = {"meta", "blocks", "records", "letters"};
  constexpr unsigned kFlags[] = {0, MDB_INTEGERKEY, MDB_INTEGERKEY, MDB_INTEGERKEY};
  LmdbTransaction transaction = write();
  for (std::size_t i = 0; i < 4; ++i) {
    check(mdb_dbi_open(transaction.transaction_, kNames[i], MDB_CREATE | kFlags[i], &tables_[i]),
          "open a table");
  }
  transaction.commit();
}

void LmdbEnvironment::grow() {
  MDB_envinfo info{};
  check(mdb_env_info(environment_, &info), "ask for the map's size");
  const std::size_t largest = static_cast<std::size_t>(options_.largest_map.count);
  if (info.me_mapsize >= largest) {
    throw StoreError(StoreFault::disk_full, options_.directory,
                     "the store has reached its limit of " + std::to_string(largest) + " bytes");
  }
  check(mdb_env_set_mapsize(environment_, std::min(2 * info.me_mapsize, largest)), "grow the map");
}

void LmdbEnvironment::sync() { check(mdb_env_sync(environment_, 1), "sync"); }

bool LmdbEnvironment::has_space_for(std::int64_t bytes) const {
  int file = -1;
  struct stat status {};
  check(mdb_env_get_fd(environment_, &file), "ask for the file");
  if (fstat(file, &status) != 0) return true;
  // The file may end far behind the last page: LMDB does not mind, and the space stays ours.
  const int code = posix_fallocate(file, status.st_size, bytes);
  return fault_of(code) != StoreFault::disk_full;
}

void LmdbEnvironment::check(int code, const char* what) const {
  if (code == MDB_SUCCESS) return;
  if (code == MDB_MAP_FULL || code == MDB_MAP_RESIZED) throw LmdbMapFull();
  throw StoreError(fault_of(code), options_.directory,
                   std::string("cannot ") + what + ": " + mdb_strerror(code));
}

}  // namespace uslkit
