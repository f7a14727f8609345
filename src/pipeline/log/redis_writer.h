// RedisWriter: appends to one partition's stream, in rounds of many batches per round trip.
//
//   append() ─► encoded batch, offsets given ─► queue ─► writer thread: a round of EVALSHA commands
//                                                        ─► answers, in order ─► acknowledgements
//
// A batch is one call of a script: it is there whole or not at all. The script first compares the
// epoch: a later writer of the same partition raises it, and this one is stopped from then on.
// The offsets, and so the ids, are given by the writer. So after a lost connection the stream
// itself tells which batches of the round are stored, and a batch sent twice is refused by its id.
//
// The first append takes the partition over; until then nothing is written and no thread waits.
// Thread safety: all functions from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/log/known_offsets.h"
#include "pipeline/log/redis_log_options.h"
#include "pipeline/log/redis_stream.h"

namespace uslkit {

class RedisWriter {
 public:
  // `given` is the strongest level that the server's settings give; `known` is told how far the
  // stream goes, and outlives the writer.
  RedisWriter(const RedisLogOptions& options, int partition, AckLevel given, KnownOffsets& known);
  ~RedisWriter();
  RedisWriter(const RedisWriter&) = delete;
  RedisWriter& operator=(const RedisWriter&) = delete;

  AppendResult append(std::span<const LogRecord> records, AckLevel level, AckCallback done);
  LogStatus resume_at(LogOffset offset);
  LogStatus flush();  // every append so far is answered; stopped if one of them failed
  LogStatus close();
  [[nodiscard]] std::string trouble() const;

 private:
  struct Pending {
    AppendResult result{};
    AckCallback done{};
    std::string command{};
  };

  // Under the lock, by a caller.
  [[nodiscard]] LogStatus claim();
  [[nodiscard]] std::string encode(std::span<const LogRecord> records) const;
  void set_stream_end(LogOffset offset);

  // The writer thread.
  void run();
  void take_round();
  void deliver_round();
  void connect_again();
  [[nodiscard]] std::size_t settle(std::size_t from);
  [[nodiscard]] bool is_stored(LogOffset offset);
  [[nodiscard]] LogStatus status_of(const RedisReply& reply);
  void answer(Pending& pending, LogStatus status);
  [[nodiscard]] bool pause(int failures);
  void connect();
  void stop(std::string_view why);

  const RedisLogOptions options_;
  const RedisStream stream_;
  const AckLevel given_;
  KnownOffsets& known_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;  // the writer thread
  std::condition_variable idle_;  // flush, resume_at, close
  std::deque<Pending> queue_;
  std::int64_t waiting_ = 0;        // appends in queue_ and round_
  std::int64_t waiting_bytes_ = 0;  // their commands
  LogOffset next_ = 0;
  bool closed_ = false;
  bool stopped_ = false;
  std::string trouble_;

  // The writer thread's, and a caller's under the lock while nothing waits.
  std::unique_ptr<RedisConnection> connection_;
  std::string script_;  // its digest, as the server knows it
  std::string epoch_;   // empty: not taken over yet
  std::vector<Pending> round_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace uslkit
