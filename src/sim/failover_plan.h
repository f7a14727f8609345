// FailoverPlan: which cell gets whose traffic when, known in advance because losses are timed.
//
// Each cell is the home of its share of the traffic (its tenants). When a cell is lost at t:
//   t .. t + detection      the router does not know: its requests go there and fail, `unavailable`
//   t + detection .. end    its stream goes to the cells not known to be lost, in proportion to
//                           their own shares; a survivor that is itself lost by then fails them
//   from the end on         everything is as before, at once
// Without failover, with a loss shorter than the detection, or with no survivor, requests stay at
// home and fail. Several losses of a cell may overlap: it is lost while any of them lasts.
//
// A surviving cell generates what it takes over as further arrival streams named after the home
// cell, at home share x part of the scenario's rate, so the draws of its own traffic do not move.
// Invariant: at any time the parts of a home's traffic over all cells sum to 1.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/time_point.h"
#include "scenario/scenario.h"

namespace uslkit {

// A closed-open interval of time.
struct TimeSpan {
  TimePoint begin{};
  TimePoint end{};

  [[nodiscard]] bool holds(TimePoint now) const { return begin <= now && now < end; }
  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

// The part of a home cell's traffic that a cell gets for a while.
struct RoutedPart {
  TimeSpan when{};
  double part = 0;  // of the home's own traffic, in (0, 1]
};

// Immutable after construction; one for all cells of a run.
class FailoverPlan {
 public:
  explicit FailoverPlan(const Scenario& scenario);

  [[nodiscard]] std::int64_t cells() const { return std::ssize(shares_); }
  // The cell's own share of the whole traffic, in (0, 1]; they sum to 1.
  [[nodiscard]] double home_share(std::int64_t cell) const;
  // When the cell is lost, in order, without overlaps; a request that it gets then fails.
  [[nodiscard]] const std::vector<TimeSpan>& losses(std::int64_t cell) const;
  // When `cell` gets a part of the traffic whose home is `home`, in order, only parts above 0. A
  // cell's own traffic (home == cell) is 1 but for the time in which the others have it.
  [[nodiscard]] const std::vector<RoutedPart>& routed(std::int64_t home, std::int64_t cell) const;
  // The homes whose traffic the cell gets at any time: itself first, then in order.
  [[nodiscard]] std::vector<std::int64_t> homes_of(std::int64_t cell) const;
  // The part at one moment; the sum over homes of home_share x part is the cell's share then.
  [[nodiscard]] double part_at(std::int64_t home, std::int64_t cell, TimePoint now) const;
  [[nodiscard]] double share_at(std::int64_t cell, TimePoint now) const;

 private:
  void find_losses(const Scenario& scenario);
  void route(const Scenario& scenario);
  void route_between(TimeSpan when, const std::vector<std::uint8_t>& known_lost);
  [[nodiscard]] std::vector<RoutedPart>& parts(std::size_t home, std::size_t cell) {
    return routed_[{home, cell}];
  }

  std::vector<double> shares_;
  std::vector<std::vector<TimeSpan>> losses_;  // by cell
  // By home and cell, where there is any: of ten thousand cells nearly all pairs have none.
  std::map<std::pair<std::size_t, std::size_t>, std::vector<RoutedPart>> routed_;
};

}  // namespace uslkit
