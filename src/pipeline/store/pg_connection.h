// PgConnection: one connection to PostgreSQL in pipeline mode, with prepared statements and binary
// values, and libpq's errors turned into ours.
//
// After any error the connection is to be thrown away: the server then rolls back what was open, so
// nobody has to know how far it came. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

namespace uslkit {

// The values of one statement's parameters, in PostgreSQL's binary format.
class PgValues {
 public:
  PgValues& int4(std::int32_t value);
  PgValues& int8(std::int64_t value);
  PgValues& bytes(std::string_view value);
  PgValues& int8_array(std::span<const std::int64_t> values);
  PgValues& bytes_array(std::span<const std::string_view> values);

  [[nodiscard]] const std::vector<std::string>& values() const { return values_; }

 private:
  std::vector<std::string> values_;
};

struct PgCall {
  const char* statement;  // a prepared one
  PgValues values{};
};

class PgRows {
 public:
  explicit PgRows(PGresult* result) : result_(result, &PQclear) {}

  [[nodiscard]] int size() const { return PQntuples(result_.get()); }
  [[nodiscard]] std::int64_t affected() const;
  [[nodiscard]] std::int32_t int4(int row, int column) const;
  [[nodiscard]] std::int64_t int8(int row, int column) const;
  [[nodiscard]] std::string_view bytes(int row, int column) const;

 private:
  std::unique_ptr<PGresult, void (*)(PGresult*)> result_;
};

class PgConnection {
 public:
  // `url` is a connection string or URI. Passwords in it never reach a message.
  PgConnection(const std::string& url, std::string place);

  // Before the pipeline is entered: a script, and the preparation of a statement.
  void run(const std::string& script);
  void prepare(const char* name, const std::string& sql);
  [[nodiscard]] std::string quoted_name(const std::string& name) const;
  void enter_pipeline();

  // All calls in one round trip; the rows of each. Throws StoreError at the first failure.
  std::vector<PgRows> round_trip(std::span<const PgCall> calls);

  [[nodiscard]] int backend_pid() const { return PQbackendPID(connection_.get()); }

 private:
  void send(const PgCall& call);
  [[noreturn]] void fail(const PGresult* result) const;
  void check(const PGresult* result) const;

  std::string place_;
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

}  // namespace uslkit
