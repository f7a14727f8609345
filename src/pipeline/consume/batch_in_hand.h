// BatchInHand: a run of one partition's log, decoded for the state store; used again and again.
//
// Owns the bytes that its events point to: a batch may be longer than what a LogReader holds at
// once. A record that is no event, or one that the store could not take, is poison from the start.
// Not thread-safe. No allocation once it has seen its largest batch.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/consume/byte_arena.h"
#include "pipeline/event_envelope.h"
#include "pipeline/log/log.h"
#include "pipeline/run_recorder.h"
#include "pipeline/steady_run_clock.h"
#include "pipeline/store/store_batch.h"

namespace uslkit {

class BatchInHand {
 public:
  struct Rules {
    SteadyRunClock clock;           // births of events on the run's clock
    std::size_t classes = 1;        // of traffic: 0 .. classes - 1
    bool looks_for_poison = false;  // "poison":true in an event's JSON
  };
  struct Suspect {          // an event that takes its consumer down
    std::size_t index = 0;  // in events()
    std::string_view payload{};
  };

  void clear(LogOffset from);
  void add(LogOffset offset, const LogRecord& record, const Rules& rules);
  void end_at(LogOffset next) { next_ = next; }

  // The suspects of which `is_final(offset)` says so become poison after so many attempts; whether
  // any is left.
  template <typename IsFinal>
  bool give_up_suspects(std::int64_t attempts, IsFinal&& is_final);

  [[nodiscard]] LogOffset from() const { return from_; }
  [[nodiscard]] LogOffset next() const { return next_; }
  [[nodiscard]] std::int64_t size() const { return std::ssize(events_) + std::ssize(poison_); }
  [[nodiscard]] std::span<const StoreEvent> events() const { return events_; }
  // Class and birth of events()[i].
  [[nodiscard]] std::span<const AppliedEvent> about() const { return about_; }
  [[nodiscard]] std::span<const Suspect> suspects() const { return suspects_; }
  [[nodiscard]] std::span<const PoisonEvent> poison() const { return poison_; }
  [[nodiscard]] std::span<const std::uint16_t> poison_classes() const { return poison_classes_; }
  [[nodiscard]] std::int64_t unreadable() const { return unreadable_; }
  [[nodiscard]] std::int64_t newest_ns() const { return newest_ns_; }  // of its append times

  // As the store takes it; the outcomes are written by apply().
  [[nodiscard]] StoreBatch for_store();
  // After apply(): of events(), then of poison().
  [[nodiscard]] std::span<const EventOutcome> outcomes() const { return outcomes_; }

  template <typename Visit>  // visit(class, count) of all its events
  void visit_classes(Visit&& visit);

 private:
  void add_unreadable(LogOffset offset, std::string_view id, std::uint16_t traffic_class,
                      std::string_view payload, std::string_view reason);
  void make_poison(const Suspect& suspect, std::int64_t attempts);
  void drop_given_up();
  void count_classes();

  LogOffset from_ = 0;
  LogOffset next_ = 0;
  std::int64_t newest_ns_ = 0;
  std::int64_t unreadable_ = 0;
  ByteArena bytes_;
  std::vector<StoreEvent> events_;
  std::vector<AppliedEvent> about_;
  std::vector<Suspect> suspects_;
  std::vector<PoisonEvent> poison_;
  std::vector<std::uint16_t> poison_classes_;
  std::vector<std::uint8_t> given_up_;  // by index in events()
  std::vector<EventOutcome> outcomes_;
  std::vector<std::int64_t> class_counts_;
};

template <typename IsFinal>
bool BatchInHand::give_up_suspects(std::int64_t attempts, IsFinal&& is_final) {
  bool any_left = false;
  given_up_.assign(events_.size(), 0);
  for (const Suspect& suspect : suspects_) {
    if (is_final(events_[suspect.index].offset)) {
      make_poison(suspect, attempts);
      given_up_[suspect.index] = 1;
    } else {
      any_left = true;
    }
  }
  // While one is left the batch will not be stored, and what is poison is found again.
  if (!any_left && !suspects_.empty()) drop_given_up();
  return any_left;
}

template <typename Visit>
void BatchInHand::visit_classes(Visit&& visit) {
  count_classes();
  for (std::size_t i = 0; i < class_counts_.size(); ++i) {
    if (class_counts_[i] > 0) visit(i, class_counts_[i]);
  }
}

}  // namespace uslkit
