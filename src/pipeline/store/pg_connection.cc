#include "pipeline/store/pg_connection.h"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "pipeline/store/store_error.h"

namespace uslkit {
namespace {

// Numbers of types that never change (pg_type.dat).
constexpr std::int32_t kBytesType = 17;
constexpr std::int32_t kInt8Type = 20;

template <typename Integer>
void append_big_endian(std::string& bytes, Integer value) {
  for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> shift));
  }
}

std::int64_t read_big_endian(const char* bytes, int size) {
  std::uint64_t value = 0;
  for (int i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(value);
}

// One dimension, no NULLs, counted from 1.
std::string array_header(std::int32_t type, std::size_t size) {
  std::string bytes;
  for (const std::int32_t field :
       {std::int32_t{1}, std::int32_t{0}, type, static_cast<std::int32_t>(size), std::int32_t{1}}) {
    append_big_endian(bytes, field);
  }
  return bytes;
}

StoreFault fault_of(std::string_view state) {
  if (state.empty() || state.substr(0, 2) == "08" || state.substr(0, 3) == "57P") {
    return StoreFault::connection_lost;
  }
  return state == "53100" ? StoreFault::disk_full : StoreFault::rejected;
}

std::string one_line(std::string_view message) {
  std::string line(message);
  for (char& byte : line) {
    if (byte == '\n') byte = ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

PgValues& PgValues::int4(std::int32_t value) {
  append_big_endian(values_.emplace_back(), value);
  return *this;
}

PgValues& PgValues::int8(std::int64_t value) {
  append_big_endian(values_.emplace_back(), value);
  return *this;
}

PgValues& PgValues::bytes(std::string_view value) {
  values_.emplace_back(value);
  return *this;
}

PgValues& PgValues::int8_array(std::span<const std::int64_t> values) {
  std::string& bytes = values_.emplace_back(array_header(kInt8Type, values.size()));
  for (const std::int64_t value : values) {
    append_big_endian(bytes, std::int32_t{8});
    append_big_endian(bytes, value);
  }
  return *this;
}

PgValues& PgValues::bytes_array(std::span<const std::string_view> values) {
  std::string& bytes = values_.emplace_back(array_header(kBytesType, values.size()));
  for (const std::string_view value : values) {
    append_big_endian(bytes, static_cast<std::int32_t>(value.size()));
    bytes.append(value);
  }
  return *this;
}

std::int64_t PgRows::affected() const {
  return std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
}

std::int32_t PgRows::int4(int row, int column) const {
  USLKIT_CHECK(PQgetlength(result_.get(), row, column) == 4);
  return static_cast<std::int32_t>(read_big_endian(PQgetvalue(result_.get(), row, column), 4));
}

std::int64_t PgRows::int8(int row, int column) const {
  USLKIT_CHECK(PQgetlength(result_.get(), row, column) == 8);
  return read_big_endian(PQgetvalue(result_.get(), row, column), 8);
}

std::string_view PgRows::bytes(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

PgConnection::PgConnection(const std::string& url, std::string place)
    : place_(std::move(place)), connection_(nullptr, &PQfinish) {
  // What the URL itself says comes last and wins. A server that vanishes without a word is noticed.
  const char* const names[] = {"connect_timeout",
                               "tcp_user_timeout",
                               "keepalives_idle",
                               "keepalives_interval",
                               "application_name",
                               "dbname",
                               nullptr};
  const char* const values[] = {"10", "15000", "5", "5", "uslkit", url.c_str(), nullptr};
  connection_.reset(PQconnectdbParams(names, values, 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) fail(nullptr);
  // Notices ("relation exists already") are no errors and nobody's business.
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
}

void PgConnection::run(const std::string& script) {
  PGresult* result = PQexec(connection_.get(), script.c_str());
  const PgRows owner(result);
  check(result);
}

void PgConnection::prepare(const char* name, const std::string& sql) {
  PGresult* result = PQprepare(connection_.get(), name, sql.c_str(), 0, nullptr);
  const PgRows owner(result);
  check(result);
}

std::string PgConnection::quoted_name(const std::string& name) const {
  const std::unique_ptr<char, void (*)(void*)> quoted(
      PQescapeIdentifier(connection_.get(), name.c_str(), name.size()), &PQfreemem);
  if (!quoted) fail(nullptr);
  return quoted.get();
}

void PgConnection::enter_pipeline() {
  if (PQenterPipelineMode(connection_.get()) != 1) fail(nullptr);
}

std::vector<PgRows> PgConnection::round_trip(std::span<const PgCall> calls) {
  for (const PgCall& call : calls) send(call);
  if (PQpipelineSync(connection_.get()) != 1) fail(nullptr);
  std::vector<PgRows> all;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    PGresult* result = PQgetResult(connection_.get());
    all.emplace_back(result);
    check(result);
    const PgRows end(PQgetResult(connection_.get()));  // the end of this statement: NULL
  }
  const PgRows sync(PQgetResult(connection_.get()));
  if (PQstatus(connection_.get()) != CONNECTION_OK) fail(nullptr);
  return all;
}

void PgConnection::send(const PgCall& call) {
  const std::vector<std::string>& values = call.values.values();
  std::vector<const char*> pointers;
  std::vector<int> lengths;
  std::vector<int> formats(values.size(), 1);
  for (const std::string& value : values) {
    pointers.push_back(value.data());
    lengths.push_back(static_cast<int>(value.size()));
  }
  if (PQsendQueryPrepared(connection_.get(), call.statement, static_cast<int>(values.size()),
                          pointers.data(), lengths.data(), formats.data(), 1) != 1) {
    fail(nullptr);
  }
}

void PgConnection::check(const PGresult* result) const {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result);
}

void PgConnection::fail(const PGresult* result) const {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* message =
      state == nullptr ? PQerrorMessage(connection_.get()) : PQresultErrorMessage(result);
  throw StoreError(fault_of(state == nullptr ? "" : state), place_, one_line(message));
}

}  // namespace uslkit
