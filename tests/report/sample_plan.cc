#include "tests/report/sample_plan.h"

#include <cmath>

namespace uslkit {
namespace {

PlannedQuantity consumers() {
  PlannedQuantity result{.name = "consumers", .title = "consumers", .value = 45, .per_cell = 15};
  result.needed = 42.5;
  result.interval = Interval{36, 48};
  result.median = 42;
  result.formula = "N of X(N) = 2.1M/s";
  result.source = "Gunther (2007)";
  result.assumption = "consumers slow each other down as the curve says";
  result.inputs = {{"load at the peak", 1.2e6, "/s", "/traffic/classes"}, {"alpha", 0.02, "", ""}};
  result.bounds = {{.name = "peak load",
                    .needed = 14.2,
                    .formula = "peak / u = 1.2M/s / 65 %",
                    .source = "F2",
                    .relax = "a higher utilisation"},
                   {.name = "lag of the surge", .needed = 9.5, .formula = "lag of 5 s"}};
  result.rounding = "from 43 to 45, three cells";
  return result;
}

PlannedQuantity quantity(const char* name, const char* title, double value, double per_cell,
                         const char* binding) {
  PlannedQuantity result{
      .name = name, .title = title, .value = value, .per_cell = per_cell, .needed = value};
  if (*binding != '\0') result.bounds = {{.name = binding, .needed = per_cell}};
  return result;
}

HeadroomOption option(double factor, double cost, double odds, double regret) {
  return {.capacity_factor = factor,
          .counts = {.cells = 3},
          .cost_per_month = cost,
          .probability_slo_met = odds,
          .expected_penalty = (1 - odds) * 20'000,
          .regret = regret,
          .pareto = true};
}

CellOption cells(std::int64_t count, std::int64_t consumers, double cost, double blast) {
  return {.counts = {.cells = count,
                     .cell = {.ingress_nodes = 3, .brokers = 3, .consumers = consumers}},
          .cost_per_month = cost,
          .blast_radius = blast,
          .reason = "dearer"};
}

SizingForecast shop_forecast() {
  const std::int64_t start = 2026 * 12 + 10;
  SizingForecast forecast{.method = "6 % a month, compounded", .basis = "the plan"};
  double peak = 1.2e6;
  for (std::int64_t i = 0; i <= 18; ++i) {
    forecast.months.push_back({.month = {start + i},
                               .peak_rate = peak,
                               .low = peak * (1 - 0.01 * static_cast<double>(i)),
                               .high = peak * (1 + 0.02 * static_cast<double>(i)),
                               .counts = PlanCounts{.cells = 3 + i / 6},
                               .cost_per_month = 50'000 + 1'000 * static_cast<double>(i)});
    peak *= 1.06;
  }
  forecast.months.back().counts.reset();
  forecast.resources = {
      {.name = "consumers",
       .capacity_per_s = 2.2e6,
       .utilization_now = 1.2 / 2.2,
       .eighty_percent = Month{start + 7},
       .eighty_percent_early = Month{start + 5},
       .full = Month{start + 11}},
      {.name = "database_shards", .capacity_per_s = 9e6, .utilization_now = 0.13}};
  forecast.additions = {{.by = {start + 7}, .what = "consumers", .from = 45, .to = 60}};
  forecast.sentences = {"Consumers come to 80 % first, in 2027-06.", "Next: 60 consumers."};
  forecast.infeasible_from = Month{start + 18};
  return forecast;
}

PlanVerification shop_verification() {
  PlanVerification verification{.scope = "One of 3 alike cells, 400k/s for 35 s", .agrees = false};
  verification.checks = {
      {.name = "ack_p99_ms",
       .title = "ack p99",
       .unit = "ms",
       .predicted = 3,
       .simulated = {.value = 3.01},
       .gap = 0.0033,
       .tolerance = 0.1,
       .promised = 10.0,
       .kept = true},
      {.name = "end_to_end_p99_ms",
       .title = "end-to-end p99 at the peak",
       .unit = "ms",
       .predicted = 45,
       .simulated = {.value = 54, .low = 53.5, .high = 54.5},
       .gap = 0.2,
       .tolerance = 0.1,
       .agrees = false,
       .promised = 60.0,
       .kept = true,
       .broken_assumption = "batch times spread: a coefficient of variation of .5"}};
  return verification;
}

SizingPlan shop_plan() {
  SizingPlan plan{.name = "Shop", .note = "the autumn sale"};
  plan.counts = {.cells = 3,
                 .cell = {.ingress_nodes = 3,
                          .brokers = 3,
                          .partitions = 30,
                          .consumers = 15,
                          .database_shards = 2,
                          .pool = 20},
                 .storage_bytes = 12e12};
  plan.utilization = 0.65;
  plan.planning_factor = 1.1;
  plan.peak_rate = 1.2e6;
  plan.mean_rate = 400e3;
  plan.peak_bytes_per_s = 1.2e9;
  plan.currency = "USD";
  plan.answer =
      "3 cells of 30 partitions, 15 consumers, 3 brokers, 3 ingress nodes, 2 database "
      "shards";
  plan.quantities = {quantity("partitions", "partitions", 90, 30, "consumer rate"),
                     consumers(),
                     quantity("brokers", "brokers", 9, 3, "failure domains"),
                     quantity("database_shards", "database shards", 6, 2, "shard operations"),
                     quantity("cells", "cells", 3, 1, "blast radius"),
                     quantity("ingress_nodes", "ingress nodes", 9, 3, "validation"),
                     quantity("storage", "log storage", 12e12, 4e12, "retention"),
                     quantity("cost", "cost", 50'000, 16'667, "consumers"),
                     quantity("surge_backlog", "surge backlog", 1.5e6, 0.5e6, "")};
  plan.quantities[6].unit = "B";
  plan.quantities[7].unit = "USD/month";
  plan.quantities[7].interval = Interval{41'000, 58'000};
  plan.quantities[8].formula = "largest Q of Q' = lambda(t) - c";
  plan.objectives = {{.name = "ack_p99_ms",
                      .title = "ack p99",
                      .unit = "ms",
                      .predicted = 3,
                      .promised = 10.0,
                      .probability = 1.0,
                      .formula = "W99 / 2 + validation",
                      .assumption = "Poisson arrivals"},
                     {.name = "recovery_s",
                      .title = "recovery",
                      .unit = "s",
                      .predicted = HUGE_VAL,
                      .promised = {},
                      .formula = "until the work-lag is below 1 s"},
                     {.name = "availability",
                      .title = "availability of acks",
                      .predicted = 0.999995,
                      .promised = 0.9999,
                      .probability = 0.97}};
  plan.uncertainty = {
      .draws = 100'000,
      .seed = 7,
      .probability_slo_met = 0.931,
      .probability_carried_without_domain = 0.99,
      .likeliest_miss = "ack p99",
      .headroom = {option(0.9, 44'000, 0.4, 5'000), option(1.1, 50'000, 0.931, 380),
                   option(1.25, 51'000, 0.99, 0), option(1.5, 60'000, 0.99, 9'000)}};
  plan.uncertainty.headroom[1].chosen = true;
  plan.uncertainty.headroom[2].least_regret = true;
  plan.uncertainty.headroom[3].pareto = false;
  plan.cell_options = {cells(2, 24, 52'000, 0.5), cells(3, 15, 50'000, 1.0 / 3),
                       cells(4, 12, 53'000, 0.25)};
  plan.cell_options[0].pareto = true;
  plan.cell_options[1].pareto = true;
  plan.cell_options[1].chosen = true;
  plan.broker_rules = {{.name = "AWS", .brokers = 3, .formula = "min(...)"},
                       {.name = "Alibaba", .brokers = 12, .formula = "max(4, ...)"},
                       {.name = "Google", .brokers = {}, .formula = "a load, no count"}};
  plan.alternatives = {{.name = "autoscale into the surge",
                        .outcome = "work-lag 21 min",
                        .reason = "the promised work-lag is 1 min",
                        .saves_per_month = 4'964.0}};
  plan.deltas = {{.name = "consumers", .current = 24, .planned = 45},
                 {.name = "database_shards", .current = 8, .planned = 6}};
  plan.warnings = {{"broker-rules-disagree", "the published rules differ by a factor of 4"}};
  plan.assumptions = {"Load spreads evenly over cells."};
  return plan;
}

}  // namespace

SizingAnswer shop_answer() {
  return {.plan = shop_plan(), .forecast = shop_forecast(), .verification = shop_verification()};
}

SizingAnswer plain_answer() {
  SizingPlan plan{.name = "Plain"};
  plan.counts = {.cells = 1, .cell = {.consumers = 2}};
  plan.utilization = 0.65;
  plan.peak_rate = 100;
  plan.mean_rate = 50;
  plan.peak_bytes_per_s = 1e5;
  plan.answer = "1 cell of 2 consumers";
  plan.quantities = {quantity("consumers", "consumers", 2, 2, "peak load"),
                     quantity("cells", "cells", 1, 1, "none"), quantity("cost", "cost", 4, 4, "")};
  plan.objectives = {
      {.name = "ack_p99_ms", .title = "ack p99", .unit = "ms", .predicted = 3, .promised = {}}};
  plan.uncertainty = {.draws = 1, .seed = 1};
  plan.cell_options = {cells(1, 2, 4, 1)};
  plan.cell_options[0].chosen = true;
  return {.plan = plan, .forecast = {}, .verification = {}};
}

SizingAnswer infeasible_answer() {
  SizingPlan plan{.name = "Too fast"};
  plan.infeasible = {{.constraint = "end-to-end p99",
                      .found = "at least 25.4 ms, however many consumers",
                      .promised = "20 ms",
                      .nearest = "25.4 ms",
                      .nearest_value = 0.0254,
                      .relax = "a batch overhead of at most 8.2 ms",
                      .pointer = "/slo/end_to_end_p99"},
                     {.constraint = "availability",
                      .found = "3 cells are needed",
                      .promised = "99.9999 % of acks, at most 2 cells",
                      .nearest = "99.999 %",
                      .relax = "allow more cells",
                      .pointer = "/slo/availability"}};
  return {.plan = plan, .forecast = {}, .verification = {}};
}

}  // namespace uslkit
