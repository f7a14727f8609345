// BackgroundWorker: a thread that does a piece of work per partition when asked to.
//
// Asking twice before the work begins is asking once; asking while it runs makes it run again.
// ask() from any thread, also from the work itself. The destructor finishes what was asked for.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace uslkit {

class BackgroundWorker {
 public:
  BackgroundWorker(int partitions, std::function<void(int partition)> work)
      : asked_(static_cast<std::size_t>(partitions)),
        work_(std::move(work)),
        thread_([this] { run(); }) {}
  ~BackgroundWorker() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  BackgroundWorker(const BackgroundWorker&) = delete;
  BackgroundWorker& operator=(const BackgroundWorker&) = delete;

  void ask(int partition) {
    {
      const std::lock_guard lock(mutex_);
      asked_[static_cast<std::size_t>(partition)] = true;
      any_ = true;
    }
    wake_.notify_one();
  }

 private:
  void run() {
    std::vector<bool> now(asked_.size());
    while (true) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return any_ || ending_; });
        if (!any_) return;
        any_ = false;
        now.swap(asked_);
      }
      for (std::size_t k = 0; k < now.size(); ++k) {
        if (now[k]) work_(static_cast<int>(k));
        now[k] = false;
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<bool> asked_;
  bool any_ = false;
  bool ending_ = false;
  std::function<void(int)> work_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace uslkit
