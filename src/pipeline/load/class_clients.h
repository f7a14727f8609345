// ClassClients: the clients of one traffic class on one thread: what they send when, and what they
// make of answers, as the simulator's clients do (sim/cell.cc).
//
//   become_due(now) -> batch_due() -> take_batch() -> written, by whom is not its business
//     -> on_accepted / on_refused / on_invalid / on_lost, once per batch
//     -> on_timeouts, whenever a client of a written batch has lost its patience
//
// Time is an argument; no sockets. Every request ends exactly once (LoadClassReport); the recorder
// hears of it per batch. Memory: 56 bytes an attempt that waits or is in flight, and these are
// bounded. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <vector>

#include "pipeline/load/attempt.h"
#include "pipeline/load/load_plan.h"
#include "pipeline/load/load_report.h"
#include "pipeline/load/request_states.h"
#include "pipeline/run_recorder.h"
#include "run/traffic_source.h"

namespace uslkit {

// What the classes of one thread may keep together.
struct WaitingRoom {
  std::size_t most = 0;
  std::size_t unsent = 0;  // due, not written
  std::size_t backing_off = 0;
};

// The attempts of one POST.
struct LoadBatch {
  std::size_t traffic_class = 0;
  std::vector<Attempt> attempts{};  // in the order in which they became due
  std::size_t timed = 0;            // the first so many have been looked at by on_timeouts
  TimePoint due{};                  // when it was to be written
  TimePoint written{};              // when it was
};

class ClassClients {
 public:
  // `thread` of plan.threads() takes every request whose number modulo the threads is `thread`.
  ClassClients(const LoadPlan& plan, std::size_t traffic_class, std::size_t thread,
               WaitingRoom& room, RunRecorder& recorder);

  // ---- Sending. ----
  // When the next attempt becomes due; kEndOfTraffic: none.
  [[nodiscard]] TimePoint next_due() const;
  // What is due at `now`, but not after `stop`, waits for its batch from now on.
  void become_due(TimePoint now, TimePoint stop);
  // When the next batch is to be written: it is full, or its first event has lingered.
  // kEndOfTraffic: nothing waits.
  [[nodiscard]] TimePoint batch_due() const;
  // Moves that batch into `batch`; something waits.
  void take_batch(LoadBatch& batch);

  // ---- Answers. `now` is when they came. ----
  void on_accepted(LoadBatch& batch, TimePoint now);
  void on_refused(LoadBatch& batch, RejectReason reason, Duration retry_after, TimePoint now);
  void on_invalid(LoadBatch& batch, TimePoint now);
  // When the next client of a batch loses patience; kEndOfTraffic: none.
  [[nodiscard]] TimePoint next_timeout(const LoadBatch& batch) const;
  void on_timeouts(LoadBatch& batch, TimePoint now);
  // No answer will come any more, and all clients had gone.
  void on_abandoned(LoadBatch& batch);

  // ---- The end. ----
  // A batch that is in flight when the run ends.
  void close_batch(const LoadBatch& batch);
  // After the last close_batch(): what waits has failed, who has no answer is unanswered.
  void close();
  [[nodiscard]] const LoadClassReport& report() const { return report_; }
  // Attempts that wait.
  [[nodiscard]] std::size_t waiting() const { return joined_.size() + alone_.size(); }

 private:
  struct Later {
    bool operator()(const Attempt& a, const Attempt& b) const { return a.entered > b.entered; }
  };
  // What one call has to tell the recorder.
  struct News {
    std::int64_t failed = 0;
    std::int64_t late = 0;
    std::int64_t admitted = 0;  // attempts for whose answer nobody waits
  };

  void take_first();
  void take_retry();
  void wait(const Attempt& attempt);
  void drop(const Attempt& attempt);
  void skip(std::size_t requests);
  void time_out(Attempt& attempt, TimePoint now);
  void pay_in(std::int64_t first_attempts, TimePoint now);
  [[nodiscard]] std::optional<Duration> wait_before_retry(const Attempt& attempt,
                                                          Duration retry_after, TimePoint now);
  [[nodiscard]] bool pay_retry(TimePoint now);
  void fail_or_retry(const Attempt& attempt, Duration retry_after, TimePoint from, TimePoint now);
  void give_up(const Attempt& attempt);
  void answered_late(const Attempt& attempt, bool known);
  void settle(std::uint32_t state);
  void count_rejected(RejectReason reason, std::int64_t attempts);
  void tell();

  const LoadPlan& plan_;
  const ClassPlan& class_;
  std::size_t thread_;
  WaitingRoom& room_;
  RunRecorder& recorder_;
  TrafficSource source_;
  Duration linger_;
  std::optional<Duration> timeout_;
  std::deque<Attempt> joined_;  // wait for a batch
  std::deque<Attempt> alone_;   // invalid ones, which would spoil a batch
  std::priority_queue<Attempt, std::vector<Attempt>, Later> retries_;
  RequestStates states_;
  News news_;
  std::vector<std::int64_t> latencies_;
  LoadClassReport report_;
};

}  // namespace uslkit
