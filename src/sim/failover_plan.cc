#include "sim/failover_plan.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace uslkit {
namespace {

std::vector<double> shares_of(const CellsSpec& cells) {
  const std::size_t count = static_cast<std::size_t>(cells.count);
  if (cells.shares.empty()) return std::vector<double>(count, 1 / static_cast<double>(count));
  USLKIT_CHECK(cells.shares.size() == count);
  std::vector<double> shares = cells.shares;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

// In order and without overlaps.
std::vector<TimeSpan> merged(std::vector<TimeSpan> spans) {
  std::ranges::sort(spans, {}, &TimeSpan::begin);
  std::vector<TimeSpan> result;
  for (const TimeSpan& span : spans) {
    if (!result.empty() && span.begin <= result.back().end) {
      result.back().end = std::max(result.back().end, span.end);
    } else {
      result.push_back(span);
    }
  }
  return result;
}

}  // namespace

FailoverPlan::FailoverPlan(const Scenario& scenario)
    : shares_(shares_of(scenario.cells)), losses_(shares_.size()) {
  find_losses(scenario);
  route(scenario);
}

void FailoverPlan::find_losses(const Scenario& scenario) {
  for (const Fault& fault : scenario.faults) {
    if (!std::holds_alternative<CellLossFault>(fault.fault)) continue;
    USLKIT_CHECK(fault.cell.has_value());
    USLKIT_CHECK(*fault.cell >= 0);
    USLKIT_CHECK(*fault.cell < cells());
    const TimePoint begin(fault.at);
    const TimePoint end = fault.length ? begin + *fault.length : TimePoint::max();
    if (begin < end) losses_[static_cast<std::size_t>(*fault.cell)].push_back({begin, end});
  }
  for (std::vector<TimeSpan>& spans : losses_) spans = merged(std::move(spans));
}

// Cuts time where the router's knowledge changes; between two cuts the parts are constant.
void FailoverPlan::route(const Scenario& scenario) {
  std::vector<std::vector<TimeSpan>> known(losses_.size());
  std::vector<TimePoint> cuts{TimePoint{}, TimePoint::max()};
  for (std::size_t cell = 0; cell < losses_.size() && scenario.cells.failover; ++cell) {
    for (const TimeSpan& loss : losses_[cell]) {
      const bool ends = loss.end != TimePoint::max();
      if (ends && loss.end - loss.begin <= scenario.cells.failover_detection) continue;
      known[cell].push_back({loss.begin + scenario.cells.failover_detection, loss.end});
      cuts.push_back(known[cell].back().begin);
      cuts.push_back(loss.end);
    }
  }
  std::ranges::sort(cuts);
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    if (cuts[i] == cuts[i + 1]) continue;
    std::vector<std::uint8_t> lost;
    for (const std::vector<TimeSpan>& spans : known) {
      const auto holds = [&](const TimeSpan& span) { return span.holds(cuts[i]); };
      lost.push_back(std::ranges::any_of(spans, holds) ? 1 : 0);
    }
    route_between({cuts[i], cuts[i + 1]}, lost);
  }
}

void FailoverPlan::route_between(TimeSpan when, const std::vector<std::uint8_t>& known_lost) {
  double surviving = 0;
  for (std::size_t cell = 0; cell < shares_.size(); ++cell) {
    if (known_lost[cell] == 0) surviving += shares_[cell];
  }
  const auto add = [this, when](std::size_t home, std::size_t cell, double part) {
    std::vector<RoutedPart>& of = parts(home, cell);
    const bool goes_on = !of.empty() && of.back().when.end == when.begin && of.back().part == part;
    if (goes_on) {
      of.back().when.end = when.end;
    } else {
      of.push_back({when, part});
    }
  };
  for (std::size_t home = 0; home < shares_.size(); ++home) {
    if (known_lost[home] == 0 || !(surviving > 0)) {
      add(home, home, 1);
      continue;
    }
    for (std::size_t cell = 0; cell < shares_.size(); ++cell) {
      if (known_lost[cell] == 0) add(home, cell, shares_[cell] / surviving);
    }
  }
}

double FailoverPlan::home_share(std::int64_t cell) const {
  return shares_[static_cast<std::size_t>(cell)];
}

const std::vector<TimeSpan>& FailoverPlan::losses(std::int64_t cell) const {
  return losses_[static_cast<std::size_t>(cell)];
}

const std::vector<RoutedPart>& FailoverPlan::routed(std::int64_t home, std::int64_t cell) const {
  static const std::vector<RoutedPart> kNone;
  const decltype(routed_)::const_iterator found =
      routed_.find({static_cast<std::size_t>(home), static_cast<std::size_t>(cell)});
  return found == routed_.end() ? kNone : found->second;
}

std::vector<std::int64_t> FailoverPlan::homes_of(std::int64_t cell) const {
  std::vector<std::int64_t> homes{cell};
  for (std::int64_t home = 0; home < cells(); ++home) {
    if (home != cell && !routed(home, cell).empty()) homes.push_back(home);
  }
  return homes;
}

double FailoverPlan::part_at(std::int64_t home, std::int64_t cell, TimePoint now) const {
  for (const RoutedPart& part : routed(home, cell)) {
    if (part.when.holds(now)) return part.part;
  }
  return 0;
}

double FailoverPlan::share_at(std::int64_t cell, TimePoint now) const {
  double share = 0;
  for (const std::int64_t home : homes_of(cell)) {
    share += home_share(home) * part_at(home, cell, now);
  }
  return share;
}

}  // namespace uslkit
