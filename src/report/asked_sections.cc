#include "report/asked_sections.h"

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

std::string number(double value) { return human_number(value, 4); }

void add_interval(Table& table, const std::string& name, const Estimate& estimate) {
  if (!estimate.bootstrap) return;
  table.add({name, number(estimate.value), interval_text(estimate.bootstrap),
             interval_text(estimate.interval())});
}

ReportSection bootstrap_section(const UslFit& fit) {
  ReportSection section{.name = "bootstrap", .heading = "Bootstrap"};
  const std::string level = fmt::format("{:g} %", 100 * fit.confidence_level);
  Table table;
  table.columns = {{"parameter"},
                   {"estimate", Align::right},
                   {"bootstrap, " + level, Align::right},
                   {"profile, " + level, Align::right}};
  add_interval(table, "alpha", fit.alpha);
  add_interval(table, "beta", fit.beta);
  add_interval(table, "gamma", fit.gamma);
  if (fit.has_peak) {
    add_interval(table, "N*", fit.peak_concurrency);
    add_interval(table, "X*", fit.peak_throughput);
  }
  if (!table.rows.empty()) section.table = std::move(table);
  return section;
}

ReportSection posterior_section(const UslFit& fit) {
  ReportSection section{.name = "posterior", .heading = "Posterior"};
  if (!fit.bayes) return section;
  const BayesSummary& bayes = *fit.bayes;
  section.sentences.push_back(fmt::format(
      "P(beta > 0) = {}; N* median {}, 95 % interval {}; P(peak within the data) = {}.",
      human_number(bayes.probability_beta_positive, 3), human_number(bayes.peak_median, 4),
      interval_text(bayes.peak), human_number(bayes.probability_peak_within_data, 3)));
  return section;
}

}  // namespace

std::vector<ReportSection> asked_sections(const UslFit& fit) {
  return {bootstrap_section(fit), posterior_section(fit)};
}

}  // namespace uslkit
