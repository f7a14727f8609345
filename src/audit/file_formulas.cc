// Formulas that take their numbers from files.
#include <fmt/format.h>

#include "audit/file_values.h"

namespace uslkit {
namespace {

using Arguments = std::span<const double>;

constexpr const char* kFit = "uslkit fit, relative errors; fit/fit_usl.h";

template <double (FileValues::*kMember)(const std::string&)>
double of_file(FileValues& files, const std::string& file, Arguments) {
  return (files.*kMember)(file);
}

template <double (FileValues::*kMember)(const std::string&, double)>
double of_row(FileValues& files, const std::string& file, Arguments more) {
  return (files.*kMember)(file, more[0]);
}

FileFormula fitted(std::string name, std::string gives,
                   double (*call)(FileValues&, const std::string&, Arguments)) {
  return {.name = std::move(name),
          .text_argument = "file",
          .more = {},
          .gives = std::move(gives),
          .source = kFit,
          .call = call};
}

FileFormula row_value(std::string name, std::string gives,
                      double (*call)(FileValues&, const std::string&, Arguments)) {
  return {.name = std::move(name),
          .text_argument = "file",
          .more = {positive("n")},
          .gives = std::move(gives),
          .source = "the file itself",
          .call = call};
}

}  // namespace

const std::vector<FileFormula>& file_formulas() {
  static const std::vector<FileFormula> kFormulas = {
      fitted("fit_alpha", "alpha of the file's fit", of_file<&FileValues::fit_alpha>),
      fitted("fit_beta", "beta of the file's fit", of_file<&FileValues::fit_beta>),
      fitted("fit_gamma", "gamma of the file's fit", of_file<&FileValues::fit_gamma>),
      fitted("fit_peak", "N* of the file's fit; infinite without a peak",
             of_file<&FileValues::fit_peak>),
      fitted("fit_beta_upper", "upper end of beta's 95 % interval",
             of_file<&FileValues::fit_beta_upper>),
      fitted("fit_residual", "residual sd of the fit, relative to X",
             of_file<&FileValues::fit_residual>),
      row_value("data_throughput", "X of the row with that N",
                of_row<&FileValues::data_throughput>),
      row_value("data_target", "the rate that was offered in that row",
                of_row<&FileValues::data_target>),
      {.name = "simulated",
       .text_argument = "scenario.json#/place",
       .more = {},
       .gives = "a number of the run's document, such as /lag/max_work_lag_s",
       .source = "uslkit simulate; sim/simulate.h",
       .call = of_file<&FileValues::simulated>}};
  return kFormulas;
}

std::string signature(const FileFormula& formula) {
  std::string text = fmt::format("{}('{}'", formula.name, formula.text_argument);
  for (const FormulaArgument& argument : formula.more) text += ", " + argument.name;
  return text + ")";
}

}  // namespace uslkit
