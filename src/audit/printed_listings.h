// printed_listings: small models of what published listings do *as printed*, to be executed.
//
// Each is written anew from the behaviour that the listing has, fault included, so that the fault
// shows in a number and not in an opinion. What was meant stands in policy/. Pure functions,
// deterministic.
#pragma once

#include <cstdint>

namespace uslkit {

// A token bucket whose refill adds (last refill - now), no rate, and never notes the refill. The
// bucket starts full at time 0; one call per second. Result: calls admitted of `calls`.
struct PrintedBucket {
  double capacity = 100;
  std::int64_t calls = 100;
};
[[nodiscard]] std::int64_t admitted_by_printed_bucket(const PrintedBucket& bucket);
// What a bucket that fills at `rate` a second admits of the same calls.
[[nodiscard]] std::int64_t admitted_by_token_bucket(const PrintedBucket& bucket, double rate);

// A limiter steers a rate by the error of a latency: latency = limit / 1000 in the controller's own
// units, measured one step late, target 1, so that the limit should come to 1000 and stay. Result:
// the largest distance from it, as a share, over the last quarter of `steps` steps of a second,
// starting 20 % too high; infinite where it overflows.
struct LimiterGains {
  double kp = 0;
  double ki = 0;
  double kd = 0;
  std::int64_t steps = 400;
};
// As printed: the whole P, I and D terms are added to the limit at each step.
[[nodiscard]] double printed_limiter_error(const LimiterGains& gains);
// The velocity form, policy/pid_controller.h.
[[nodiscard]] double velocity_limiter_error(const LimiterGains& gains);

// A consumer that takes an event for known when its Bloom filter says "perhaps", and asks the
// database only otherwise. The filter holds as many earlier events as it was sized for, at the
// share f; `events` new ones arrive once each. Result: the share of them that is never applied.
struct BloomStream {
  std::int64_t events = 200'000;
  double false_positive_share = 0.01;
};
[[nodiscard]] double lost_by_printed_bloom_check(const BloomStream& stream);
// With an authoritative look-up behind every "perhaps".
[[nodiscard]] double lost_by_checked_bloom(const BloomStream& stream);

// Two partitions. As printed: largest write offset minus largest read offset.
struct TwoPartitions {
  std::int64_t written_a = 0;
  std::int64_t written_b = 0;
  std::int64_t read_a = 0;
  std::int64_t read_b = 0;
};
[[nodiscard]] std::int64_t printed_lag(const TwoPartitions& offsets);
[[nodiscard]] std::int64_t events_behind(const TwoPartitions& offsets);

// Saturation = partitions / consumers, and above 1 the advice is to add partitions. Result: how
// many times more consumers are busy after as many partitions were added as there were consumers
// missing; as printed, and when the same number of consumers is added instead.
[[nodiscard]] double gain_of_printed_saturation(std::int64_t partitions, std::int64_t consumers);
[[nodiscard]] double gain_of_more_consumers(std::int64_t partitions, std::int64_t consumers);

// A function f from events to changes satisfies f(e) = f(f(e)) if it is a projection; here f takes
// an event to the change "add its amount", which f leaves alone. It satisfies the equation, and an
// event that is delivered twice is added twice. Result: the state after `deliveries` of one event
// of amount 1; as printed, and where the state knows which events it holds.
[[nodiscard]] double state_by_printed_idempotence(std::int64_t deliveries);
[[nodiscard]] double state_by_known_ids(std::int64_t deliveries);

}  // namespace uslkit
