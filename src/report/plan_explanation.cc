// The explanation sections of plan_sections.h: everything that is behind one number.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/plan_sections.h"
#include "report/plan_words.h"

namespace uslkit {
namespace {

constexpr const char* kProbability = "probability_slo_met";
constexpr const char* kAll = "all";

Table inputs_table(const std::vector<NamedNumber>& inputs) {
  Table table{.columns = {{"input"}, {"value", Align::right}, {"from"}}};
  for (const NamedNumber& input : inputs) {
    table.add({input.name, quantity_text(input.value, input.unit),
               input.source.empty() ? "computed" : input.source});
  }
  return table;
}

Table bounds_table(const PlannedQuantity& quantity) {
  Table table{.columns = {{"bound"}, {"one cell needs", Align::right}}};
  for (const SizingBound& bound : quantity.bounds) {
    table.add({bound.name, quantity_text(bound.needed, quantity.unit)});
  }
  return table;
}

std::vector<std::string> bound_texts(const PlannedQuantity& quantity) {
  std::vector<std::string> texts;
  for (const SizingBound& bound : quantity.bounds) {
    const std::string source = bound.source.empty() ? "" : fmt::format(" ({})", bound.source);
    const std::string relax =
        bound.relax.empty() ? "" : fmt::format(" What would lower it: {}.", bound.relax);
    texts.push_back(fmt::format("{}: {}{}.{}", bound.name, bound.formula, source, relax));
  }
  return texts;
}

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

void add_if(std::vector<std::string>& sentences, const char* what, const std::string& text) {
  if (!text.empty()) sentences.push_back(fmt::format("{}: {}", what, text));
}

std::string heading_of(const SizingPlan& plan, const PlannedQuantity& quantity) {
  std::string text = fmt::format("{}: {}", capitalised(quantity.title),
                                 quantity_text(quantity.value, quantity.unit));
  const bool split = plan.counts.cells > 1 && quantity.name != "cells";
  if (split) text += fmt::format(", {} in a cell", quantity_text(quantity.per_cell, quantity.unit));
  return text;
}

void explain(const SizingPlan& plan, const PlannedQuantity& quantity,
             std::vector<ReportSection>& sections) {
  ReportSection section{.name = quantity.name, .heading = heading_of(plan, quantity), .table = {}};
  add_if(section.sentences, "Formula", quantity.formula);
  add_if(section.sentences, "Binds", quantity.binding_constraint());
  add_if(section.sentences, "Needed before rounding",
         quantity_text(quantity.needed, quantity.unit));
  add_if(section.sentences, "Rounding", quantity.rounding);
  add_if(section.sentences, "Needed with 90 % probability", band_text(quantity));
  add_if(section.sentences, "Source", quantity.source);
  add_if(section.sentences, "Assumes", quantity.assumption);
  Table inputs = inputs_table(quantity.inputs);
  if (!inputs.rows.empty()) section.table = std::move(inputs);
  sections.push_back(std::move(section));
  if (quantity.bounds.empty()) return;
  sections.push_back({.name = quantity.name + ".bounds",
                      .heading = fmt::format("Bounds of {}", quantity.title),
                      .table = bounds_table(quantity),
                      .footnotes = bound_texts(quantity)});
}

void explain(const PlannedObjective& objective, std::vector<ReportSection>& sections) {
  ReportSection section{.name = objective.name,
                        .heading = fmt::format("{}: {}", capitalised(objective.title),
                                               quantity_text(objective.predicted, objective.unit)),
                        .table = {}};
  add_if(section.sentences, "Formula", objective.formula);
  add_if(section.sentences, "Promised",
         objective.promised ? quantity_text(*objective.promised, objective.unit) : "nothing");
  add_if(section.sentences, "Assumes", objective.assumption);
  section.sentences.push_back(
      fmt::format("A simulation should agree to {}", percent_text(objective.tolerance)));
  sections.push_back(std::move(section));
}

void explain(const UncertaintyResult& uncertainty, std::vector<ReportSection>& sections) {
  ReportSection section{
      .name = kProbability,
      .heading = fmt::format("Every promise kept: {}",
                             odds_text(uncertainty.probability_slo_met, uncertainty.draws)),
      .table = {}};
  section.sentences.push_back(fmt::format(
      "Formula: share of {} drawn worlds in which no promise is broken; (alpha, beta, gamma) of a "
      "fit are drawn together",
      human_number(static_cast<double>(uncertainty.draws), 1)));
  add_if(section.sentences, "Breaks most often", uncertainty.likeliest_miss);
  if (uncertainty.probability_carried_without_domain) {
    add_if(section.sentences, "While a failure domain is down",
           odds_text(*uncertainty.probability_carried_without_domain, uncertainty.draws));
  }
  sections.push_back(std::move(section));
}

}  // namespace

std::vector<std::string> explained_names(const SizingPlan& plan) {
  std::vector<std::string> names;
  for (const PlannedQuantity& quantity : plan.quantities) names.push_back(quantity.name);
  for (const PlannedObjective& objective : plan.objectives) names.push_back(objective.name);
  names.emplace_back(kProbability);
  names.emplace_back(kAll);
  return names;
}

std::vector<ReportSection> explanation_sections(const SizingPlan& plan,
                                                const std::string& quantity) {
  std::vector<ReportSection> sections;
  const auto wanted = [&quantity](const std::string& name) {
    return quantity == kAll || quantity == name;
  };
  for (const PlannedQuantity& each : plan.quantities) {
    if (wanted(each.name)) explain(plan, each, sections);
  }
  for (const PlannedObjective& each : plan.objectives) {
    if (wanted(each.name)) explain(each, sections);
  }
  if (wanted(kProbability)) explain(plan.uncertainty, sections);
  return sections;
}

}  // namespace uslkit
