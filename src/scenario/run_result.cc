#include "scenario/run_result.h"

#include <numeric>

namespace uslkit {

std::int64_t Counts::rejected_total() const {
  return std::accumulate(rejected.begin(), rejected.end(), std::int64_t{0});
}

Counts& Counts::operator+=(const Counts& other) {
  arrived += other.arrived;
  retried += other.retried;
  duplicates += other.duplicates;
  admitted += other.admitted;
  for (std::size_t i = 0; i < rejected.size(); ++i) rejected[i] += other.rejected[i];
  invalid += other.invalid;
  acked += other.acked;
  late_acks += other.late_acks;
  failed += other.failed;
  appended += other.appended;
  applied += other.applied;
  redelivered += other.redelivered;
  duplicates_skipped += other.duplicates_skipped;
  applied_twice += other.applied_twice;
  dead_lettered += other.dead_lettered;
  lost += other.lost;
  redelivered_applied += other.redelivered_applied;
  in_flight_at_end += other.in_flight_at_end;
  unanswered_at_end += other.unanswered_at_end;
  return *this;
}

}  // namespace uslkit
