#include "report/fit_details.h"

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

std::string number(double value) { return human_number(value, 4); }

std::string residual_text(const UslFit& fit, double residual) {
  const bool relative =
      fit.error_model == ErrorModel::relative || fit.error_model == ErrorModel::replicates;
  return relative ? percent_text(residual, 2) : number(residual);
}

ReportSection rows_section(const UslFit& fit) {
  Table table{{{"N", Align::right},
               {"measured", Align::right},
               {"fitted", Align::right},
               {"residual", Align::right},
               {"t", Align::right},
               {"leverage", Align::right},
               {"Cook's D", Align::right},
               {"weight", Align::right},
               {"line", Align::right},
               {"flag", Align::right}},
              {}};
  for (const FittedPoint& row : fit.rows) {
    table.add({number(row.concurrency), number(row.throughput), number(row.fitted),
               residual_text(fit, row.residual), human_number(row.standardized, 2),
               human_number(row.leverage, 2), human_number(row.cooks_distance, 2),
               human_number(row.robust_weight, 2), row.line > 0 ? std::to_string(row.line) : "",
               row.outlier ? "yes" : ""});
  }
  return {.name = "rows", .heading = "Runs", .sentences = {}, .table = table};
}

ReportSection tests_section(const UslFit& fit) {
  ReportSection section{.name = "tests", .heading = "Tests"};
  if (fit.tests.empty()) return section;
  Table table{{{"test"}, {"statistic", Align::right}, {"p", Align::right}, {"reading"}}, {}};
  for (const TestResult& test : fit.tests) {
    table.add({test.name, number(test.statistic), p_value_text(test.p_value), test.reading});
  }
  section.table = table;
  return section;
}

ReportSection sensitivity_section(const UslFit& fit) {
  ReportSection section{.name = "sensitivity", .heading = "The same data under other error models"};
  if (fit.error_model_sensitivity.empty()) return section;
  Table table{{{"errors"},
               {"alpha", Align::right},
               {"beta", Align::right},
               {"gamma", Align::right},
               {"N*", Align::right}},
              {}};
  for (const ErrorModelSensitivity& other : fit.error_model_sensitivity) {
    table.add({name_of(other.model), number(other.parameters.alpha), number(other.parameters.beta),
               number(other.parameters.gamma),
               other.peak_concurrency ? number(*other.peak_concurrency) : "none"});
  }
  section.table = table;
  return section;
}

ReportSection influence_section(const UslFit& fit) {
  ReportSection section{.name = "influence", .heading = "Each run left out in turn"};
  Table table{{{"without N", Align::right},
               {"alpha", Align::right},
               {"beta", Align::right},
               {"gamma", Align::right},
               {"N*", Align::right}},
              {}};
  for (const FittedPoint& row : fit.rows) {
    if (!row.parameters_without) continue;
    const UslParameters& usl = *row.parameters_without;
    table.add({number(row.concurrency), number(usl.alpha), number(usl.beta), number(usl.gamma),
               row.peak_without ? number(*row.peak_without) : "none"});
  }
  if (!table.rows.empty()) section.table = table;
  return section;
}

ReportSection correlation_section(const UslFit& fit) {
  const Identifiability& found = fit.identifiability;
  ReportSection section{.name = "correlation", .heading = "Identifiability"};
  section.sentences.push_back(
      fmt::format("Correlations: alpha-beta {}, alpha-gamma {}, beta-gamma {}; condition number "
                  "{}.",
                  human_number(found.correlation[0], 3), human_number(found.correlation[1], 3),
                  human_number(found.correlation[2], 3), human_number(found.condition_number, 3)));
  section.sentences.push_back(fmt::format(
      "Test of beta = 0 (one-sided): p {}; largest N over N*: {}.",
      p_value_text(found.beta_zero_p_value), found.reach ? human_number(*found.reach, 3) : "n/a"));
  if (!found.sentence.empty()) section.sentences.push_back(found.sentence);
  if (fit.robust) {
    section.sentences.push_back(
        fmt::format("Robust fit: alpha {}, beta {}, gamma {}, N* {}.", number(fit.robust->alpha),
                    number(fit.robust->beta), number(fit.robust->gamma),
                    fit.robust_peak_concurrency ? number(*fit.robust_peak_concurrency) : "none"));
  }
  return section;
}

}  // namespace

std::vector<ReportSection> fit_detail_sections(const UslFit& fit) {
  return {rows_section(fit), tests_section(fit), sensitivity_section(fit), influence_section(fit),
          correlation_section(fit)};
}

}  // namespace uslkit
