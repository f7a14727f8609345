#include "pipeline/consume/batch_outcome.h"

#include <algorithm>
#include <span>

namespace uslkit {
namespace {

void count(std::vector<std::int64_t>& counts, std::size_t traffic_class) {
  if (counts.size() <= traffic_class) counts.resize(traffic_class + 1);
  ++counts[traffic_class];
}

}  // namespace

void BatchOutcome::tell(RunRecorder& recorder, TimePoint at, std::uint32_t partition,
                        const BatchInHand& batch) {
  const std::span<const EventOutcome> outcomes = batch.outcomes();
  const std::span<const AppliedEvent> about = batch.about();
  const auto is_duplicate = [](EventOutcome one) { return one == EventOutcome::duplicate; };
  if (batch.poison().empty() && std::ranges::none_of(outcomes, is_duplicate)) {
    if (!about.empty()) recorder.on_applied(at, partition, about);
    return;
  }
  applied_.clear();
  duplicates_.clear();
  dead_.clear();
  for (std::size_t i = 0; i < about.size(); ++i) {
    if (is_duplicate(outcomes[i])) {
      count(duplicates_, about[i].traffic_class);
    } else {
      applied_.push_back(about[i]);
    }
  }
  for (std::size_t i = 0; i < batch.poison().size(); ++i) {
    const bool repeated = is_duplicate(outcomes[about.size() + i]);
    count(repeated ? duplicates_ : dead_, batch.poison_classes()[i]);
  }
  if (!applied_.empty()) recorder.on_applied(at, partition, applied_);
  for (std::size_t i = 0; i < duplicates_.size(); ++i) {
    if (duplicates_[i] > 0) recorder.on_duplicates(i, duplicates_[i]);
  }
  for (std::size_t i = 0; i < dead_.size(); ++i) {
    if (dead_[i] > 0) recorder.on_dead_lettered(partition, i, dead_[i]);
  }
}

}  // namespace uslkit
