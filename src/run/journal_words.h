// journal_words: how arguments and answers of policies stand in a CallJournal, for both sides.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/autoscaler.h"
#include "policy/verdict.h"
#include "run/call_journal.h"
#include "run/consumer_group.h"
#include "run/control_timeline.h"
#include "scenario/consumer_scaling.h"
#include "scenario/signals.h"

namespace uslkit {

using JournalWords = std::vector<std::uint64_t>;

[[nodiscard]] JournalWords words_of(const Verdict& verdict, Duration hold);
[[nodiscard]] JournalWords words_of(const Signals& signals);
[[nodiscard]] JournalWords words_of(const std::vector<ControlStep>& steps);
[[nodiscard]] JournalWords words_of(const ScalingObservation& observed);
[[nodiscard]] JournalWords words_of(const std::vector<ScalingStep>& steps);
// Who works where afterwards, and what the call changed.
[[nodiscard]] JournalWords words_of(const ConsumerGroup& group, const GroupChange& change);

[[nodiscard]] Signals signals_of(std::span<const std::uint64_t> words);
[[nodiscard]] ScalingObservation observation_of(std::span<const std::uint64_t> words);

}  // namespace uslkit
