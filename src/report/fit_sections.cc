#include "report/fit_sections.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "report/fit_details.h"
#include "report/fit_panels.h"
#include "report/human_number.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostOverheadRows = 5;
constexpr std::size_t kMostFlagged = 6;
constexpr std::size_t kMostSources = 3;

std::string number(double value) { return human_number(value, 4); }

// "users", or "N" where the measured thing has no name of its own.
std::string concurrency_word(const UslFit& fit) {
  if (fit.concurrency_name.empty() || fit.concurrency_name == "concurrency") return "N";
  return cut_to_cells(fit.concurrency_name, 24);
}

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
                  fit.rows.size(), fit.distinct_concurrency, concurrency_word(fit),
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

ReportSection parameters_section(const UslFit& fit) {
  Table table{{{"parameter"},
               {"estimate", Align::right},
               {percent_text(fit.confidence_level) + " interval", Align::right},
               {"meaning"}},
              {}};
  table.add({"alpha", number(fit.parameters.alpha), parameter_interval(fit, fit.alpha, false),
             alpha_meaning(fit)});
  table.add({"beta", number(fit.parameters.beta), parameter_interval(fit, fit.beta, true),
             beta_meaning(fit)});
  table.add({"gamma", number(fit.parameters.gamma), parameter_interval(fit, fit.gamma, false),
             fmt::format("{} at N = 1", throughput_label(fit))});
  return {.name = "parameters", .heading = "Parameters", .sentences = {}, .table = table};
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

ReportSection verdict_section(const UslFit& fit) {
  return {.name = "verdict", .heading = "Verdict", .sentences = fit.verdict};
}

ReportSection chart_section() {
  ReportSection section{.name = "chart", .heading = "Throughput"};
  section.chart = true;
  return section;
}

std::string f_test_text(const RivalModel& model) {
  if (!model.f_p_value) return "-";
  return p_value_text(*model.f_p_value);
}

ReportSection models_section(const UslFit& fit) {
  ReportSection section{
      .name = "models",
      .heading = "Models (F test p: small = the USL is better; AICc: lower is better)"};
  if (fit.models.empty()) return section;
  Table table{{{"model"},
               {"F test p", Align::right},
               {"AICc", Align::right},
               {"R^2", Align::right},
               {"parameters", Align::right},
               {"remark"}},
              {}};
  for (const RivalModel& model : fit.models) {
    table.add({model.name, f_test_text(model),
               model.aicc ? human_number(std::round(*model.aicc * 10) / 10, 4) : "n too small",
               human_number(model.r_squared, 4), std::to_string(model.parameter_count),
               model.remark});
  }
  section.table = table;
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

ReportSection warnings_section(const UslFit& fit) {
  ReportSection section{.name = "warnings", .heading = "Warnings"};
  for (const Note& warning : fit.warnings) {
    // The verdict may quote a warning; nobody wants to read it twice.
    const bool said =
        std::find(fit.verdict.begin(), fit.verdict.end(), warning.text) != fit.verdict.end();
    if (!said) section.sentences.push_back(warning.text);
  }
  return section;
}

// What limits the system where it matters: at the peak, or at the end of the data.
std::string bottleneck_sentence(const UslFit& fit) {
  const double n = fit.has_peak ? fit.peak_concurrency.value : largest_concurrency(fit);
  const UslOverhead overhead = usl_overhead(fit.parameters, std::max(n, 1.0));
  if (overhead.contention <= 0 && overhead.crosstalk <= 0) return "";
  const bool contention = overhead.contention >= overhead.crosstalk;
  const double share = (contention ? overhead.contention : overhead.crosstalk) / overhead.sum();
  return fmt::format("To go faster, first reduce {} ({} of the workers' time at N = {}): {}.",
                     contention ? "contention" : "crosstalk", percent_text(share, 2),
                     human_number(n, 3),
                     contention ? "locks, single threads, shared queues"
                                : "coherency traffic, all-to-all exchange, shared writes");
}

std::string usability_advice(const UslFit& fit) {
  const std::string most = human_number(largest_concurrency(fit));
  const std::string twice = human_number(2 * largest_concurrency(fit), 3);
  switch (fit.usability) {
    case Usability::usable:
      if (!fit.has_peak) break;
      return fmt::format("Stay at or below N = {}: beyond it more {} deliver less.",
                         fit.best_integer,
                         concurrency_word(fit) == "N" ? "workers" : concurrency_word(fit));
    case Usability::no_peak_shown:
    case Usability::amdahl:
      return fmt::format(
          "Do not extrapolate far beyond N = {}. Measure up to N = {} to locate the "
          "peak; `uslkit next` says which N narrow it most.",
          most, twice);
    case Usability::superlinear:
      return "Look for warm caches, a slow first run or data that fit in memory only when spread: "
             "the coefficients are not overheads here.";
    case Usability::wrong_model:
      return "Do not extrapolate with this curve. Look at the residuals and at the other models.";
  }
  return "";
}

ReportSection next_section(const UslFit& fit) {
  ReportSection section{.name = "next", .heading = "What to do next"};
  const auto add = [&](const std::string& sentence) {
    if (!sentence.empty()) section.sentences.push_back(sentence);
  };
  add(usability_advice(fit));
  if (fit.usability != Usability::wrong_model) add(bottleneck_sentence(fit));
  std::string flagged;
  for (const FittedPoint& row : fit.rows) {
    if (row.outlier && flagged.size() < 40) {
      flagged += (flagged.empty() ? "" : ", ") + number(row.concurrency);
    }
  }
  if (!flagged.empty()) add(fmt::format("Repeat the flagged runs: N = {}.", flagged));
  if (fit.distinct_concurrency == fit.points) {
    add("Repeat some runs at the same N: only replicates separate noise from lack of fit.");
  }
  return section;
}

bool says_something(const ReportSection& section) {
  return !section.sentences.empty() || section.table || section.chart;
}

}  // namespace

std::vector<ReportSection> fit_sections(const UslFit& fit, bool verbose) {
  std::vector<ReportSection> all = {
      data_section(fit),     parameters_section(fit), peak_section(fit),     verdict_section(fit),
      chart_section(),       models_section(fit),     overhead_section(fit), flagged_section(fit),
      warnings_section(fit), next_section(fit)};
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
      "data",        "parameters", "peak",        "verdict",  "chart", "models",
      "overhead",    "flagged",    "warnings",    "next",     "rows",  "tests",
      "sensitivity", "influence",  "correlation", "posterior"};
  return kNames;
}

}  // namespace uslkit
