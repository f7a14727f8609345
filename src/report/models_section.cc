#include "report/models_section.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

// The simplest of linear, Amdahl and USL that the F test at 5 % does not reject in favour of the
// USL; empty where there is no F test (no degrees of freedom).
std::string preferred_by_f_test(const std::vector<RivalModel>& models) {
  constexpr double kLevel = 0.05;
  bool tested = false;
  for (const RivalModel& model : models) {  // in order of complexity
    if (!model.f_p_value) continue;
    tested = true;
    if (*model.f_p_value >= kLevel) return model.name;
  }
  return tested ? "usl" : "";
}

std::string aicc_text(double aicc) { return fmt::format("{:.1f}", aicc); }

// The cell of the AICc says already that it was refused.
std::string remark_of(const RivalModel& model) {
  const std::size_t refusal = model.remark.find("AICc refused");
  if (refusal == std::string::npos) return model.remark;
  return refusal < 2 ? "" : model.remark.substr(0, refusal - 2);
}

// The model of the lowest AICc, where it describes the rows clearly better than `preferred`.
const RivalModel* better_by_aicc(const UslFit& fit, const std::string& preferred) {
  constexpr double kClearly =
      4;  // Burnham & Anderson (2002), section 2.6: considerably less support
  const RivalModel* best = nullptr;
  const RivalModel* chosen = nullptr;
  for (const RivalModel& model : fit.models) {
    if (!model.aicc) continue;
    if (best == nullptr || *model.aicc < *best->aicc) best = &model;
    if (model.name == preferred) chosen = &model;
  }
  if (best == nullptr || chosen == nullptr) return nullptr;
  return *best->aicc < *chosen->aicc - kClearly ? best : nullptr;
}

std::string models_heading(const std::string& preferred) {
  return preferred.empty() ? "Models (too few runs for an F test)"
                           : "Models (preferred by the F test: " + preferred + ")";
}

}  // namespace

ReportSection models_section(const UslFit& fit) {
  std::string preferred = preferred_by_f_test(fit.models);
  // A USL that wins by a negative beta is no USL: what is reported is Amdahl.
  if (preferred == "usl" && fit.beta_on_bound) preferred = "amdahl";
  ReportSection section{.name = "models", .heading = models_heading(preferred)};
  if (fit.models.empty()) return section;
  section.sentences.push_back(
      "F: misfit added by leaving parameters out, over noise; small p: USL needed.");
  if (const RivalModel* better = better_by_aicc(fit, preferred)) {
    section.sentences.push_back(
        fmt::format("By AICc {} describes these runs better than {}.", better->name, preferred));
  }
  Table table{{{"model"},
               {"F", Align::right},
               {"p", Align::right},
               {"AICc", Align::right},
               {"R^2", Align::right},
               {"parameters", Align::right},
               {"remark"}},
              {}};
  for (const RivalModel& model : fit.models) {
    table.add({model.name, model.f_statistic ? human_number(*model.f_statistic, 3) : "-",
               model.f_p_value ? p_value_text(*model.f_p_value) : "-",
               model.aicc ? aicc_text(*model.aicc) : "n too small",
               human_number(model.r_squared, 4), std::to_string(model.parameter_count),
               remark_of(model)});
  }
  section.table = table;
  return section;
}

}  // namespace uslkit
