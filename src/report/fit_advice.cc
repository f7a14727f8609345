#include "report/fit_advice.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "fit/verdict.h"
#include "report/fit_panels.h"
#include "report/human_number.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

// What limits the system where it matters: at the peak, or at the end of the data.
std::string bottleneck_sentence(const UslFit& fit) {
  constexpr double kWorthIt = 0.05;  // of the workers' time
  if (fit.usability == Usability::wrong_model || fit.usability == Usability::superlinear) return "";
  const double largest = largest_concurrency(fit);
  const bool near = fit.has_peak && fit.peak_concurrency.value <= 2 * largest;
  const double n = near ? fit.peak_concurrency.value : largest;
  const UslOverhead overhead = usl_overhead(fit.parameters, std::max(n, 1.0));
  const bool contention = overhead.contention >= overhead.crosstalk;
  const double share = (contention ? overhead.contention : overhead.crosstalk) / overhead.sum();
  if (!(share > kWorthIt)) return "";
  return fmt::format("To go faster, first reduce {}.",
                     contention ? "contention: locks, single threads, shared queues"
                                : "crosstalk: coherency traffic, all-to-all exchange, shared "
                                  "writes");
}

// The verdict's own advice, as a sentence that stands alone.
std::string next_step(const UslFit& fit) {
  if (fit.verdict.empty() || !fit.verdict.back().starts_with(kNextStep)) return "";
  std::string sentence = fit.verdict.back().substr(kNextStep.size());
  if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') {
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  }
  return sentence;
}

std::string limit_advice(const UslFit& fit) {
  if (fit.usability != Usability::usable || !fit.has_peak) return "";
  return fmt::format("Stay at or below N = {}: beyond it more {} deliver less.", fit.best_integer,
                     concurrency_word(fit) == "N" ? "workers" : concurrency_word(fit));
}

}  // namespace

std::string concurrency_word(const UslFit& fit) {
  if (fit.concurrency_name.empty() || fit.concurrency_name == "concurrency") return "N";
  return cut_to_cells(fit.concurrency_name, 24);
}

ReportSection verdict_section(const UslFit& fit) {
  ReportSection section{.name = "verdict", .heading = "Verdict"};
  for (const std::string& sentence : fit.verdict) {
    // What to do stands at the end of the report.
    if (!sentence.starts_with(kNextStep)) section.sentences.push_back(sentence);
  }
  return section;
}

ReportSection warnings_section(const UslFit& fit) {
  ReportSection section{.name = "warnings", .heading = "Warnings"};
  for (const Note& warning : fit.warnings) {
    // The verdict may quote a warning; nobody wants to read it twice.
    const bool said = std::any_of(fit.verdict.begin(), fit.verdict.end(),
                                  [&warning](const std::string& sentence) {
                                    return sentence.find(warning.text) != std::string::npos;
                                  });
    if (!said) section.sentences.push_back(warning.text);
  }
  return section;
}

ReportSection next_section(const UslFit& fit) {
  ReportSection section{.name = "next", .heading = "What to do next"};
  const auto add = [&](const std::string& sentence) {
    if (!sentence.empty()) section.sentences.push_back(sentence);
  };
  add(limit_advice(fit));
  add(bottleneck_sentence(fit));
  add(next_step(fit));
  std::string flagged;
  for (const FittedPoint& row : fit.rows) {
    if (row.outlier && flagged.size() < 40) {
      flagged += (flagged.empty() ? "" : ", ") + human_number(row.concurrency);
    }
  }
  if (!flagged.empty()) add(fmt::format("Repeat the flagged runs: N = {}.", flagged));
  if (fit.distinct_concurrency == fit.points) {
    add("Repeat some runs at the same N: only replicates separate noise from lack of fit.");
  }
  return section;
}

}  // namespace uslkit
