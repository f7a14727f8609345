// RunRecorder: what the threads of a real run tell, gathered as the simulator's own RunTally.
//
// One lock around one IntervalRecorder: callers tell of whole replies and batches, not of single
// events, so that it is taken a few thousand times a second. All times are those of the run's
// clock, all latencies nanoseconds from the client's first *intended* send. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "base/time_point.h"
#include "policy/verdict.h"
#include "run/interval_recorder.h"
#include "run/run_tally.h"
#include "scenario/scenario.h"

namespace uslkit {

// What became of events whose answer has come, all of one class and one request.
enum class Answer : std::uint8_t {
  acked,     // 202 in the client's time
  invalid,   // 400: not the server's fault, never retried
  rejected,  // an attempt was refused; whether the request failed is told by on_failed
};

// One applied event, or one that a consumer has done with otherwise.
struct AppliedEvent {
  std::uint16_t traffic_class = 0;
  TimePoint birth{};  // the client's first intended send
};

class RunRecorder {
 public:
  explicit RunRecorder(const Scenario& scenario);

  // ---- The load generator. ----
  // Attempts that are due now: first sends, retries, second sends of one id.
  void on_sent(std::size_t traffic_class, std::int64_t first, std::int64_t retried,
               std::int64_t duplicates);
  // Answers to first sends and retries, and refusals of any attempt; one latency per event where it
  // was acked.
  void on_answered(std::size_t traffic_class, Answer answer, RejectReason reason,
                   std::span<const std::int64_t> latencies_ns, std::int64_t events);
  // A 202 to attempts whose answer decides nothing: second sends of an id, clients that had gone.
  void on_admitted(std::size_t traffic_class, std::int64_t attempts);
  // Requests that are given up: retries used up or none allowed.
  void on_failed(std::size_t traffic_class, std::int64_t requests);
  // Requests that are given up, though a 202 has come after their client's time.
  void on_late(std::size_t traffic_class, std::int64_t requests);
  // Requests without an answer when the run ended.
  void on_unanswered(std::size_t traffic_class, std::int64_t requests);

  // ---- The consumers. ----
  // A batch is applied: its events, as far as they changed the state.
  void on_applied(TimePoint at, std::size_t partition, std::span<const AppliedEvent> events);
  void on_batch(std::size_t partition, std::int64_t events, Duration busy);
  void on_duplicates(std::size_t traffic_class, std::int64_t events);
  void on_redelivered(std::size_t traffic_class, std::int64_t events);
  void on_dead_lettered(std::size_t partition, std::size_t traffic_class, std::int64_t events);

  // ---- The conductor. ----
  // `use` runs with the recorder and the tally while nobody else does.
  template <typename Use>
  decltype(auto) with(Use&& use) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return use(recorder_, tally_);
  }

 private:
  std::mutex mutex_;
  RunTally tally_;
  IntervalRecorder recorder_;
};

}  // namespace uslkit
