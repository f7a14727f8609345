#include "pipeline/log/kafka_group_watch.h"

#include <condition_variable>
#include <memory>
#include <mutex>

#include <doctest/doctest.h>

#include "pipeline/log/kafka_log.h"
#include "tests/pipeline/services/shared_service.h"

namespace uslkit {
namespace {

using test::shared_service;

// The events of one member, and a way to wait for what they lead to.
class Member {
 public:
  Member(const std::string& servers, const std::string& topic)
      : watch_(std::make_unique<KafkaGroupWatch>(KafkaGroupWatchOptions{
            .servers = servers,
            .topic = topic,
            .group = topic,
            .session_timeout = std::chrono::seconds(6),
            .now_ns = [this] { return ++ticks_; },
            .on_event =
                [this](const KafkaGroupEvent& event) {
                  const std::lock_guard lock(mutex_);
                  events_.push_back(event);
                  changed_.notify_all();
                },
        })) {}

  void leave() { watch_.reset(); }

  // False when it does not come to have so many partitions within a generous time.
  [[nodiscard]] bool comes_to_have(std::size_t partitions) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] {
      return !events_.empty() && events_.back().kind == KafkaGroupEvent::Kind::assigned &&
             events_.back().partitions.size() == partitions;
    });
  }
  [[nodiscard]] std::vector<KafkaGroupEvent> events() {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<KafkaGroupEvent> events_;
  std::int64_t ticks_ = 0;
  std::unique_ptr<KafkaGroupWatch> watch_;
};

TEST_CASE("a group's members are told what they get and lose when one joins and leaves") {
  const std::string topic = shared_service().new_name();
  const std::string servers =
      shared_service().host() + ":" + std::to_string(shared_service().port());
  const KafkaLog log({.servers = servers, .topic = topic, .partitions = 4});
  Member first(servers, topic);
  REQUIRE(first.comes_to_have(4));
  Member second(servers, topic);
  REQUIRE(second.comes_to_have(2));
  REQUIRE(first.comes_to_have(2));
  second.leave();
  REQUIRE(first.comes_to_have(4));
  first.leave();

  using Kind = KafkaGroupEvent::Kind;
  const std::vector<KafkaGroupEvent> events = first.events();
  REQUIRE(events.size() == 6);
  for (std::size_t k = 0; k < events.size(); ++k) {
    CHECK(events[k].kind == (k % 2 == 0 ? Kind::assigned : Kind::revoked));
    CHECK(events[k].time_ns == static_cast<std::int64_t>(k + 1));
    if (k % 2 == 1) CHECK(events[k].partitions == events[k - 1].partitions);
  }
  CHECK(events[0].partitions == std::vector<int>{0, 1, 2, 3});
  CHECK(second.events().back().kind == Kind::revoked);
}

}  // namespace
}  // namespace uslkit
