#include "run/journal_words.h"

#include "base/check.h"

namespace uslkit {

JournalWords words_of(const Verdict& verdict, Duration hold) {
  return {verdict.admitted ? std::uint64_t{1} : std::uint64_t{0},
          static_cast<std::uint64_t>(verdict.reason), word_of(verdict.retry_after.count()),
          word_of(hold.count())};
}

JournalWords words_of(const Signals& signals) {
  JournalWords words;
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    words.push_back(word_of(signals[static_cast<Signal>(i)]));
  }
  return words;
}

Signals signals_of(std::span<const std::uint64_t> words) {
  USLKIT_CHECK(words.size() == kSignalCount);
  Signals signals;
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    signals[static_cast<Signal>(i)] = double_of(words[i]);
  }
  return signals;
}

JournalWords words_of(const std::vector<ControlStep>& steps) {
  JournalWords words;
  for (const ControlStep& step : steps) {
    words.push_back(static_cast<std::uint64_t>(step.kind));
    words.push_back(step.begins ? 1 : 0);
    words.push_back(step.index);
  }
  return words;
}

JournalWords words_of(const ScalingObservation& observed) {
  return {word_of(std::int64_t{observed.consumers}),
          word_of(std::int64_t{observed.partitions}),
          word_of(observed.backlog_events),
          word_of(observed.arrival_per_second),
          word_of(observed.service_per_second_per_consumer),
          word_of(observed.work_lag_seconds),
          word_of(observed.age_lag_seconds),
          word_of(observed.cpu_utilization)};
}

ScalingObservation observation_of(std::span<const std::uint64_t> words) {
  USLKIT_CHECK(words.size() == 8);
  return {.consumers = static_cast<int>(words[0]),
          .partitions = static_cast<int>(words[1]),
          .backlog_events = double_of(words[2]),
          .arrival_per_second = double_of(words[3]),
          .service_per_second_per_consumer = double_of(words[4]),
          .work_lag_seconds = double_of(words[5]),
          .age_lag_seconds = double_of(words[6]),
          .cpu_utilization = double_of(words[7])};
}

JournalWords words_of(const std::vector<ScalingStep>& steps) {
  JournalWords words;
  for (const ScalingStep& step : steps) {
    words.push_back(word_of(step.to));
    words.push_back(word_of(step.full_stop.count()));
  }
  return words;
}

JournalWords words_of(const ConsumerGroup& group, const GroupChange& change) {
  JournalWords words{change.died.size(), change.left.size(), change.consumers.size(),
                     change.events.size()};
  for (std::int64_t p = 0; p < group.partitions(); ++p) {
    const PartitionId partition = static_cast<PartitionId>(p);
    words.push_back(group.owners(partition).size());
    for (const ConsumerId owner : group.owners(partition)) {
      words.push_back(owner << 1U | (group.alive(owner) ? 1U : 0U));
    }
    words.push_back(word_of(group.paused_until(partition).time_since_epoch().count()));
  }
  return words;
}

}  // namespace uslkit
