#include "run/arrivals.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"

namespace uslkit {

ArrivalProcess::ArrivalProcess(const Arrivals& arrivals, RateCurve curve,
                               const ArrivalStreams& streams, double phase)
    : phase_(phase), cursor_(std::move(curve)), gaps_(streams.gaps), bursts_(streams.bursts) {
  USLKIT_CHECK(phase >= 0);
  if (std::holds_alternative<DeterministicArrivals>(arrivals)) kind_ = Kind::kDeterministic;
  if (const MmppArrivals* modulated = std::get_if<MmppArrivals>(&arrivals)) {
    kind_ = Kind::kModulated;
    start_bursts(*modulated);
  }
}

void ArrivalProcess::fill(std::span<TimePoint> times) {
  if (kind_ != Kind::kPoisson) {
    for (TimePoint& time : times) time = next();
    return;
  }
  std::array<double, kChunk> counts;
  for (std::size_t done = 0; done < times.size();) {
    const std::size_t first = index_ % kChunk;
    if (first == 0) gaps_.fill_exponential(index_, draws_);
    const std::size_t count = std::min(kChunk - first, times.size() - done);
    double sum = count_;
    for (std::size_t i = 0; i < count; ++i) counts[i] = sum += draws_[first + i];
    count_ = sum;
    index_ += count;
    cursor_.times_of(std::span(counts).first(count), times.subspan(done, count));
    done += count;
  }
}

// With f the long-run share of time in bursts and B the ratio of the two rates, the factors 1 and B
// over f B + 1 - f have mean 1.
void ArrivalProcess::start_bursts(const MmppArrivals& arrivals) {
  USLKIT_CHECK(arrivals.burst_factor > 0);
  USLKIT_CHECK(arrivals.burst_mean > Duration(0) && arrivals.calm_mean > Duration(0));
  means_ns_ = {static_cast<double>(arrivals.calm_mean.count()),
               static_cast<double>(arrivals.burst_mean.count())};
  const double burst_share = means_ns_[1] / (means_ns_[0] + means_ns_[1]);
  const double mean_factor = burst_share * arrivals.burst_factor + (1 - burst_share);
  factors_ = {1 / mean_factor, arrivals.burst_factor / mean_factor};
  // Memoryless sojourns: the one that is on at time 0 lasts as long as any other.
  state_ = bursts_.uniform(0) <= burst_share ? 1 : 0;
  sojourn_.end_ns = means_ns_[state_] * bursts_.exponential(1);
  measure_sojourn();
}

// Of the sojourn that begins at counts (base, begin) and ends at end_ns.
void ArrivalProcess::measure_sojourn() {
  constexpr double kLongest = 0x1p62;
  const double end_ns = sojourn_.end_ns < kLongest ? sojourn_.end_ns : kLongest;
  const TimePoint end{Duration(static_cast<std::int64_t>(end_ns))};
  sojourn_.factor = factors_[state_];
  sojourn_.base_end = cursor_.cumulative_at(end);
  sojourn_.end = sojourn_.begin + sojourn_.factor * (sojourn_.base_end - sojourn_.base);
}

bool ArrivalProcess::next_sojourn() {
  if (sojourn_.end_ns >= in_seconds(curve().end()) * 1e9) return false;
  sojourn_.base = sojourn_.base_end;
  sojourn_.begin = sojourn_.end;
  state_ = 1 - state_;
  sojourn_.number += 1;
  sojourn_.end_ns += means_ns_[state_] * bursts_.exponential(sojourn_.number + 1);
  measure_sojourn();
  return true;
}

TimePoint ArrivalProcess::next_modulated() {
  while (count_ >= sojourn_.end) {
    if (!next_sojourn()) return kEndOfTraffic;
  }
  // Rounding must not lead past the sojourn: the cursor goes forwards only.
  const double base = sojourn_.base + (count_ - sojourn_.begin) / sojourn_.factor;
  return cursor_.time_of(std::min(base, sojourn_.base_end));
}

}  // namespace uslkit
