#include "spread/leader.h"

#include <exception>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "base/check.h"
#include "spread/messages.h"
#include "spread/nap.h"

namespace uslkit {
namespace {

class Leader {
 public:
  Leader(Transport& transport, const LeaderOptions& options)
      : transport_(transport), options_(options), open_(transport.size() - 1) {}

  void run(const std::function<void()>& work) {
    look_for_signal();
    std::thread own([this, &work] { run_own(work); });
    while (open_ > 0 || !nap_.ended()) {
      bool heard = false;
      while (const std::optional<Transport::Message> message = transport_.receive()) {
        hear(*message);
        heard = true;
      }
      look_for_signal();
      if (options_.stop && !told_stop_) tell_all(std::string(1, messages::kStop), told_stop_);
      if (failed() && !told_failure_) tell_all(std::string(1, messages::kGiveUp), told_failure_);
      if (!heard) nap_.wait();
    }
    own.join();
    if (own_failure_) std::rethrow_exception(own_failure_);
    if (!failure_.empty()) throw std::runtime_error(failure_);
  }

 private:
  void look_for_signal() {
    if (options_.signal != nullptr && *options_.signal) options_.stop = true;
  }

  void run_own(const std::function<void()>& work) {
    try {
      work();
    } catch (...) {
      own_failure_ = std::current_exception();
    }
    nap_.end();
  }

  // What the thread of its own threw is looked at only after that thread has ended.
  [[nodiscard]] bool failed() const {
    return !failure_.empty() || (nap_.ended() && own_failure_ != nullptr);
  }

  void tell_all(const std::string& message, bool& told) {
    for (std::size_t rank = 1; rank < transport_.size(); ++rank) transport_.send(rank, message);
    told = true;
  }

  void hear(const Transport::Message& message) {
    USLKIT_CHECK(!message.bytes.empty());
    const std::string rest = message.bytes.substr(1);
    switch (message.bytes.front()) {
      case messages::kHello:
        return greet(message.from, rest);
      case messages::kWant:
        return give(message.from);
      case messages::kPart:
        return keep(messages::made_of(message.bytes));
      case messages::kProgress:
        return options_.progress.tell(message.from, messages::progress_of(message.bytes));
      case messages::kFailed:
        return fail(fmt::format("process {}: {}", message.from, rest));
      case messages::kBye:
        --open_;
        return;
      default:
        USLKIT_CHECK(false);
    }
  }

  void greet(std::size_t rank, const std::string& job) {
    if (job == options_.job.sha256()) return;
    fail(
        fmt::format("process {} has another job: its scenario file, its options or its uslkit are "
                    "not those of process 0",
                    rank));
  }

  void give(std::size_t rank) {
    const std::optional<std::size_t> number = failed() ? std::nullopt : options_.ledger.next();
    transport_.send(rank, number ? messages::task(*number) : std::string(1, messages::kNoneLeft));
  }

  void keep(messages::Made made) {
    if (!made.part.whole) options_.stop = true;  // a signal reached that process only
    options_.ledger.keep(made.number, std::move(made.part));
  }

  // The threads of its own stop as well.
  void fail(const std::string& why) {
    if (failure_.empty()) failure_ = why;
    options_.stop = true;
  }

  Transport& transport_;
  const LeaderOptions& options_;
  std::size_t open_;  // followers that have not said good-bye
  Nap nap_;
  bool told_stop_ = false;
  bool told_failure_ = false;
  std::string failure_;
  std::exception_ptr own_failure_;
};

}  // namespace

void lead(Transport& transport, const LeaderOptions& options, const std::function<void()>& work) {
  Leader(transport, options).run(work);
}

}  // namespace uslkit
