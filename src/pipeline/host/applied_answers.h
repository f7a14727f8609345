// AppliedAnswers: holds a client's answer back until its event is applied: a synchronous system.
//
// What the shock absorber replaces: the client waits for the database. For comparison only
// (`uslkit run --synchronous`). One thread looks every millisecond how far the store has come.
// Thread-safe; the destructor answers what is left with `failed`.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "pipeline/ingress/event_sink.h"
#include "pipeline/log/log.h"

namespace uslkit {

class AppliedAnswers {
 public:
  // `applied(partition)`: everything below the offset is applied.
  using Applied = std::function<LogOffset(std::size_t partition)>;

  AppliedAnswers(std::size_t partitions, Applied applied);
  ~AppliedAnswers();
  AppliedAnswers(const AppliedAnswers&) = delete;
  AppliedAnswers& operator=(const AppliedAnswers&) = delete;

  // The append's last event has the offset `end` - 1. Ends of one partition rise.
  void wait_for(std::size_t partition, LogOffset end, void* ticket, AppendListener& listener);

 private:
  struct Waiting {
    LogOffset end = 0;
    void* ticket = nullptr;
    AppendListener* listener = nullptr;
  };

  void run();
  void answer(std::size_t partition);

  Applied applied_;
  std::mutex mutex_;  // of what follows
  std::vector<std::deque<Waiting>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace uslkit
