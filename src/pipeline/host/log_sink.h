// LogSink: the ingress's way into the log: envelopes, faults, bounds and counts.
//
//   ingress thread ── append(events) ─┬─ refused: partition down, disk full, too much unread
//                                     ├─ held back: a latency fault (a thread of its own appends
//                                     later) └─ log.append ── acknowledged at its level ──►
//                                     on_appended
//
// Conditions are set by the conductor at any time. Thread-safe. Cost beside the log's: one copy of
// the events, no allocation in steady state but one small block per append.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/host/applied_answers.h"
#include "pipeline/host/delay_line.h"
#include "pipeline/ingress/event_sink.h"
#include "pipeline/log/log.h"
#include "pipeline/steady_run_clock.h"
#include "run/active_controls.h"
#include "scenario/scenario.h"

namespace uslkit {

class LogSink final : public EventSink {
 public:
  // With `applied` given answers wait until it has them: a synchronous system.
  LogSink(const Scenario& scenario, Log& log, SteadyRunClock clock,
          AppliedAnswers::Applied applied = {});
  // No append may come any more; those held back are answered `failed`.
  ~LogSink() override;

  void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
              void* ticket, AppendListener& listener) override;

  // ---- The conductor. ----
  void set_conditions(const ActiveControls& active, TimePoint now);
  // How far the partition's consumers have come, for the log's capacity.
  void set_committed(std::size_t partition, LogOffset next) {
    partitions_[partition].committed.store(next, std::memory_order_relaxed);
  }

  struct Totals {
    std::vector<std::int64_t> by_class{};
    std::vector<std::int64_t> by_partition{};
    std::vector<std::int64_t> dropped_by_class{};  // a full log that drops: acknowledged, lost
    std::vector<std::int64_t> dropped_by_partition{};
    std::int64_t events = 0;  // all that were appended
  };
  [[nodiscard]] Totals totals() const;
  // The first thing that the log refused and that is no fault of the scenario; empty: nothing.
  [[nodiscard]] std::string trouble() const;

 private:
  struct Partition {
    std::atomic<bool> down{false};
    std::atomic<LogOffset> committed{0};
    std::atomic<std::int64_t> appended{0};
    std::atomic<std::int64_t> dropped{0};
  };
  struct Class {
    std::atomic<std::int64_t> appended{0};
    std::atomic<std::int64_t> dropped{0};
  };
  struct Pending {
    LogSink* sink = nullptr;
    void* ticket = nullptr;
    AppendListener* listener = nullptr;
  };

  enum class Room : std::uint8_t { yes, refused, dropped };
  [[nodiscard]] Room room_for(std::uint32_t partition, std::size_t events) const;
  void append_now(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
                  void* ticket, AppendListener& listener);
  void count(std::uint32_t partition, std::span<const EventRecord> events);
  void note_trouble(LogStatus status);
  static void on_ack(void* context, const AppendResult& result);

  Log& log_;
  SteadyRunClock clock_;
  LogFull on_full_ = LogFull::fail;
  std::int64_t capacity_ = 0;  // 0: no limit
  std::vector<Partition> partitions_;
  std::vector<Class> classes_;
  std::atomic<bool> disk_full_{false};
  std::atomic<int> trouble_{0};  // a LogStatus
  std::optional<AppliedAnswers> applied_{};
  DelayLine delays_;
};

}  // namespace uslkit
