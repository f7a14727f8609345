// LogSink: the ingress's way into the log: faults, bounds, counts, acknowledgements.
//
//   ingress thread ── AppendGatherer ─┬─ refused: partition down, disk full, too much unread
//                                     ├─ held back: a latency fault (a thread of its own appends
//                                     │  later)
//                                     └─ log.append ── acknowledged at its level ──► on_appended
//
// Conditions are set by the conductor at any time. Thread-safe. No allocation in steady state.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
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

// What a request is answered by, and how many events of it there are.
struct AppendTicket {
  void* ticket = nullptr;
  std::size_t events = 0;
};

// Appends of several requests to one partition, for one append of the log.
struct GatheredAppends {
  AckLevel level = AckLevel::none;
  std::string bytes{};                   // envelopes; reserved, so that the records' views last
  std::vector<LogRecord> records{};      // in the order of the requests
  std::vector<AppendTicket> tickets{};   // of the requests
  std::vector<std::int64_t> of_class{};  // events by traffic class
};

struct LogSinkOptions {
  // If given, answers wait until it has them: a synchronous system.
  AppliedAnswers::Applied applied{};
  // Requests are put together up to so many bytes: well below what the log takes at once.
  Bytes gather{256 << 10};
};

class LogSink final : public EventSink {
 public:
  LogSink(const Scenario& scenario, Log& log, SteadyRunClock clock,
          const LogSinkOptions& options = {});
  // No append may come any more; those held back are answered `failed`.
  ~LogSink() override;

  void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
              void* ticket, AppendListener& listener) override;
  [[nodiscard]] std::unique_ptr<EventWriter> writer(AppendListener& listener) override;

  // ---- Writers (AppendGatherer). ----
  [[nodiscard]] std::size_t partitions() const { return partitions_.size(); }
  [[nodiscard]] std::size_t classes() const { return classes_.size(); }
  [[nodiscard]] std::size_t gather_bytes() const { return gather_bytes_; }
  [[nodiscard]] std::int64_t wall_ns() const { return clock_.wall_us(clock_.now()) * 1000; }
  // Whether a latency fault has taken these events over.
  [[nodiscard]] bool delays(std::uint32_t partition, std::span<const EventRecord> events,
                            AckLevel level, void* ticket, AppendListener& listener) {
    return delays_.active() && delays_.take(partition, events, level, ticket, listener);
  }
  // What events are answered with that do not go to the log, behind `gathered` ones that will.
  [[nodiscard]] std::optional<AppendStatus> refusal(std::uint32_t partition,
                                                    std::span<const EventRecord> events,
                                                    std::size_t gathered);
  void append_gathered(std::uint32_t partition, const GatheredAppends& appends,
                       AppendListener& listener);

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
  // Requests whose events are in the log and not yet acknowledged.
  struct Pending {
    LogSink* sink = nullptr;
    AppendListener* listener = nullptr;
    std::vector<AppendTicket> tickets{};
  };

  enum class Room : std::uint8_t { yes, refused, dropped };
  [[nodiscard]] Room room_for(std::uint32_t partition, std::size_t events) const;
  [[nodiscard]] LogStatus append_to_log(std::uint32_t partition, std::span<const LogRecord> records,
                                        AckLevel level, std::span<const AppendTicket> tickets,
                                        AppendListener& listener);
  [[nodiscard]] Pending* take_spare();
  void give_back(Pending* pending);
  void note_trouble(LogStatus status);
  static void on_ack(void* context, const AppendResult& result);

  Log& log_;
  SteadyRunClock clock_;
  std::size_t gather_bytes_;
  LogFull on_full_ = LogFull::fail;
  std::int64_t capacity_ = 0;  // 0: no limit
  std::vector<Partition> partitions_;
  std::vector<Class> classes_;
  std::atomic<bool> disk_full_{false};
  std::atomic<int> trouble_{0};  // a LogStatus
  std::optional<AppliedAnswers> applied_{};
  std::mutex spares_mutex_;
  std::vector<std::unique_ptr<Pending>> spares_;  // to be used again
  DelayLine delays_;
};

}  // namespace uslkit
