#include "cli/audit_functions.h"

#include <utility>
#include <vector>

#include "audit/calculator.h"
#include "audit/file_values.h"
#include "audit/formula_registry.h"

namespace uslkit {
namespace {

constexpr const char* kHead = R"(# Functions of claims files

Written by `uslkit audit --list-functions --markdown`; do not edit it by hand. Formulas in
[claims files](claims-reference.md) may call these. Arguments out of range are errors. Times and
rates share one unit of time, whichever it is; formulas of the fluid limit know no chance.
)";

Table function_table(bool with_source) {
  Table table{.columns = {{"function"}, {"value"}}};
  if (with_source) table.columns.push_back({"source"});
  return table;
}

template <class F>
void add_row(Table& table, const F& formula) {
  std::vector<std::string> row = {signature(formula), formula.gives};
  if (table.columns.size() > row.size()) row.push_back(formula.source);
  table.add(std::move(row));
}

ReportSection registered_section(const FormulaGroup& group, bool with_source) {
  Table table = function_table(with_source);
  for (const Formula& formula : group.formulas) add_row(table, formula);
  return {.name = group.title, .heading = group.title, .table = std::move(table)};
}

ReportSection file_section(bool with_source) {
  Table table = function_table(with_source);
  for (const FileFormula& formula : file_formulas()) add_row(table, formula);
  return {
      .name = "files", .heading = "Files: fits, rows, simulated runs", .table = std::move(table)};
}

ReportSection parser_section() {
  Table table{.columns = {{"function"}, {"value"}}};
  for (const ParserFunction& function : parser_functions()) {
    table.add({function.name, function.gives});
  }
  return {.name = "arithmetic",
          .heading = "Arithmetic",
          .sentences = {"Operators: + - * / ^, < <= > >= == !=, && ||, a ? b : c."},
          .table = std::move(table)};
}

std::vector<ReportSection> sections(bool with_source) {
  std::vector<ReportSection> all;
  for (const FormulaGroup& group : all_formulas()) {
    all.push_back(registered_section(group, with_source));
  }
  all.push_back(file_section(with_source));
  all.push_back(parser_section());
  return all;
}

}  // namespace

std::string audit_functions_text(const SectionLayout& layout) {
  std::string text;
  for (const ReportSection& section : sections(false)) {
    text += (text.empty() ? "" : "\n") + section_text(section, "", layout);
  }
  return text;
}

std::string audit_functions_markdown() {
  std::string text = kHead;
  for (const ReportSection& section : sections(true)) text += "\n" + section_markdown(section, "");
  return text;
}

}  // namespace uslkit
