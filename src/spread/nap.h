// Nap: how leader and followers wait for something to do, without keeping a core busy.
//
// MPI has no wait that both sleeps and hears of this process's own threads, so the talking thread
// looks every millisecond, or at once when one of the others has something to say.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace uslkit {

class Nap {
 public:
  // Until wake() or end(), a millisecond at most.
  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    woken_.wait_for(lock, std::chrono::milliseconds(1), [this] { return asked_; });
    asked_ = false;
  }

  void wake() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      asked_ = true;
    }
    woken_.notify_one();
  }

  // This process's own work is over.
  void end() {
    ended_ = true;
    wake();
  }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  bool asked_ = false;
  std::atomic<bool> ended_ = false;
};

}  // namespace uslkit
