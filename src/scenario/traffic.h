// Traffic: who sends what, when, for whom, and what the sender does when it is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/units.h"
#include "policy/retry_policy.h"

namespace uslkit {

// ---- Rate profiles: requests per second as a function of the run's time, over all cells. ----

struct ConstantRate {
  Rate rate{};
};
struct RateStep {
  Duration at{0};
  Rate rate{};
};
struct StepsRate {  // each rate holds from its time on; zero before the first
  std::vector<RateStep> steps{};
};
struct RampRate {  // linear from `from` at `start` to `to` at `start + length`, constant outside
  Rate from{};
  Rate to{};
  Duration start{0};
  Duration length{0};
};
struct SpikeRate {  // base, a linear rise, a hold at the peak, a linear fall, base again
  Rate base{};
  Rate peak{};
  Duration start{0};
  Duration rise{0};
  Duration hold{0};
  Duration fall{0};
};
struct DiurnalRate {  // mean (1 + amplitude cos(2 pi (t - peak_at) / period)), one knot a minute
  Rate mean{};
  double amplitude = 0.5;  // 0..1
  Duration period = std::chrono::hours(24);
  Duration peak_at = std::chrono::hours(20);
};
struct TracePoint {
  Duration at{0};
  Rate rate{};
};
struct TraceRate {     // a CSV file with the columns time_s and rate_per_s, linear between its rows
  std::string file{};  // relative to the scenario file
  double scale = 1;
  std::vector<TracePoint> points{};  // not a field: filled by the reader from `file`
};
struct RateProfile;
struct SumRate {
  std::vector<RateProfile> parts;
};
struct MultiplierPoint {
  Duration at{0};
  double factor = 1;
};
struct ProductRate {  // `of` (exactly one profile) times a multiplier, linear between its points
  std::vector<RateProfile> of;
  std::vector<MultiplierPoint> multiplier{};
};
struct RateProfile {
  std::variant<ConstantRate, StepsRate, RampRate, SpikeRate, DiurnalRate, TraceRate, SumRate,
               ProductRate>
      shape;
};

// ---- Arrivals: how the requests of a rate fall in time. ----

struct PoissonArrivals {};
struct DeterministicArrivals {};
struct MmppArrivals {  // two-state Markov-modulated Poisson; the long-run rate is the profile's
  double burst_factor = 4;  // rate in a burst / rate between bursts
  Duration burst_mean = std::chrono::seconds(1);
  Duration calm_mean = std::chrono::seconds(9);
};
using Arrivals = std::variant<PoissonArrivals, DeterministicArrivals, MmppArrivals>;

// ---- Tenants: whose key a request carries, which decides its partition. ----

struct NoTenants {};  // every request has a fresh key: uniform over the partitions
struct UniformTenants {
  std::int64_t count = 1000;
};
struct ZipfTenants {
  std::int64_t count = 10000;
  double exponent = 1;
};
struct HotTenant {
  std::int64_t tenant = 0;  // 0 .. count-1
  double share = 0;         // of the class's requests
};
struct HotTenants {  // explicit shares; the rest is uniform over the other tenants
  std::int64_t count = 1000;
  std::vector<HotTenant> hot{};
};
using Tenants = std::variant<NoTenants, UniformTenants, ZipfTenants, HotTenants>;

// ---- Clients. ----

struct RetryBudgetSpec {  // a client-side token bucket: retries per first attempt
  double ratio = 0.1;
  Rate floor{10};  // retries per second allowed in any case
};

struct ClientRetrySpec {
  std::int64_t max_attempts = 3;  // the first one included; 1 = never retry
  Duration base_backoff = std::chrono::milliseconds(100);
  Duration highest_backoff = std::chrono::seconds(10);
  Jitter jitter = Jitter::full;
  std::optional<RetryBudgetSpec> budget{};
};

enum class Durability : std::uint8_t { none, leader, all };
enum class Operation : std::uint8_t { write, read };  // reads exist in synchronous systems only

struct TrafficClass {
  std::string name = "requests";
  std::string note{};
  RateProfile rate{};
  Arrivals arrivals{};
  Tenants tenants{};
  Bytes size{1000};
  std::int64_t priority = 1;                 // 1 is the most important
  std::optional<Durability> durability{};    // overrides the log's acks
  std::optional<Duration> lag_tolerance{};   // work-lag above it breaks the class's promise
  std::optional<Duration> client_timeout{};  // an ack after it counts as failed
  std::optional<ClientRetrySpec> retry{};    // absent: a refused request is lost
  Operation operation = Operation::write;
  double poison_share = 0;     // crashes the consumer each time it is processed
  double invalid_share = 0;    // fails validation: 400, never retried
  double duplicate_share = 0;  // sent twice by its client, with one id
};

struct TrafficSpec {
  std::vector<TrafficClass> classes{};
};

}  // namespace uslkit
