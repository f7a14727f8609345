#include "report/signals_section.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

// Each signal has its own unit.
std::string value_text(const GoldenSignal& signal, double value) {
  if (signal.name == "latency") return seconds_text(value);
  if (signal.name == "lag") return count_text(std::llround(value)) + " events";
  if (signal.name == "error_rate") return percent_text(value);
  return human_number(value, 3);
}

std::string name_text(const GoldenSignal& signal) {
  std::string name = signal.name;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

bool is_above(const GoldenSignal& signal) { return signal.worst > signal.threshold; }

}  // namespace

ReportSection signals_section(const RunResult& result, bool verbose) {
  ReportSection section{.name = "signals", .heading = "Golden signals"};
  Table table{.columns = {{"signal"},
                          {"worst", Align::right},
                          {"alert above", Align::right},
                          {"time above", Align::right},
                          {"what it is"}}};
  std::vector<std::string> quiet;
  for (const GoldenSignal& signal : result.golden_signals) {
    if (!is_above(signal) && !verbose) {
      quiet.push_back(fmt::format("{} (at most {}, alert above {})", name_text(signal),
                                  value_text(signal, signal.worst),
                                  value_text(signal, signal.threshold)));
      continue;
    }
    table.add({name_text(signal), value_text(signal, signal.worst),
               value_text(signal, signal.threshold), moment_text(signal.seconds_above),
               signal.definition});
    if (verbose && !signal.correction.empty()) {
      section.footnotes.push_back(fmt::format("{}: {}", name_text(signal), signal.correction));
    }
  }
  if (!quiet.empty()) {
    section.footnotes.push_back(fmt::format("Below {} threshold{}: {}.",
                                            quiet.size() == 1 ? "its" : "their",
                                            quiet.size() == 1 ? "" : "s", fmt::join(quiet, ", ")));
  }
  if (!table.rows.empty()) section.table = std::move(table);
  return section;
}

}  // namespace uslkit
