#include "run/traffic_source.h"

#include <algorithm>

#include <fmt/format.h>

namespace uslkit {
namespace {

const TrafficClass& class_of(const Scenario& scenario, const TrafficSourceOptions& options) {
  return scenario.traffic.classes[options.traffic_class];
}

DrawStream named(const Scenario& scenario, const RunStreams& streams, const std::string& purpose) {
  return DrawStream(scenario.seed, streams.stream(purpose));
}

}  // namespace

TrafficSource::TrafficSource(const Scenario& scenario, const RunStreams& streams,
                             const TrafficSourceOptions& options)
    : source_(options.source),
      traffic_class_(static_cast<std::uint16_t>(options.traffic_class)),
      invalid_below_(class_of(scenario, options).invalid_share),
      poison_below_(invalid_below_ + class_of(scenario, options).poison_share),
      duplicate_below_(poison_below_ + class_of(scenario, options).duplicate_share),
      followers_(scenario.log ? static_cast<std::uint64_t>(scenario.log->replication - 1) : 0),
      arrivals_(class_of(scenario, options).arrivals,
                RateCurve(class_of(scenario, options).rate, options.share, scenario.duration),
                {.gaps = named(scenario, streams, "arrivals/" + options.name),
                 .bursts = named(scenario, streams, "bursts/" + options.name)},
                options.phase),
      place_(named(scenario, streams, "places/" + options.name), DrawBlock::Kind::kUniform),
      marks_(named(scenario, streams, "marks/" + options.name), DrawBlock::Kind::kUniform),
      first_(make_draws(scenario, streams, options.name)),
      again_(make_draws(scenario, streams, "retries/" + options.name)),
      fault_coins_(named(scenario, streams, "fault coins/" + options.name)),
      backoffs_(named(scenario, streams, "backoffs/" + options.name)) {
  look_ahead();
}

void TrafficSource::look_ahead() {
  arrivals_.fill(times_);
  next_ = 0;
}

std::size_t TrafficSource::take_times(TimePoint until, std::span<std::int64_t> times_ns) {
  std::size_t count = 0;
  while (count < times_ns.size() && next_time() <= until) {
    const std::size_t room = std::min(times_ns.size() - count, times_.size() - next_);
    const TimePoint* const next = times_.data() + next_;
    std::size_t ready = room;  // most often all of them: the last one tells
    if (next[room - 1] > until) {
      ready = static_cast<std::size_t>(std::upper_bound(next, next + room, until) - next);
    }
    for (std::size_t i = 0; i < ready; ++i) {
      times_ns[count + i] = next[i].time_since_epoch().count();
    }
    count += ready;
    taken_ += ready;
    next_ += ready;
    if (next_ == times_.size()) look_ahead();
  }
  return count;
}

TrafficSource::Draws TrafficSource::make_draws(const Scenario& scenario, const RunStreams& streams,
                                               const std::string& name) {
  const ServiceLaw replication =
      scenario.log ? scenario.log->replication_latency : ServiceLaw{ConstantLaw{}};
  return {LawBlock(LawSampler(scenario.ingress.validation,
                              named(scenario, streams, "validation/" + name))),
          LawBlock(LawSampler(scenario.ingress.append, named(scenario, streams, "append/" + name))),
          LawSampler(replication, named(scenario, streams, "replication/" + name)),
          DrawBlock(named(scenario, streams, "admission/" + name), DrawBlock::Kind::kUniform)};
}

// One draw decides among the marks, which exclude each other.
void TrafficSource::mark(Request& request) {
  const double draw = marks_.at(request.draw);
  request.invalid = draw <= invalid_below_;
  request.poison = draw > invalid_below_ && draw <= poison_below_;
  request.duplicated = draw > poison_below_ && draw <= duplicate_below_;
}

}  // namespace uslkit
