#include "pipeline/host/applied_answers.h"

#include <chrono>
#include <utility>

namespace uslkit {
namespace {

constexpr std::chrono::milliseconds kLook{1};

}  // namespace

AppliedAnswers::AppliedAnswers(std::size_t partitions, Applied applied)
    : applied_(std::move(applied)), waiting_(partitions), thread_([this] { run(); }) {}

AppliedAnswers::~AppliedAnswers() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  thread_.join();
  for (const std::deque<Waiting>& each : waiting_) {
    for (const Waiting& one : each) one.listener->on_appended(one.ticket, AppendStatus::failed);
  }
}

void AppliedAnswers::wait_for(std::size_t partition, LogOffset end, void* ticket,
                              AppendListener& listener) {
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_[partition].push_back({.end = end, .ticket = ticket, .listener = &listener});
}

void AppliedAnswers::run() {
  while (true) {
    for (std::size_t i = 0; i < waiting_.size(); ++i) answer(i);
    std::this_thread::sleep_for(kLook);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) return;
  }
}

// The store is asked without the lock: it may be at work for a while.
void AppliedAnswers::answer(std::size_t partition) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (waiting_[partition].empty()) return;
  }
  const LogOffset applied = applied_(partition);
  while (true) {
    Waiting one;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      std::deque<Waiting>& queue = waiting_[partition];
      if (queue.empty() || queue.front().end > applied) return;
      one = queue.front();
      queue.pop_front();
    }
    one.listener->on_appended(one.ticket, AppendStatus::ok);
  }
}

}  // namespace uslkit
