// GroupWatch: the broker's own consumer group beside ours, to see what its protocol does meanwhile.
//
// uslkit gives partitions to consumers itself (docs/adr/0017). A watch keeps as many members in a
// real group of the broker as there are consumers at work, none of which consumes anything, and
// tells what each is given and loses: so a scale-out or a loss of consumers shows the rebalance
// that the broker makes of it, with its time.
// Thread safety: set_members() from one thread; on_event is called by any, one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace uslkit {

struct GroupWatchEvent {
  std::int64_t time_ns = 0;  // of the clock in the options
  std::string text{};        // "group shop-uslkit, member 1: assigned partitions 0 and 2"
};

struct GroupWatchOptions {
  std::function<std::int64_t()> now_ns{};
  std::function<void(const GroupWatchEvent&)> on_event{};
};

class GroupWatch {
 public:
  virtual ~GroupWatch() = default;  // all members leave; their last events are told before

  // Joins or leaves so many that there are `members`, at most 64, one after the other, meanwhile.
  virtual void set_members(std::int64_t members) = 0;
};

// A watch on the group TOPIC-uslkit where `url` names a Kafka log, else null. Throws InputError for
// a URL that names no log.
[[nodiscard]] std::unique_ptr<GroupWatch> watch_group(std::string_view url,
                                                      GroupWatchOptions options);

}  // namespace uslkit
