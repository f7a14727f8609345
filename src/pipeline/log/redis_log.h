// RedisLog: the Log in Redis Streams, one stream per partition.
//
// Purpose: a log that several processes share, where a Redis is there already.
// Life cycle: the constructor connects, looks at the server's settings and makes or checks the
// layout; the first append or resume_at of a partition takes it over from whoever wrote it before.
// Thread safety: as Log says. One thread and connection per partition that writes, one connection
// per reader, one for questions.
// Invariants: those of Log, of which 2 holds by one script call per batch. What the levels mean is
// up to the server's settings, which are read and never changed: docs/pipeline-kafka-redis.md.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "pipeline/log/known_offsets.h"
#include "pipeline/log/redis_log_options.h"
#include "pipeline/log/redis_writer.h"

namespace uslkit {

class RedisLog final : public Log {
 public:
  // Throws InputError for options out of range, a server that is not there or cannot give
  // `strongest`, and a log of this name with another number of partitions.
  explicit RedisLog(RedisLogOptions options);
  ~RedisLog() override;

  [[nodiscard]] int partitions() const override { return options_.partitions; }
  AppendResult append(int partition, std::span<const LogRecord> records, AckLevel level,
                      AckCallback done) override;
  AppendResult append_and_wait(int partition, std::span<const LogRecord> records,
                               AckLevel level) override;
  // One round trip. While the server is away: what was last known.
  [[nodiscard]] OffsetRange offsets(int partition) const override;
  [[nodiscard]] OffsetRange known_offsets(int partition) const override {
    return known_->of(partition);
  }
  [[nodiscard]] std::unique_ptr<LogReader> reader(int partition) override;
  // not_supported, after all answers are there, where the server does not sync before it answers.
  LogStatus flush() override;
  LogStatus close() override;
  LogStatus resume_at(int partition, LogOffset offset) override;
  LogStatus commit_offset(std::string_view group, int partition, LogOffset next) override;
  LogStatus fetch_offset(std::string_view group, int partition, LogOffset& next) override;

  [[nodiscard]] AckLevel strongest_level() const { return given_.level; }
  [[nodiscard]] std::string trouble() const;  // why a partition stopped or waits; empty: nothing

 private:
  void check_server();
  void check_layout();
  [[nodiscard]] RedisWriter& at(int partition) const;
  [[nodiscard]] std::optional<OffsetRange> ask_offsets(int partition) const;
  // Runs `use(connection)` with the connection for questions; a lost one is tried a second time.
  template <typename Use>
  LogStatus with_connection(const Use& use) const;

  RedisLogOptions options_;
  RedisDurability given_;
  mutable std::mutex mutex_;  // of the next
  mutable std::unique_ptr<RedisConnection> connection_;
  std::unique_ptr<KnownOffsets> known_;
  std::vector<std::unique_ptr<RedisWriter>> writers_;
};

}  // namespace uslkit
