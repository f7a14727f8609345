#include "report/fit_sections.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "report/asked_sections.h"
#include "report/fit_advice.h"
#include "report/fit_details.h"
#include "report/fit_panels.h"
#include "report/human_number.h"
#include "report/models_section.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostOverheadRows = 6;
constexpr std::size_t kMostFlagged = 6;
constexpr std::size_t kMostSources = 3;

std::string number(double value) { return human_number(value, 4); }

std::string sources_clause(const UslFit& fit) {
  std::string text;
  for (std::size_t i = 0; i < std::min(fit.sources.size(), kMostSources); ++i) {
    if (i > 0) text += ", ";
    text += fmt::format("{} ({})", cut_to_cells(fit.sources[i].name, 60),
                        cut_to_cells(fit.sources[i].format, 30));
  }
  if (fit.sources.size() > kMostSources) {
    text += fmt::format(" and {} more", fit.sources.size() - kMostSources);
  }
  return text.empty() ? "measurements" : text;
}

// The name of the error scale: relative errors are read as percent.
std::string residual_sd_text(const UslFit& fit) {
  switch (fit.error_model) {
    case ErrorModel::relative:
    case ErrorModel::replicates:
      return percent_text(fit.residual_sd) + " of X";
    case ErrorModel::additive:
      return throughput_text(fit, fit.residual_sd, 3);
    case ErrorModel::known_sd:
      return number(fit.residual_sd) + " known sd";
  }
  return "";
}

ReportSection data_section(const UslFit& fit) {
  ReportSection section{.name = "data", .heading = "USL fit of " + sources_clause(fit)};
  section.sentences.push_back(
      fmt::format("{} runs at {} values of {} from {} to {}; {} errors, residual sd {}, R^2 {}.",
                  fit.points, fit.distinct_concurrency, concurrency_word(fit),
                  number(smallest_concurrency(fit)), number(largest_concurrency(fit)),
                  name_of(fit.error_model), residual_sd_text(fit), human_number(fit.r_squared, 4)));
  return section;
}

std::string alpha_meaning(const UslFit& fit) {
  const double alpha = fit.parameters.alpha;
  if (alpha < 0) return "below zero: superlinear";
  if (alpha == 0) return "no contention found";
  return fmt::format("{} of the work waits its turn", percent_text(alpha, 2));
}

std::string beta_meaning(const UslFit& fit) {
  const double alpha = fit.parameters.alpha;
  const double beta = fit.parameters.beta;
  if (beta <= 0) return "no crosstalk found";
  // alpha (N-1)/N = beta (N-1) at N = alpha/beta.
  if (alpha <= beta) return "more than contention everywhere";
  return fmt::format("passes contention at N = {}", human_number(alpha / beta, 3));
}

std::string parameter_interval(const UslFit& fit, const Estimate& estimate, bool is_beta) {
  if (is_beta && fit.beta_on_bound && fit.identifiability.beta_upper_95) {
    return "<= " + human_number(*fit.identifiability.beta_upper_95, 3);
  }
  return interval_text(estimate.interval());
}

// The peak, or the ceiling that stands in its place.
void add_top_rows(Table& table, const UslFit& fit) {
  if (fit.has_peak) {
    const bool shown = fit.usability == Usability::usable;
    table.add({"N*", number(fit.peak_concurrency.value),
               interval_text(fit.peak_concurrency.interval()),
               shown ? fmt::format("the peak; best whole N = {}",
                                   number(static_cast<double>(fit.best_integer)))
                     : "not shown by the data"});
    table.add({"X*", number(fit.peak_throughput.value),
               interval_text(fit.peak_throughput.interval()),
               shown ? "throughput at the peak" : "not shown by the data"});
  } else if (std::isfinite(fit.throughput_limit)) {
    table.add({"X limit", number(fit.throughput_limit),
               interval_text(fit.throughput_limit_interval), "no peak: a ceiling"});
  }
}

ReportSection parameters_section(const UslFit& fit) {
  const bool usable = fit.usability != Usability::wrong_model;
  Table table{{{"parameter"},
               {"estimate", Align::right},
               {percent_text(fit.confidence_level) + " interval", Align::right},
               {"meaning"}},
              {}};
  const auto meaning = [usable](const std::string& text) { return usable ? text : "-"; };
  table.add({"alpha", number(fit.parameters.alpha), parameter_interval(fit, fit.alpha, false),
             meaning(alpha_meaning(fit))});
  table.add({"beta", number(fit.parameters.beta), parameter_interval(fit, fit.beta, true),
             meaning(beta_meaning(fit))});
  table.add({"gamma", number(fit.parameters.gamma), parameter_interval(fit, fit.gamma, false),
             fmt::format("{} at N = 1", throughput_label(fit))});
  if (usable) add_top_rows(table, fit);
  return {.name = "parameters",
          .heading = usable ? "Parameters" : "Parameters (not to be used: see the verdict)",
          .sentences = {},
          .table = table};
}

ReportSection peak_section(const UslFit& fit) {
  ReportSection section{.name = "peak", .heading = "Peak"};
  if (!fit.has_peak) {
    section.sentences.push_back(std::isfinite(fit.throughput_limit)
                                    ? fmt::format("none: throughput approaches {}, interval {}.",
                                                  throughput_text(fit, fit.throughput_limit),
                                                  interval_text(fit.throughput_limit_interval))
                                    : "none: throughput grows without limit within this model.");
    return section;
  }
  const std::string level = percent_text(fit.confidence_level);
  section.sentences.push_back(fmt::format("N* = {}, {} interval {}; best whole N = {}.",
                                          number(fit.peak_concurrency.value), level,
                                          interval_text(fit.peak_concurrency.interval()),
                                          number(static_cast<double>(fit.best_integer))));
  section.sentences.push_back(fmt::format("X* = {}, {} interval {}.",
                                          throughput_text(fit, fit.peak_throughput.value), level,
                                          interval_text(fit.peak_throughput.interval())));
  return section;
}

ReportSection chart_section() {
  ReportSection section{.name = "chart", .heading = "Throughput"};
  section.chart = true;
  return section;
}

// Evenly spaced rows of the fit's own table, the last one always among them; at N = 1 there is
// nothing to split.
std::vector<UslOverhead> chosen_overhead(const UslFit& fit) {
  std::vector<UslOverhead> all;
  for (const UslOverhead& part : fit.overhead) {
    if (part.concurrency > 1) all.push_back(part);
  }
  if (all.size() <= kMostOverheadRows) return all;
  std::vector<UslOverhead> chosen;
  for (std::size_t i = 0; i < kMostOverheadRows; ++i) {
    chosen.push_back(all[i * (all.size() - 1) / (kMostOverheadRows - 1)]);
  }
  return chosen;
}

ReportSection overhead_section(const UslFit& fit) {
  ReportSection section{.name = "overhead", .heading = "Where the workers' time goes"};
  if (fit.overhead.empty()) return section;
  Table table{{{"N", Align::right},
               {"throughput", Align::right},
               {"latency", Align::right},
               {"useful", Align::right},
               {"contention", Align::right},
               {"crosstalk", Align::right}},
              {}};
  for (const UslOverhead& part : chosen_overhead(fit)) {
    const double n = part.concurrency;
    const double sum = part.sum();
    table.add({number(n), number(usl_throughput(fit.parameters, n)),
               seconds_text(fit.time_unit_s() * usl_latency(fit.parameters, n)),
               percent_text(part.ideal / sum, 2), percent_text(part.contention / sum, 2),
               percent_text(part.crosstalk / sum, 2)});
  }
  section.table = table;
  return section;
}

std::string flagged_sentence(const FittedPoint& row) {
  std::string text =
      fmt::format("N = {}, X = {}: {} expected, {} sd off", number(row.concurrency),
                  number(row.throughput), number(row.fitted), human_number(row.standardized, 2));
  if (row.line > 0) text += fmt::format(" (line {})", row.line);
  if (row.peak_without) text += fmt::format("; without it N* = {}", number(*row.peak_without));
  return text + '.';
}

ReportSection flagged_section(const UslFit& fit) {
  ReportSection section{.name = "flagged", .heading = "Flagged runs (kept in the fit)"};
  std::size_t flagged = 0;
  for (const FittedPoint& row : fit.rows) {
    if (!row.outlier) continue;
    if (++flagged <= kMostFlagged) section.sentences.push_back(flagged_sentence(row));
  }
  if (flagged > kMostFlagged) {
    section.sentences.push_back(fmt::format("and {} more.", flagged - kMostFlagged));
  }
  return section;
}

bool says_something(const ReportSection& section) {
  return !section.sentences.empty() || section.table || section.chart;
}

}  // namespace

std::vector<ReportSection> fit_sections(const UslFit& fit, bool verbose) {
  std::vector<ReportSection> all = {data_section(fit), verdict_section(fit), chart_section(),
                                    parameters_section(fit)};
  if (verbose) all.push_back(peak_section(fit));
  for (ReportSection& section : asked_sections(fit)) all.push_back(std::move(section));
  all.push_back(models_section(fit));
  if (verbose) {
    all.push_back(overhead_section(fit));
    all.push_back(flagged_section(fit));
  }
  all.push_back(warnings_section(fit));
  all.push_back(next_section(fit));
  if (verbose) {
    for (ReportSection& section : fit_detail_sections(fit)) all.push_back(std::move(section));
  }
  std::vector<ReportSection> kept;
  for (ReportSection& section : all) {
    if (says_something(section)) kept.push_back(std::move(section));
  }
  return kept;
}

const std::vector<std::string>& fit_section_names() {
  static const std::vector<std::string> kNames = {
      "data",      "verdict", "chart",       "parameters", "peak",       "bootstrap",
      "posterior", "models",  "overhead",    "flagged",    "warnings",   "next",
      "rows",      "tests",   "sensitivity", "influence",  "correlation"};
  return kNames;
}

}  // namespace uslkit
