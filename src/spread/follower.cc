#include "spread/follower.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "spread/messages.h"
#include "spread/nap.h"

namespace uslkit {
namespace {

// The threads of `work` put down what they want to say, and the thread of the transport says it.
class Follower {
 public:
  Follower(Transport& transport, const FollowerOptions& options)
      : transport_(transport), options_(options) {}

  bool run(const std::function<void(const FollowerWork&)>& work) {
    transport_.send(0, messages::kHello + options_.job.sha256());
    std::thread own([this, &work] { run_own(work); });
    while (!nap_.ended() || something_to_say()) {
      bool busy = false;
      if (options_.signal != nullptr && *options_.signal) options_.stop = true;
      while (const std::optional<Transport::Message> message = transport_.receive()) {
        hear(message->bytes);
        busy = true;
      }
      while (const std::optional<std::string> message = next_to_say()) {
        transport_.send(0, *message);
        busy = true;
      }
      if (!busy) nap_.wait();
    }
    own.join();
    transport_.send(0, std::string(1, messages::kBye));
    return !failed_;
  }

 private:
  void run_own(const std::function<void(const FollowerWork&)>& work) {
    FollowerWork own;
    own.flow.expected = options_.job.parts;
    own.flow.next = [this] { return next(); };
    own.flow.made = [this](std::size_t number, PartText part) {
      say(messages::made({.number = number, .part = std::move(part)}));
    };
    own.on_progress = [this](const SimulateProgress& progress) { say_progress(progress); };
    try {
      work(own);
    } catch (const std::exception& error) {
      failed_ = true;
      say(messages::kFailed + std::string(error.what()));
    }
    nap_.end();
  }

  // Waits for the leader's answer.
  std::optional<std::size_t> next() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (none_left_) return std::nullopt;
    to_say_.emplace_back(1, messages::kWant);
    nap_.wake();
    answered_.wait(lock, [this] { return none_left_ || !tasks_.empty(); });
    if (tasks_.empty()) return std::nullopt;
    const std::size_t number = tasks_.front();
    tasks_.pop_front();
    return number;
  }

  void say(std::string message) {
    const std::lock_guard<std::mutex> lock(mutex_);
    to_say_.push_back(std::move(message));
    nap_.wake();
  }

  // Only the newest one matters; it waits for the next look.
  void say_progress(const SimulateProgress& progress) {
    const std::lock_guard<std::mutex> lock(mutex_);
    progress_ = progress;
  }

  std::optional<std::string> next_to_say() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!to_say_.empty()) {
      std::string message = std::move(to_say_.front());
      to_say_.pop_front();
      return message;
    }
    if (!progress_) return std::nullopt;
    std::string message = messages::progress(*progress_);
    progress_.reset();
    return message;
  }

  bool something_to_say() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return !to_say_.empty() || progress_.has_value();
  }

  void hear(std::string_view message) {
    USLKIT_CHECK(!message.empty());
    const std::lock_guard<std::mutex> lock(mutex_);
    switch (message.front()) {
      case messages::kTask:
        tasks_.push_back(messages::task_of(message));
        break;
      case messages::kNoneLeft:
        none_left_ = true;
        break;
      case messages::kStop:
        options_.stop = true;
        break;
      case messages::kGiveUp:
        failed_ = true;
        none_left_ = true;
        options_.stop = true;
        break;
      default:
        USLKIT_CHECK(false);
    }
    answered_.notify_all();
  }

  Transport& transport_;
  const FollowerOptions& options_;
  Nap nap_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::deque<std::string> to_say_;
  std::deque<std::size_t> tasks_;
  std::optional<SimulateProgress> progress_;
  bool none_left_ = false;
  std::atomic<bool> failed_ = false;
};

}  // namespace

bool follow(Transport& transport, const FollowerOptions& options,
            const std::function<void(const FollowerWork&)>& work) {
  return Follower(transport, options).run(work);
}

}  // namespace uslkit
