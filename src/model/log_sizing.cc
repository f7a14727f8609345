#include "model/log_sizing.h"

#include <algorithm>

#include "base/check.h"
#include "model/round_up.h"

namespace uslkit {

namespace {

std::int64_t divisor_count(std::int64_t number) {
  std::int64_t count = 0;
  for (std::int64_t divisor = 1; divisor * divisor <= number; ++divisor) {
    if (number % divisor != 0) continue;
    count += divisor * divisor == number ? 1 : 2;
  }
  return count;
}

}  // namespace

std::int64_t partitions_needed(const PartitionQuestion& question) {
  USLKIT_CHECK(question.throughput >= 0.0);
  USLKIT_CHECK(question.producer_rate > 0.0);
  USLKIT_CHECK(question.consumer_rate > 0.0);
  USLKIT_CHECK(question.headroom_factor >= 1.0);
  USLKIT_CHECK(question.largest_consumers >= 1);
  const double slower = std::min(question.producer_rate, question.consumer_rate);
  const std::int64_t for_load =
      round_up_to_count(question.headroom_factor * question.throughput / slower);
  return round_up_to_multiple(std::max(for_load, question.largest_consumers),
                              question.planned_consumers);
}

std::int64_t most_divisible(const DivisorQuestion& question) {
  USLKIT_CHECK(question.at_least >= 1);
  USLKIT_CHECK(question.at_most >= question.at_least);
  USLKIT_CHECK(question.at_most - question.at_least < 1'000'000);
  std::int64_t best = 0;
  std::int64_t best_count = 0;
  for (std::int64_t number = round_up_to_multiple(question.at_least, question.multiple_of);
       number <= question.at_most; number += question.multiple_of) {
    const std::int64_t count = divisor_count(number);
    if (count <= best_count) continue;
    best = number;
    best_count = count;
  }
  return best;
}

std::int64_t useful_consumers(const ConsumerQuestion& question) {
  USLKIT_CHECK(question.wanted >= 0);
  USLKIT_CHECK(question.partitions >= 1);
  USLKIT_CHECK(question.workers_per_partition >= 1);
  return std::min(question.wanted, question.partitions * question.workers_per_partition);
}

}  // namespace uslkit
