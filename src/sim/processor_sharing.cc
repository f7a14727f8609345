#include "sim/processor_sharing.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {
namespace {

// Marks a slot that is not at work; no ticket is 0.
constexpr std::uint32_t kNoTicket = 0;

}  // namespace

void ProcessorSharing::enter(TimePoint now, std::uint32_t slot, double work) {
  advance(now);
  if (++tickets_ == kNoTicket) ++tickets_;
  if (slot >= ticket_of_slot_.size()) ticket_of_slot_.resize(slot + 1, kNoTicket);
  USLKIT_CHECK(ticket_of_slot_[slot] == kNoTicket);
  ticket_of_slot_[slot] = tickets_;
  heap_.push_back({.leaves = virtual_ + work, .ticket = tickets_, .slot = slot});
  std::push_heap(heap_.begin(), heap_.end(), later);
  ++at_work_;
  plan(now);
}

std::uint32_t ProcessorSharing::depart(TimePoint now) {
  USLKIT_CHECK(now == next_);
  advance(now);
  const std::uint32_t slot = heap_.front().slot;
  std::pop_heap(heap_.begin(), heap_.end(), later);
  heap_.pop_back();
  ticket_of_slot_[slot] = kNoTicket;
  --at_work_;
  plan(now);
  return slot;
}

void ProcessorSharing::remove(TimePoint now, std::uint32_t slot) {
  USLKIT_CHECK(ticket_of_slot_[slot] != kNoTicket);
  advance(now);
  ticket_of_slot_[slot] = kNoTicket;
  --at_work_;
  plan(now);
}

void ProcessorSharing::clear(TimePoint now) {
  advance(now);
  for (const Entry& entry : heap_) ticket_of_slot_[entry.slot] = kNoTicket;
  heap_.clear();
  at_work_ = 0;
  plan(now);
}

void ProcessorSharing::set_speed(TimePoint now, double factor) {
  advance(now);
  factor_ = factor;
  plan(now);
}

void ProcessorSharing::advance(TimePoint now) {
  virtual_ += speed_ * static_cast<double>((now - since_).count());
  since_ = now;
}

// Departures are rounded up to whole nanoseconds, so that nobody leaves with work undone; what is
// done too much is a rounding of one request's last nanosecond and not carried on.
void ProcessorSharing::plan(TimePoint now) {
  drop_removed();
  next_ = TimePoint::max();
  if (at_work_ == 0) {
    speed_ = 0;
    virtual_ = 0;  // nobody inside remembers it
    return;
  }
  const double at_work = static_cast<double>(at_work_);
  speed_ = capacity_.throughput(at_work) * factor_ / at_work * 1e-9;
  if (!(speed_ > 0)) return;
  const double left_ns = std::max(0.0, (heap_.front().leaves - virtual_) / speed_);
  constexpr double kFarAway = 0x1p61;
  if (left_ns >= kFarAway) return;
  const std::int64_t whole = static_cast<std::int64_t>(left_ns);
  next_ = now + Duration(whole + (static_cast<double>(whole) < left_ns ? 1 : 0));
}

void ProcessorSharing::drop_removed() {
  while (!heap_.empty() && ticket_of_slot_[heap_.front().slot] != heap_.front().ticket) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }
}

}  // namespace uslkit
