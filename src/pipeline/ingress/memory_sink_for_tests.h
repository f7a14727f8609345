// MemorySinkForTests: an EventSink that keeps or only counts events: for tests and benchmarks only.
//
// It can be told to answer late (by answer_held(), from the caller's thread), or with another
// status. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/ingress/event_sink.h"

namespace uslkit {

struct StoredEvent {
  std::uint32_t partition = 0;
  std::uint32_t traffic_class = 0;
  std::uint64_t tenant = 0;
  std::int64_t timestamp_us = 0;
  AckLevel level = AckLevel::none;
  std::string id{};
  std::string key{};
  std::string json{};
};

class MemorySinkForTests final : public EventSink {
 public:
  struct Options {
    bool keep = true;   // false: only count, for benchmarks
    bool hold = false;  // true: answers wait for answer_held()
  };
  MemorySinkForTests() : MemorySinkForTests(Options{}) {}
  explicit MemorySinkForTests(const Options& options);

  void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
              void* ticket, AppendListener& listener) override;

  // From now on appends are answered with `status`; other than `ok`, they keep nothing.
  void answer_with(AppendStatus status) { status_ = status; }
  // Answers up to `count` appends that wait, oldest first; how many there were.
  std::size_t answer_held(std::size_t count);
  // From now on nothing is held; answers what was.
  void release();

  [[nodiscard]] std::vector<StoredEvent> events() const;
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::size_t held() const;

 private:
  struct Held {
    void* ticket;
    AppendListener* listener;
  };
  void store(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level);

  bool keep_;
  std::atomic<bool> hold_;
  std::atomic<AppendStatus> status_{AppendStatus::ok};
  std::atomic<std::int64_t> count_{0};
  mutable std::mutex mutex_;  // of what follows
  std::vector<StoredEvent> events_;
  std::vector<Held> held_;
};

}  // namespace uslkit
