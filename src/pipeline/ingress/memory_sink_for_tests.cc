#include "pipeline/ingress/memory_sink_for_tests.h"

#include <algorithm>

namespace uslkit {

MemorySinkForTests::MemorySinkForTests(const Options& options)
    : keep_(options.keep), hold_(options.hold) {}

void MemorySinkForTests::append(std::uint32_t partition, std::span<const EventRecord> events,
                                AckLevel level, void* ticket, AppendListener& listener) {
  const AppendStatus status = status_;
  if (status == AppendStatus::ok) store(partition, events, level);
  if (hold_ && status == AppendStatus::ok) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (hold_) {  // release() may have come in between
      held_.push_back({ticket, &listener});
      return;
    }
  }
  listener.on_appended(ticket, status);
}

void MemorySinkForTests::store(std::uint32_t partition, std::span<const EventRecord> events,
                               AckLevel level) {
  count_ += std::ssize(events);
  if (!keep_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const EventRecord& event : events) {
    events_.push_back({.partition = partition,
                       .traffic_class = event.traffic_class,
                       .tenant = event.tenant,
                       .timestamp_us = event.timestamp_us,
                       .level = level,
                       .id = std::string(event.id),
                       .key = std::string(event.key),
                       .json = std::string(event.json)});
  }
}

std::size_t MemorySinkForTests::answer_held(std::size_t count) {
  std::vector<Held> ready;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::ptrdiff_t taken = std::ssize(held_) < static_cast<std::ptrdiff_t>(count)
                                     ? std::ssize(held_)
                                     : static_cast<std::ptrdiff_t>(count);
    ready.assign(held_.begin(), held_.begin() + taken);
    held_.erase(held_.begin(), held_.begin() + taken);
  }
  for (const Held& each : ready) each.listener->on_appended(each.ticket, AppendStatus::ok);
  return ready.size();
}

void MemorySinkForTests::release() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    hold_ = false;
  }
  answer_held(static_cast<std::size_t>(-1) / 2);
}

std::vector<StoredEvent> MemorySinkForTests::events() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return events_;
}

std::size_t MemorySinkForTests::held() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return held_.size();
}

}  // namespace uslkit
