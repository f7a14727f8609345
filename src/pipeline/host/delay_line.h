// DelayLine: appends that a latency fault holds back, made when their time has come.
//
// While no fault lasts nothing passes through it. Holds copies of the events: at most `most_events`
// at a time, then further ones are refused. Thread-safe; the destructor refuses what is left.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/random.h"
#include "pipeline/ingress/event_sink.h"
#include "pipeline/steady_run_clock.h"
#include "run/active_controls.h"

namespace uslkit {

class DelayLine {
 public:
  struct Append {
    std::uint32_t partition = 0;
    AckLevel level = AckLevel::none;
    void* ticket = nullptr;
    AppendListener* listener = nullptr;
    std::vector<EventRecord> events{};  // their views are into `texts`
    std::deque<std::string> texts{};
  };
  // Called by the line's thread with each append whose time has come.
  using Release = std::function<void(const Append&)>;

  DelayLine(SteadyRunClock clock, std::uint64_t seed, Release release);
  ~DelayLine();

  void set_latency(const AddedLatency& ingress, const AddedLatency& log);
  [[nodiscard]] bool active() const { return active_.load(std::memory_order_relaxed); }
  // Whether the append was taken over; not where its draw says that it is not delayed.
  [[nodiscard]] bool take(std::uint32_t partition, std::span<const EventRecord> events,
                          AckLevel level, void* ticket, AppendListener& listener);

 private:
  void run();

  SteadyRunClock clock_;
  Release release_;
  std::atomic<bool> active_{false};
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  AddedLatency ingress_;
  AddedLatency log_;
  Random coins_;
  std::multimap<TimePoint, Append> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace uslkit
