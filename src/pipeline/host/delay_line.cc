#include "pipeline/host/delay_line.h"

#include <utility>

namespace uslkit {
namespace {

std::string_view keep(std::deque<std::string>& texts, std::string_view text) {
  return texts.emplace_back(text);
}

}  // namespace

DelayLine::DelayLine(SteadyRunClock clock, std::uint64_t seed, Release release)
    : clock_(clock),
      release_(std::move(release)),
      coins_(seed, "pipeline/latency faults"),
      thread_([this] { run(); }) {}

DelayLine::~DelayLine() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  for (auto& [due, append] : waiting_) {
    append.listener->on_appended(append.ticket, AppendStatus::failed);
  }
}

void DelayLine::set_latency(const AddedLatency& ingress, const AddedLatency& log) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ingress_ = ingress;
  log_ = log;
  active_ = !ingress.none() || !log.none();
}

bool DelayLine::take(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
                     void* ticket, AppendListener& listener) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const Duration added = ingress_.of(coins_.uniform()) + log_.of(coins_.uniform());
    if (added == Duration{0} || stopping_) return false;
    Append append{.partition = partition,
                  .level = level,
                  .ticket = ticket,
                  .listener = &listener,
                  .events = {events.begin(), events.end()}};
    for (EventRecord& event : append.events) {
      event.json = keep(append.texts, event.json);
      event.id = keep(append.texts, event.id);
      event.key = keep(append.texts, event.key);
    }
    waiting_.emplace(clock_.now() + added, std::move(append));
  }
  changed_.notify_one();
  return true;
}

void DelayLine::run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const TimePoint due = waiting_.begin()->first;
    if (due > clock_.now()) {
      changed_.wait_until(lock, clock_.steady(due));
      continue;
    }
    const auto first = waiting_.extract(waiting_.begin());
    lock.unlock();
    release_(first.mapped());
    lock.lock();
  }
}

}  // namespace uslkit
