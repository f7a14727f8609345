#include "report/theory_section.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

constexpr double kRounding = 1e-9;

// A formula as often as it is used: once, with the assumptions under which it was.
struct Source {
  std::string formula;
  std::vector<std::string> assumptions{};  // worth saying
};

// L = X T of a station, which holds whatever happens.
bool is_littles_law(const TheoryRow& row, const RunResult& result) {
  return std::any_of(result.stations.begin(), result.stations.end(),
                     [&row](const StationResult& station) {
                       return row.quantity == station.name + " number inside";
                     });
}

std::size_t number_of(std::vector<Source>& sources, const TheoryRow& row, bool verbose) {
  std::vector<Source>::iterator source =
      std::find_if(sources.begin(), sources.end(),
                   [&row](const Source& each) { return each.formula == row.formula; });
  if (source == sources.end()) source = sources.insert(source, {.formula = row.formula});
  std::vector<std::string>& said = source->assumptions;
  const bool worth = (verbose || !row.holds) && !row.assumption.empty();
  if (worth && std::find(said.begin(), said.end(), row.assumption) == said.end()) {
    said.push_back(row.assumption);
  }
  return static_cast<std::size_t>(source - sources.begin()) + 1;
}

std::string with_unit(double value, const std::string& unit) {
  if (!std::isfinite(value)) return "";
  if (unit == "ms") return seconds_text(1e-3 * value, 4);
  if (unit == "events") return count_text(std::llround(value));
  const std::string number = human_number(value);
  return unit.empty() ? number : number + (unit == "/s" ? "" : " ") + unit;
}

// Of the simulated value, in the unit that it is written in.
std::string interval_beside(const TheoryRow& row) {
  RunEstimate interval = row.simulated;
  if (row.unit == "ms") {
    const std::string text = with_unit(interval.value, row.unit);
    const std::string unit = text.substr(text.rfind(' ') + 1);
    const double factor = unit == "ns" ? 1e6 : unit == "us" ? 1e3 : unit == "s" ? 1e-3 : 1;
    if (interval.low) *interval.low *= factor;
    if (interval.high) *interval.high *= factor;
  }
  return estimate_interval_text(interval);
}

std::string gap_text(const TheoryRow& row) {
  return std::isfinite(row.gap) ? fmt::format("{:+.2f} %", 100 * row.gap) : "";
}

std::string littles_line(const RunResult& result) {
  double worst = 0;
  std::string where;
  for (const StationResult& station : result.stations) {
    if (!(station.littles_law_gap > worst)) continue;
    worst = station.littles_law_gap;
    where = station.name;
  }
  if (worst < kRounding) return "Little's law L = X T holds at every station to rounding.";
  return fmt::format("Little's law L = X T is missed by {} at station {}: a bug.",
                     percent_text(worst), where);
}

}  // namespace

ReportSection theory_section(const RunResult& result, bool verbose) {
  ReportSection section{.name = "theory", .heading = "Theory beside simulation"};
  Table table{.columns = {{"quantity"},
                          {"theory", Align::right},
                          {"simulated", Align::right},
                          {"95 % interval", Align::right},
                          {"gap", Align::right},
                          {"by"}}};
  std::vector<Source> sources;
  bool littles_law = false;
  bool marked = false;
  for (const TheoryRow& row : result.theory) {
    if (is_littles_law(row, result)) {
      littles_law = true;
      continue;
    }
    const std::size_t number = number_of(sources, row, verbose);
    marked = marked || !row.holds;
    table.add({row.quantity, with_unit(row.theory, row.unit),
               with_unit(row.simulated.value, row.unit), interval_beside(row), gap_text(row),
               fmt::format("[{}]{}", number, row.holds ? "" : " *")});
  }
  if (!table.rows.empty()) section.table = std::move(table);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    std::string line = fmt::format("[{}] {}", i + 1, sources[i].formula);
    for (const std::string& assumption : sources[i].assumptions) line += "; " + assumption;
    section.footnotes.push_back(std::move(line));
  }
  if (marked) section.footnotes.emplace_back("* Its assumption does not hold here, or not quite.");
  if (littles_law) section.footnotes.push_back(littles_line(result));
  return section;
}

}  // namespace uslkit
