// AppendWaiter: makes a thread wait for the acknowledgement of its own append.
//
// Must live until result() has returned.
#pragma once

#include <condition_variable>
#include <mutex>

#include "pipeline/log/log.h"

namespace uslkit {

class AppendWaiter {
 public:
  [[nodiscard]] AckCallback callback() { return {.call = &AppendWaiter::take, .context = this}; }

  [[nodiscard]] AppendResult result() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return is_there_; });
    return result_;
  }

 private:
  static void take(void* context, const AppendResult& result) {
    auto& waiter = *static_cast<AppendWaiter*>(context);
    const std::lock_guard lock(waiter.mutex_);
    waiter.result_ = result;
    waiter.is_there_ = true;
    waiter.came_.notify_one();  // under the lock: the waiter may be gone right after it
  }

  std::mutex mutex_;
  std::condition_variable came_;
  AppendResult result_{};
  bool is_there_ = false;
};

}  // namespace uslkit
