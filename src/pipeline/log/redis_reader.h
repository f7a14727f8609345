// RedisReader: reads one partition's stream, records straight from the protocol into one buffer.
//
// hiredis would make five objects of a record; its hooks for other languages let us keep the bytes
// only. A connection of its own. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/log/redis_log_options.h"
#include "pipeline/log/redis_stream.h"

namespace uslkit {

class RedisReader final : public LogReader {
 public:
  RedisReader(const RedisLogOptions& options, int partition);

  // busy: the server is not there (explain() says why); the next call tries again.
  [[nodiscard]] LogStatus read(LogOffset from, std::int64_t max_records) override;
  [[nodiscard]] std::span<const LogRecord> records() const override { return records_; }
  [[nodiscard]] LogOffset begin() const override { return begin_; }
  [[nodiscard]] LogOffset next() const override { return next_; }
  [[nodiscard]] std::string explain() const override { return trouble_; }

  // What came, as the hooks of hiredis collect it.
  struct Collected {
    std::string bytes{};              // all values, one behind the other
    std::vector<std::size_t> ends{};  // of each value in `bytes`
    std::vector<LogOffset> offsets{};
    std::string error{};
  };

 private:
  void fetch(LogOffset from, std::int64_t max_records);
  [[nodiscard]] LogStatus take(LogOffset from);
  [[nodiscard]] LogStatus explain_nothing(LogOffset from);

  const RedisLogOptions options_;
  const RedisStream stream_;
  std::unique_ptr<RedisConnection> connection_;
  Collected collected_;
  std::vector<LogRecord> records_;
  LogOffset begin_ = 0;
  LogOffset next_ = 0;
  std::string trouble_;
};

}  // namespace uslkit
