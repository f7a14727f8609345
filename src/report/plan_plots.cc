#include "report/plan_plots.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/input_error.h"
#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/plan_words.h"
#include "report/plot_page.h"
#include "report/point_labels.h"

namespace uslkit {
namespace {

constexpr double kWidth = 840;
constexpr double kHead = 70;
constexpr double kPanelHeight = 330;
constexpr double kRadius = 4.5;
constexpr double kBigRadius = 7;
constexpr double kMargin = 0.08;  // of a range, left free around it

const Marker kDominated{.role = "option",
                        .radius = kRadius,
                        .fill = kPaper,
                        .edge = Stroke{kReference, 1.3, Dash::solid}};
const Marker kFrontier{.role = "frontier", .radius = kRadius, .fill = kCurve, .edge = {}};
const Marker kChosen{.role = "chosen",
                     .radius = kBigRadius,
                     .fill = kPoint,
                     .edge = Stroke{kPointEdge, 1.2, Dash::solid}};
const Marker kLeastRegret{.role = "least-regret",
                          .radius = kBigRadius,
                          .kind = MarkerKind::diamond,
                          .fill = kContention,
                          .edge = Stroke{kInk, 1.2, Dash::solid}};
constexpr Stroke kFrontierLine{kCurve, 1.6, Dash::solid};

struct Range {
  double low = HUGE_VAL;
  double high = -HUGE_VAL;
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // Room around the values; never below `floor`.
  [[nodiscard]] AxisScale scale(double floor) const {
    const double spread = high > low ? high - low : std::max(1.0, 0.2 * std::abs(high));
    return {.low = std::max(floor, low - kMargin * spread), .high = high + kMargin * spread};
  }
};

std::string share_label(double share) { return fmt::format("{:.4g} %", 100 * share); }

std::string odds_label(const SizingPlan& plan, const HeadroomOption& option) {
  return odds_text(option.probability_slo_met, plan.uncertainty.draws);
}

// ---- What certainty costs. ----

std::string option_label(const SizingPlan& plan, const HeadroomOption& option) {
  const std::string name = option.chosen && option.least_regret ? "this plan, least regret"
                           : option.chosen                      ? "this plan"
                                                                : "least regret";
  return fmt::format("{}: {}, {}", name, cost_text(plan, option.cost_per_month),
                     odds_label(plan, option));
}

Marker marker_of(const HeadroomOption& option) {
  if (option.chosen) return kChosen;
  if (option.least_regret) return kLeastRegret;
  return option.pareto ? kFrontier : kDominated;
}

void paint_room(Plot& plot, const SizingPlan& plan, const Box& outer) {
  Range cost;
  Range odds;
  odds.add(1);
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    cost.add(option.cost_per_month);
    odds.add(option.probability_slo_met);
  }
  const std::string unit = plan.currency.empty() ? "nodes" : "cost (" + plan.currency + " a month)";
  Panel panel(plot,
              {.outer = outer,
               .heading = "What certainty costs: plans for 70 % to 200 % of the expected load",
               .x = {.title = unit, .scale = cost.scale(0)},
               .y = {.title = "every promise kept (% of worlds)",
                     .scale = odds.scale(-kMargin),
                     .label = share_label}});
  std::vector<DataPoint> frontier;
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    if (option.pareto) frontier.push_back({option.cost_per_month, option.probability_slo_met});
  }
  panel.line("frontier", frontier, kFrontierLine);
  std::vector<PointLabel> labels;
  // The marked ones lie above the others.
  for (const bool marked : {false, true}) {
    for (const HeadroomOption& option : plan.uncertainty.headroom) {
      if ((option.chosen || option.least_regret) != marked) continue;
      const DataPoint at{option.cost_per_month, option.probability_slo_met};
      const Marker marker = marker_of(option);
      panel.marker(at, marker);
      if (marked) labels.push_back({panel.at(at), marker.radius, option_label(plan, option), true});
      if (!marked && option.pareto) {
        labels.push_back(
            {panel.at(at), marker.radius, percent_text(option.capacity_factor) + " of the load"});
      }
    }
  }
  paint_point_labels(plot, panel.inner(), std::move(labels));
}

// ---- Cells. ----

DataPoint point_of(const CellOption& option) {
  return {static_cast<double>(option.counts.cells), static_cast<double>(option.counts.nodes())};
}

std::string cell_label(const CellOption& option) {
  const std::string lost = percent_text(option.blast_radius);
  if (!option.chosen) return fmt::format("{}: {}", option.counts.cells, lost);
  return fmt::format("this plan: {}, {}; one lost takes {}",
                     counted_text(option.counts.cells, "cell"),
                     counted_text(option.counts.nodes(), "node"), lost);
}

void paint_cells(Plot& plot, const SizingPlan& plan, const Box& outer) {
  Range nodes;
  std::vector<double> cells;
  for (const CellOption& option : plan.cell_options) {
    nodes.add(static_cast<double>(option.counts.nodes()));
    cells.push_back(static_cast<double>(option.counts.cells));
  }
  std::sort(cells.begin(), cells.end());
  AxisScale across = concurrency_scale(cells, cells.back() * (1 + kMargin));
  if (across.kind != ScaleKind::linear) across.low = cells.front() / (1 + kMargin);
  Panel panel(plot,
              {.outer = outer,
               .heading = "Cells and nodes; beside a point: its cells, and the share of the load "
                          "that one lost cell takes",
               .x = {.title = "cells", .scale = across, .whole_numbers = true},
               .y = {.title = "nodes in all", .scale = nodes.scale(0)}});
  std::vector<DataPoint> frontier;
  for (const CellOption& option : plan.cell_options) {
    if (option.pareto) frontier.push_back(point_of(option));
  }
  panel.line("frontier", frontier, kFrontierLine);
  std::vector<PointLabel> labels;
  for (const bool chosen : {false, true}) {
    for (const CellOption& option : plan.cell_options) {
      const DataPoint at = point_of(option);
      if (option.chosen != chosen) continue;
      const Marker marker = chosen ? kChosen : (option.pareto ? kFrontier : kDominated);
      panel.marker(at, marker);
      labels.push_back({panel.at(at), marker.radius, cell_label(option), chosen});
    }
  }
  paint_point_labels(plot, panel.inner(), std::move(labels));
}

// ---- The page. ----

const HeadroomOption* first_where(const SizingPlan& plan, bool HeadroomOption::*mark) {
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    if (option.*mark) return &option;
  }
  return nullptr;
}

std::string finding(const SizingPlan& plan) {
  const std::string name = plan.name.empty() ? "This plan" : plan.name;
  const HeadroomOption* chosen = first_where(plan, &HeadroomOption::chosen);
  if (chosen == nullptr || plan.uncertainty.draws < 2) {
    return fmt::format("{}: {} on {}", name, counted_text(plan.counts.nodes(), "node"),
                       counted_text(plan.counts.cells, "cell"));
  }
  std::string text =
      fmt::format("{}: {} keep every promise in {} of worlds", name,
                  cost_text(plan, chosen->cost_per_month), odds_label(plan, *chosen));
  const HeadroomOption* least = first_where(plan, &HeadroomOption::least_regret);
  if (least == nullptr) return text;
  if (least == chosen) return text + ", and nothing is regretted less";
  return text + fmt::format("; regretted least: {}", cost_text(plan, least->cost_per_month));
}

std::string description(const SizingPlan& plan, bool room, bool cells) {
  std::string text = finding(plan) + ".";
  if (room) {
    text += " Monthly cost against the share of drawn worlds in which every promise is kept:";
    for (const HeadroomOption& option : plan.uncertainty.headroom) {
      if (!option.pareto) continue;
      text +=
          fmt::format(" {} {};", cost_text(plan, option.cost_per_month), odds_label(plan, option));
    }
    text.back() = '.';
  }
  if (cells) {
    text += " Nodes by number of cells:";
    for (const CellOption& option : plan.cell_options) {
      if (!option.pareto) continue;
      text += fmt::format(" {} with {};", counted_text(option.counts.nodes(), "node"),
                          counted_text(option.counts.cells, "cell"));
    }
    text.back() = '.';
  }
  return text;
}

std::vector<LegendEntry> legend_of(const SizingPlan& plan) {
  const HeadroomOption* least = first_where(plan, &HeadroomOption::least_regret);
  std::vector<LegendEntry> legend = {
      {.text = "this plan", .fill = {}, .line = {}, .marker = kChosen}};
  if (least != nullptr && !least->chosen) {
    legend.push_back({.text = "least regret", .fill = {}, .line = {}, .marker = kLeastRegret});
  }
  legend.push_back(
      {.text = "on the frontier", .fill = {}, .line = kFrontierLine, .marker = kFrontier});
  legend.push_back({.text = "another is better", .fill = {}, .line = {}, .marker = kDominated});
  return legend;
}

}  // namespace

Plot pareto_plot(const SizingPlan& plan) {
  const bool room = plan.uncertainty.draws > 1 && !plan.uncertainty.headroom.empty();
  const bool cells = !plan.cell_options.empty();
  if (!room && !cells) {
    throw InputError({.place = {.source = "pareto plot"},
                      .found = "a request without a plan",
                      .allowed = "a plan: there is nothing to choose between",
                      .hint = ""});
  }
  const double panels = (room ? 1 : 0) + (cells ? 1 : 0);
  Page page = start_page({.width = kWidth,
                          .height = kHead + panels * kPanelHeight,
                          .title = finding(plan),
                          .description = description(plan, room, cells),
                          .legend = legend_of(plan)});
  Box outer = page.body;
  outer.bottom = outer.top + page.body.height() / panels;
  if (room) {
    paint_room(page.plot, plan, outer);
    outer.top = outer.bottom;
    outer.bottom = page.body.bottom;
  }
  if (cells) paint_cells(page.plot, plan, outer);
  return page.plot;
}

}  // namespace uslkit
