// PrivatePostgres: a PostgreSQL of this test program's own, by scripts/services/postgres.sh.
//
// Started by the first who asks, stopped at the program's end. Where none can be had, `why_not`
// says why, once, on stderr.
#pragma once

#include <string>

namespace uslkit::store_test {

class PrivatePostgres {
 public:
  // One server for the whole program.
  [[nodiscard]] static PrivatePostgres& shared();

  PrivatePostgres();
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;
  ~PrivatePostgres();

  [[nodiscard]] bool is_there() const { return !url_.empty(); }
  [[nodiscard]] const std::string& url() const { return url_; }
  // A schema name that nobody had before.
  [[nodiscard]] std::string new_schema();
  void crash();    // by SIGKILL
  void restart();  // with recovery

 private:
  std::string directory_;
  std::string url_;
  int schemas_ = 0;
};

}  // namespace uslkit::store_test
