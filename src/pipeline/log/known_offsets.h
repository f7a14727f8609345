// KnownOffsets: what the partitions of a server's log hold, without a round trip per question.
//
// Consumers ask for a partition's end far more often than a server could answer. The end of our own
// appends is known from their acknowledgements, at once; what others append and what retention
// takes is asked for by a thread of its own, every `refresh`.
// Ends never fall, whatever comes in which order: an answer may be older than an acknowledgement.
// Thread safety: all functions from any thread; `ask` is called by one thread at a time.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/units.h"
#include "pipeline/log/log.h"

namespace uslkit {

class KnownOffsets {
 public:
  // What the server says now; empty: it is away.
  using Ask = std::function<std::optional<OffsetRange>(int partition)>;

  // Asks once before it returns.
  KnownOffsets(int partitions, Duration refresh, Ask ask);
  ~KnownOffsets();
  KnownOffsets(const KnownOffsets&) = delete;
  KnownOffsets& operator=(const KnownOffsets&) = delete;

  [[nodiscard]] OffsetRange of(int partition) const;
  // The server has acknowledged records up to `end`.
  void extend(int partition, LogOffset end);
  // The server has said so. Returns what is known then.
  OffsetRange learn(int partition, const OffsetRange& range);

 private:
  void ask_all();
  [[nodiscard]] bool is_ending() const;
  void run();

  const Duration refresh_;
  const Ask ask_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::vector<OffsetRange> known_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace uslkit
