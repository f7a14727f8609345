// SizingPlan: how much of everything, why, how sure, what it costs and what was rejected.
//
// Made by plan_sizing (and what stands beside it), read by report/ and by to_scenario. Plain data:
// every number carries its formula, its inputs, the constraint that binds and what would relax it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/measurements.h"
#include "model/usl_fit.h"

namespace uslkit {

struct NamedNumber {
  std::string name{};  // "events per second at the peak"
  double value = 0;
  std::string unit{};    // "/s", "s", "B", "" for plain numbers
  std::string source{};  // JSON pointer into the request; empty: computed
};

// One reason why a quantity must be at least so large. The largest binds.
struct SizingBound {
  std::string name{};     // "consumer rate"
  double needed = 0;      // of one cell, before rounding
  std::string formula{};  // "F T / c = 2 x 1.2M/s / 50k/s"
  std::string source{};   // "Confluent; ACM paper, Eq. 2"
  std::string relax{};    // what would lower it
};

struct PlannedQuantity {
  std::string name{};   // key in JSON: "partitions", "consumers", ...
  std::string title{};  // for people: "database shards"
  std::string unit{};   // "" for counts, "B", "USD/month"
  double value = 0;     // of all cells together
  double per_cell = 0;
  double needed =
      0;  // by the binding constraint, all cells, before rounding up to what is sensible
  std::optional<Interval> interval{};  // 5 % and 95 % of what the drawn worlds need
  double median = 0;
  std::string formula{};
  std::string source{};
  std::string assumption{};
  std::vector<NamedNumber> inputs{};
  std::vector<SizingBound> bounds{};  // in the order of their size, the binding one first
  std::string rounding{};             // how `value` came from `needed`; empty: it did not change

  [[nodiscard]] std::string binding_constraint() const {
    return bounds.empty() ? std::string() : bounds.front().name;
  }
};

// Counts of one cell, for all that is computed with plans.
struct CellCounts {
  std::int64_t ingress_nodes = 1;
  std::int64_t brokers = 1;
  std::int64_t partitions = 1;
  std::int64_t consumers = 1;
  std::int64_t database_shards = 0;  // 0: there is no database
  std::int64_t pool = 0;             // connections of one shard

  [[nodiscard]] std::int64_t nodes() const {
    return ingress_nodes + brokers + consumers + database_shards;
  }
  friend bool operator==(const CellCounts&, const CellCounts&) = default;
};

struct PlanCounts {
  std::int64_t cells = 1;
  CellCounts cell{};
  double storage_bytes = 0;  // of the log, all cells together
  [[nodiscard]] std::int64_t nodes() const { return cells * cell.nodes(); }
  friend bool operator==(const PlanCounts&, const PlanCounts&) = default;
};

// A promise beside what the plan is expected to do.
struct PlannedObjective {
  std::string name{};    // "end_to_end_p99_ms"
  std::string title{};   // "end-to-end p99"
  std::string unit{};    // "ms", "s", ""
  double predicted = 0;  // may be +infinity
  std::optional<double> promised{};
  bool met = true;
  std::optional<double> probability{};  // that it holds in a drawn world
  std::string formula{};
  std::string assumption{};
  double tolerance = 0.1;    // relative, to which a simulation should agree
  bool upper_limit = false;  // a simulation may well find less
};

// A number of cells that was considered.
struct CellOption {
  PlanCounts counts{};
  double cost_per_month = 0;  // or nodes, where there are no prices
  double blast_radius = 1;
  bool pareto = false;  // no other has fewer cells and fewer nodes
  bool chosen = false;
  std::string reason{};  // why not
};

// The plan built for a larger or smaller load, scored against the drawn worlds.
struct HeadroomOption {
  double capacity_factor = 1;  // load that it was built for / the expected one
  PlanCounts counts{};
  double cost_per_month = 0;
  double probability_slo_met = 0;
  double expected_penalty = 0;  // per month: penalty x P(miss) x minutes
  double regret = 0;            // cost + penalty, above the best
  bool pareto = false;          // nothing cheaper is as sure
  bool chosen = false;          // the plan itself
  bool least_regret = false;
};

// One published rule for a number of brokers.
struct BrokerRule {
  std::string name{};                     // "AWS right-sizing, Eq. 1"
  std::optional<std::int64_t> brokers{};  // of one cell; empty: the rule gives no number
  std::string formula{};
};

struct RejectedAlternative {
  std::string name{};     // "autoscale in the surge"
  std::string outcome{};  // "work-lag 121 s at 389 s"
  std::string reason{};   // "the promise is 5 s"
  std::optional<double> saves_per_month{};
  bool feasible = false;  // it would do as well
};

// Why there is no plan.
struct Infeasibility {
  std::string constraint{};  // "end-to-end p99"
  std::string found{};       // "at least 25.4 ms, whatever the number of consumers"
  std::string promised{};    // "20 ms"
  std::string nearest{};     // "25.4 ms"
  std::optional<double> nearest_value{};
  std::string relax{};    // "a batch overhead of 8.2 ms instead of 10 ms"
  std::string pointer{};  // of what asks too much
};

struct Delta {
  std::string name{};
  std::int64_t current = 0;
  std::int64_t planned = 0;
};

struct UncertaintyResult {
  std::int64_t draws = 0;
  std::uint64_t seed = 0;
  double probability_slo_met = 1;
  // That the load is still carried, latencies aside, while a domain is down.
  std::optional<double> probability_carried_without_domain{};
  std::string likeliest_miss{};  // the objective that breaks most often; empty: none does
  std::vector<HeadroomOption> headroom{};
};

struct SizingPlan {
  std::string name{};
  std::string note{};
  std::vector<Infeasibility> infeasible{};  // not empty: there is no plan, and nothing below

  PlanCounts counts{};
  double utilization = 0;  // planned, after the loss of a domain was thought of
  // The plan is built for so many times the likely load, where a confidence was asked for.
  double planning_factor = 1;
  double peak_rate = 0;  // events per second, whole system
  double mean_rate = 0;
  double peak_bytes_per_s = 0;
  std::string currency{};  // empty: there are no prices
  std::string answer{};    // one sentence

  // partitions consumers brokers database_shards cells ingress_nodes storage cost, then the rest.
  std::vector<PlannedQuantity> quantities{};
  std::vector<PlannedObjective> objectives{};
  UncertaintyResult uncertainty{};
  std::vector<CellOption> cell_options{};
  std::vector<BrokerRule> broker_rules{};
  std::vector<RejectedAlternative> alternatives{};
  std::vector<Delta> deltas{};
  std::vector<Note> warnings{};
  std::vector<std::string> assumptions{};

  [[nodiscard]] const PlannedQuantity* find(const std::string& quantity) const {
    for (const PlannedQuantity& each : quantities) {
      if (each.name == quantity) return &each;
    }
    return nullptr;
  }
};

}  // namespace uslkit
