#include "sim/mechanisms.h"

#include <algorithm>
#include <vector>

#include "sim/calendar.h"

namespace uslkit {
namespace {

using Request = ClosedLoopRecorder::Request;

// The request that each worker has under way.
using UnderWay = std::vector<Request>;

void finish_all(const UnderWay& under_way, ClosedLoopRecorder& recorder) {
  for (const Request& request : under_way) recorder.on_unanswered(request);
}

enum class Exchange { under_the_lock, in_parallel };

// One round: who is done with the local work asks for the lock, and the round is closed when the
// last one is through. Workers are all alike, so that the k-th to ask may as well be number k.
void play_round(ClosedSystem& system, std::int64_t first_request, Exchange exchange,
                UnderWay& round) {
  const TimePoint opened = round.front().begun;
  std::int64_t i = first_request;
  for (Request& request : round) request.asked = opened + system.local_work(i++);
  std::sort(round.begin(), round.end(),
            [](const Request& a, const Request& b) { return a.asked < b.asked; });
  TimePoint free = opened;
  TimePoint closed = opened;
  i = first_request;
  for (Request& request : round) {
    const Duration exchanges = system.exchanges(i);
    request.turn = std::max(free, request.asked);
    request.released = request.turn + system.serial(i++);
    if (exchange == Exchange::under_the_lock) request.released += exchanges;
    free = request.released;
    closed = std::max(closed, exchange == Exchange::in_parallel ? free + exchanges : free);
  }
  for (Request& request : round) request.answered = closed;
}

void run_rounds(ClosedSystem& system, Exchange exchange, ClosedLoopRecorder& recorder) {
  UnderWay round(static_cast<std::size_t>(system.workers()));
  std::int64_t first_request = 0;
  while (!recorder.finished()) {
    play_round(system, first_request, exchange, round);
    first_request += system.workers();
    for (Request& request : round) {
      if (!recorder.on_answered(request)) break;
      request = {.begun = request.answered};
    }
  }
  finish_all(round, recorder);
}

}  // namespace

// The calendar holds the ends of local work, in the time of local work, which stands still with the
// workers; `paused` is how far it lags behind the time of the run.
void run_standstill(ClosedSystem& system, CalendarKind kind, ClosedLoopRecorder& recorder) {
  const std::int64_t workers = system.workers();
  UnderWay under_way(static_cast<std::size_t>(workers));
  EventCalendar calendar(kind);
  for (std::int64_t i = 0; i < workers; ++i) {
    calendar.push(TimePoint(system.local_work(i)), 0, static_cast<std::uint32_t>(i));
  }
  Duration paused{0};
  const Duration interval = system.spec().heartbeat_interval;
  const bool has_heartbeats = system.heartbeat_pause().count() > 0;
  TimePoint next_heartbeat = has_heartbeats ? TimePoint(interval) : Request::kNotYet;
  for (std::int64_t i = 0; !recorder.finished(); ++i) {
    const Event first = calendar.pop();
    while (next_heartbeat <= first.time() + paused) {
      paused += system.heartbeat_pause();
      next_heartbeat += interval;
    }
    Request& request = under_way[first.target()];
    request.asked = request.turn = first.time() + paused;
    paused += system.serial(i) + system.exchanges(i);
    request.released = request.answered = first.time() + paused;
    if (!recorder.on_answered(request)) break;
    request = {.begun = request.answered};
    calendar.push(first.time() + system.local_work(workers + i), 0, first.target());
  }
  finish_all(under_way, recorder);
}

// The lock serves whoever asks first, so that a heap of the moments of asking is all it needs: a
// later asker never changes what an earlier one gets.
void run_lock_queue(ClosedSystem& system, CalendarKind kind, ClosedLoopRecorder& recorder) {
  const std::int64_t workers = system.workers();
  UnderWay under_way(static_cast<std::size_t>(workers));
  EventCalendar calendar(kind);
  for (std::int64_t i = 0; i < workers; ++i) {
    Request& request = under_way[static_cast<std::size_t>(i)];
    request.asked = request.begun + system.local_work(i);
    calendar.push(request.asked, 0, static_cast<std::uint32_t>(i));
  }
  TimePoint free{};
  for (std::int64_t i = 0; !recorder.finished(); ++i) {
    const Event first = calendar.pop();
    Request& request = under_way[first.target()];
    request.turn = std::max(free, request.asked);
    free = request.turn + system.serial(i) + system.exchanges(i);
    request.released = request.answered = free;
    if (!recorder.on_answered(request)) break;
    request = {.begun = free, .asked = free + system.local_work(workers + i)};
    calendar.push(request.asked, 0, first.target());
  }
  finish_all(under_way, recorder);
}

void run_barrier(ClosedSystem& system, ClosedLoopRecorder& recorder) {
  run_rounds(system, Exchange::under_the_lock, recorder);
}

void run_parallel_exchange(ClosedSystem& system, ClosedLoopRecorder& recorder) {
  run_rounds(system, Exchange::in_parallel, recorder);
}

}  // namespace uslkit
