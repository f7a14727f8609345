#include "audit/printed_listings.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

#include "model/log_sizing.h"
#include "policy/bloom_filter.h"
#include "policy/lag.h"
#include "policy/pid_controller.h"
#include "policy/token_bucket.h"

namespace uslkit {
namespace {

TimePoint second(std::int64_t number) { return TimePoint{std::chrono::seconds(number)}; }

// --- The limiter's loop, whatever the controller.

constexpr double kRightLimit = 1000;
constexpr double kFirstLimit = 1200;

double error_of(double limit) { return 1 - limit / kRightLimit; }

// `next(limit, measured, step)` gives the limit of the next second; measured is the latency that
// the limit before had, over its target.
template <class Next>
double late_distance(std::int64_t steps, Next next) {
  double before = kFirstLimit;
  double limit = kFirstLimit;
  double worst = 0;
  for (std::int64_t step = 1; step <= steps; ++step) {
    const double measured = before / kRightLimit;
    before = limit;
    limit = next(limit, measured, step);
    if (step > steps - steps / 4) worst = std::max(worst, std::abs(error_of(limit)));
    if (!std::isfinite(limit)) return std::numeric_limits<double>::infinity();
  }
  return worst;
}

// --- The stream of events, whatever the check.

std::uint64_t event_id(std::int64_t index) { return static_cast<std::uint64_t>(index) + 1; }

// `is_skipped(id, is perhaps known)` decides as the consumer does. All events are new.
template <class IsSkipped>
double lost_share(const BloomStream& stream, IsSkipped is_skipped) {
  BloomFilter filter(
      {.entries = stream.events, .false_positive_share = stream.false_positive_share, .seed = 1});
  // Other events first: the filter is full, as it is for most of its life.
  for (std::int64_t i = 0; i < stream.events; ++i) filter.add(event_id(stream.events + i));
  std::int64_t lost = 0;
  for (std::int64_t i = 0; i < stream.events; ++i) {
    if (is_skipped(filter.might_contain(event_id(i)))) ++lost;
  }
  return static_cast<double>(lost) / static_cast<double>(stream.events);
}

double busy(std::int64_t partitions, std::int64_t consumers) {
  return static_cast<double>(useful_consumers({.wanted = consumers, .partitions = partitions}));
}

}  // namespace

std::int64_t admitted_by_printed_bucket(const PrintedBucket& bucket) {
  double tokens = bucket.capacity;
  const double last_refill = 0;
  std::int64_t admitted = 0;
  for (std::int64_t call = 1; call <= bucket.calls; ++call) {
    const double now = static_cast<double>(call);
    tokens = std::min(bucket.capacity, tokens + last_refill - now);
    if (tokens < 1) continue;
    tokens -= 1;
    ++admitted;
  }
  return admitted;
}

std::int64_t admitted_by_token_bucket(const PrintedBucket& bucket, double rate) {
  TokenBucket right({.rate = {rate}, .burst = bucket.capacity});
  std::int64_t admitted = 0;
  for (std::int64_t call = 1; call <= bucket.calls; ++call) {
    if (right.admit(second(call)).admitted) ++admitted;
  }
  return admitted;
}

double printed_limiter_error(const LimiterGains& gains) {
  double sum = 0;
  double before = error_of(kFirstLimit);
  return late_distance(gains.steps, [&](double limit, double measured, std::int64_t) {
    const double error = 1 - measured;
    sum += error;
    const double slope = error - before;
    before = error;
    return limit + gains.kp * error + gains.ki * sum + gains.kd * slope;
  });
}

double velocity_limiter_error(const LimiterGains& gains) {
  PidController controller({.kp = gains.kp,
                            .ki = gains.ki,
                            .kd = gains.kd,
                            .set_point = 1,
                            .initial = kFirstLimit,
                            .lowest = 0,
                            .highest = 1e9});
  return late_distance(gains.steps, [&](double, double measured, std::int64_t step) {
    return controller.update(second(step), measured);
  });
}

double lost_by_printed_bloom_check(const BloomStream& stream) {
  return lost_share(stream, [](bool is_perhaps_known) { return is_perhaps_known; });
}

double lost_by_checked_bloom(const BloomStream& stream) {
  const bool is_in_database = false;  // every event of the stream is new
  return lost_share(stream,
                    [&](bool is_perhaps_known) { return is_perhaps_known && is_in_database; });
}

std::int64_t printed_lag(const TwoPartitions& offsets) {
  return std::max(offsets.written_a, offsets.written_b) - std::max(offsets.read_a, offsets.read_b);
}

std::int64_t events_behind(const TwoPartitions& offsets) {
  const std::array<std::int64_t, 2> written = {offsets.written_a, offsets.written_b};
  const std::array<std::int64_t, 2> read = {offsets.read_a, offsets.read_b};
  return backlog_of(written, read).events;
}

double gain_of_printed_saturation(std::int64_t partitions, std::int64_t consumers) {
  const std::int64_t missing = std::max<std::int64_t>(0, partitions - consumers);
  return busy(partitions + missing, consumers) / busy(partitions, consumers);
}

double gain_of_more_consumers(std::int64_t partitions, std::int64_t consumers) {
  const std::int64_t missing = std::max<std::int64_t>(0, partitions - consumers);
  return busy(partitions, consumers + missing) / busy(partitions, consumers);
}

double state_by_printed_idempotence(std::int64_t deliveries) {
  // f: an event or a change is its amount; f keeps it, so that f(f(e)) = f(e) for every e.
  const auto change_of = [](double amount) { return amount; };
  double state = 0;
  for (std::int64_t i = 0; i < deliveries; ++i) state += change_of(change_of(1));
  return state;
}

double state_by_known_ids(std::int64_t deliveries) {
  std::set<std::int64_t> applied;
  double state = 0;
  for (std::int64_t i = 0; i < deliveries; ++i) {
    if (applied.insert(7).second) state += 1;
  }
  return state;
}

}  // namespace uslkit
