#include "pipeline/log/group_watch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pipeline/connection_url.h"
#include "pipeline/log/kafka_group_watch.h"
#include "pipeline/log/log_url.h"

namespace uslkit {
namespace {

constexpr std::int64_t kMostMembers = 64;

std::string_view word_of(KafkaGroupEvent::Kind kind) {
  switch (kind) {
    case KafkaGroupEvent::Kind::assigned:
      return "assigned";
    case KafkaGroupEvent::Kind::revoked:
      return "revoked";
    case KafkaGroupEvent::Kind::lost:
      return "lost";
  }
  return "";
}

std::string partitions_text(const std::vector<int>& partitions) {
  if (partitions.empty()) return "no partition";
  return fmt::format("partition{} {}", partitions.size() > 1 ? "s" : "",
                     fmt::join(partitions, ", "));
}

// Joining and leaving wait for the broker, so a thread of its own does it.
class KafkaGroupMembers final : public GroupWatch {
 public:
  KafkaGroupMembers(std::string servers, std::string topic, GroupWatchOptions options)
      : servers_(std::move(servers)),
        topic_(std::move(topic)),
        group_(topic_ + "-uslkit"),
        options_(std::move(options)),
        thread_([this] { run(); }) {}

  ~KafkaGroupMembers() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  void set_members(std::int64_t members) override {
    {
      const std::lock_guard lock(mutex_);
      wanted_ = static_cast<std::size_t>(std::clamp<std::int64_t>(members, 0, kMostMembers));
    }
    wake_.notify_one();
  }

 private:
  void run() {
    std::vector<std::unique_ptr<KafkaGroupWatch>> members;
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return ending_ || wanted_ != members.size(); });
      if (ending_) break;
      const bool joins = members.size() < wanted_;
      lock.unlock();
      const std::size_t before = members.size();
      if (joins) {
        join(members);
      } else {
        members.pop_back();
      }
      lock.lock();
      if (joins && members.size() == before) wanted_ = before;  // until it is asked for again
    }
    lock.unlock();
    members.clear();
  }

  // One member more, or a word on why there is none.
  void join(std::vector<std::unique_ptr<KafkaGroupWatch>>& members) {
    const std::size_t member = members.size();
    try {
      members.push_back(std::make_unique<KafkaGroupWatch>(KafkaGroupWatchOptions{
          .servers = servers_,
          .topic = topic_,
          .group = group_,
          .now_ns = options_.now_ns,
          .on_event = [this, member](const KafkaGroupEvent& event) {
            tell(member, event.time_ns,
                 fmt::format("{} {}", word_of(event.kind), partitions_text(event.partitions)));
          }}));
    } catch (const KafkaError& error) {
      tell(member, options_.now_ns(), fmt::format("cannot join: {}", error.what()));
    }
  }

  void tell(std::size_t member, std::int64_t time_ns, const std::string& what) {
    const std::lock_guard lock(telling_);
    options_.on_event(
        {.time_ns = time_ns, .text = fmt::format("group {}, member {}: {}", group_, member, what)});
  }

  const std::string servers_;
  const std::string topic_;
  const std::string group_;
  const GroupWatchOptions options_;
  std::mutex telling_;
  std::mutex mutex_;  // of the next three
  std::condition_variable wake_;
  std::size_t wanted_ = 0;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<GroupWatch> watch_group(std::string_view url, GroupWatchOptions options) {
  const ConnectionUrl parts = split_scheme(url);
  if (parts.scheme != "kafka") return nullptr;
  const LogUrl log = parse_log_url(url, parts.rest);
  return std::make_unique<KafkaGroupMembers>(log.servers, log.name, std::move(options));
}

}  // namespace uslkit
