// RedisLogOptions: which Redis a log lives in and what it may take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/units.h"
#include "pipeline/log/log.h"
#include "pipeline/log/redis_connection.h"

namespace uslkit {

struct RedisLogOptions {
  RedisAddress address{};
  std::string name{};                 // the keys begin with it
  int partitions = 1;                 // fixed when the log is made
  AckLevel strongest = AckLevel::os;  // that appends will ask for; refused if it cannot be had
  std::int64_t max_waiting = 65536;   // appends per partition without an answer; above: busy
  Bytes max_waiting_bytes{64 << 20};  // the same in bytes
  Bytes max_batch_bytes{4 << 20};     // the server works on one batch at a time: keep it short
  std::optional<std::int64_t> retention_records{};  // per partition; some 100 more are kept
  Duration timeout = std::chrono::seconds(10);  // for one answer, and for a lost server to return

  // Throws InputError for values outside their range.
  void check() const;
};

}  // namespace uslkit
