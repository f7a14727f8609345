// CallJournal: every call of a control policy in a real run: when, with what, and its answer.
//
// A policy is a pure function of its calls (docs/ARCHITECTURE.md: time and chance are arguments),
// so the same calls to the simulator's policies must give the same answers, bit for bit:
// run/replay_journal.h does it. Numbers are kept as 64-bit words; doubles by their bits.
// Thread-safe; the order is that of the calls under the policy's own lock. Memory: 8 bytes a word,
// some 80 bytes a call; from `most_calls` on nothing is recorded any more, and complete() says so.
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <span>
#include <vector>

#include "base/time_point.h"

namespace uslkit {

enum class JournalCall : std::uint8_t {
  // scenario/admission_chain.h
  admit,
  cancel,
  answer,
  admission_update,
  read_only,
  shed_class,
  limit_rate,
  // run/control_timeline.h
  timeline_apply,
  timeline_judge,
  // scenario/consumer_scaling.h
  scaling_update,
  scaling_order,
  scaling_end_order,
  scaling_due,
  // run/consumer_group.h
  group_apply,
  group_kill,
  group_restart,
  group_scale,
  // policy/retry_policy.h and retry_budget.h, of a traffic class
  client_retry,
  client_first_attempts,
  client_budget,
  // policy/dead_letter.h
  dead_letter,
};

[[nodiscard]] inline std::uint64_t word_of(double number) {
  return std::bit_cast<std::uint64_t>(number);
}
[[nodiscard]] inline std::uint64_t word_of(std::int64_t number) {
  return static_cast<std::uint64_t>(number);
}
[[nodiscard]] inline double double_of(std::uint64_t word) { return std::bit_cast<double>(word); }

class CallJournal {
 public:
  struct Entry {
    JournalCall call{};
    TimePoint now{};
    std::span<const std::uint64_t> arguments{};
    std::span<const std::uint64_t> answer{};
  };

  explicit CallJournal(std::int64_t most_calls = 5'000'000) : most_calls_(most_calls) {}

  void record(JournalCall call, TimePoint now, std::span<const std::uint64_t> arguments,
              std::span<const std::uint64_t> answer);
  void record(JournalCall call, TimePoint now, std::initializer_list<std::uint64_t> arguments,
              std::initializer_list<std::uint64_t> answer) {
    record(call, now, std::span(arguments.begin(), arguments.size()),
           std::span(answer.begin(), answer.size()));
  }

  // ---- Once nobody records any more. ----
  [[nodiscard]] std::int64_t calls() const { return calls_; }
  [[nodiscard]] bool complete() const { return complete_; }
  // In the order of recording. Views live as long as the journal.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t at = 0; at < words_.size();) {
      const Entry entry = entry_at(at);
      visit(entry);
      at += kHeadWords + entry.arguments.size() + entry.answer.size();
    }
  }

 private:
  static constexpr std::size_t kHeadWords = 2;
  [[nodiscard]] Entry entry_at(std::size_t at) const;

  std::int64_t most_calls_;
  std::mutex mutex_;
  std::int64_t calls_ = 0;
  bool complete_ = true;
  std::vector<std::uint64_t> words_;  // head (call, lengths), time, arguments, answer; and so on
};

}  // namespace uslkit
