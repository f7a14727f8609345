#include "sim/resharding_plan.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/units_text.h"
#include "policy/policy_time.h"

namespace uslkit {
namespace {

Duration backfill_time(const LogSpec& log, const ReshardingSpec& spec) {
  if (!log.bandwidth) return spec.backfill_length;
  const double written =
      static_cast<double>(spec.backfill.count) * static_cast<double>(log.replication);
  const double per_second = spec.backfill_bandwidth_share * log.bandwidth->bytes_per_second *
                            static_cast<double>(log.brokers);
  return wait_of_seconds(written / per_second);
}

}  // namespace

ReshardingPlan::ReshardingPlan(const LogSpec& log) {
  USLKIT_CHECK(log.resharding.has_value());
  const ReshardingSpec& spec = *log.resharding;
  partitions_ = spec.partitions;
  const bool shares_bandwidth = log.bandwidth.has_value() && spec.backfill.count > 0;
  backfill_share_ = shares_bandwidth ? spec.backfill_bandwidth_share : 0;
  const std::array<Duration, kPhases> lengths{
      spec.provision, spec.dual_write, backfill_time(log, spec), spec.switch_pause, Duration{0}};
  const std::array<const char*, kPhases> names{"scale the ingress", "dual write", "backfill",
                                               "switch consumers", "clean up"};
  const std::array<std::string, kPhases> effects{
      "capacity for a second write comes up",
      fmt::format("every event is appended to {} and {} partitions", log.partitions, partitions_),
      shares_bandwidth ? fmt::format("{} with {:g} % of the bandwidth", format_bytes(spec.backfill),
                                     100 * backfill_share_)
                       : std::string("history is copied"),
      "consumers stand still while offsets map",
      fmt::format("events are appended once, to {} partitions", partitions_)};
  TimePoint begin(spec.at);
  for (std::size_t i = 0; i < kPhases; ++i) {
    std::string text = fmt::format("phase {} of 5, {}: {}", i + 1, names[i], effects[i]);
    if (lengths[i] > Duration{0}) text += fmt::format(" ({})", format_duration(lengths[i]));
    phases_[i] = {names[i], text, begin, later_by(begin, lengths[i])};
    begin = phases_[i].end;
  }
}

TimePoint ReshardingPlan::next_after(TimePoint now) const {
  for (const ReshardingPhase& phase : phases_) {
    if (phase.begin > now) return phase.begin;
  }
  return TimePoint::max();
}

}  // namespace uslkit
