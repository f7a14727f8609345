#include "audit/derive_verdict.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr double kWide = 100;  // a range that is looked at in proportion

double point_of(const FreeParameter& parameter, int index) {
  const double share = static_cast<double>(index) / (kFreePoints - 1);
  if (index == kFreePoints - 1) return parameter.to;
  if (parameter.from > 0 && parameter.to >= kWide * parameter.from) {
    return parameter.from * std::pow(parameter.to / parameter.from, share);
  }
  return parameter.from + share * (parameter.to - parameter.from);
}

// `equal` between two points of the range.
bool passes_through(double stated, double before, double after) {
  return (before < stated && stated < after) || (after < stated && stated < before);
}

}  // namespace

double tolerance_at(const Tolerance& tolerance, double stated) {
  if (!std::isfinite(stated)) return tolerance.absolute;
  return std::max(tolerance.relative * std::abs(stated), tolerance.absolute);
}

bool holds(double stated, double law, StatedBound bound, double tolerance) {
  if (law == stated) return true;
  switch (bound) {
    case StatedBound::equal:
      return std::isfinite(law) && std::abs(law - stated) <= tolerance;
    case StatedBound::at_least:
      return law >= stated - tolerance;
    case StatedBound::at_most:
      return law <= stated + tolerance;
  }
  return false;
}

FreeOutcome over_free_range(const FreeQuestion& question,
                            const std::function<double(double)>& law) {
  FreeOutcome outcome{.parameter = question.parameter, .everywhere = true};
  double before = 0;
  for (int i = 0; i < kFreePoints; ++i) {
    const double here = law(point_of(question.parameter, i));
    const bool does_hold = holds(question.stated, here, question.bound, question.tolerance);
    const bool was_passed = i > 0 && question.bound == StatedBound::equal &&
                            passes_through(question.stated, before, here);
    outcome.somewhere = outcome.somewhere || does_hold || was_passed;
    outcome.everywhere = outcome.everywhere && does_hold;
    if (i == 0) outcome.law_from = here;
    outcome.law_to = here;
    before = here;
  }
  return outcome;
}

AuditVerdict derive_verdict(ClaimKind kind, const std::vector<ReadingOutcome>& readings,
                            const std::optional<FreeOutcome>& free) {
  USLKIT_CHECK(!readings.empty());
  const AuditVerdict broken =
      kind == ClaimKind::listing ? AuditVerdict::bug : AuditVerdict::contradicted;
  if (free) {
    if (free->everywhere) return AuditVerdict::ok;
    return free->somewhere ? AuditVerdict::underdetermined : broken;
  }
  if (readings.front().holds) return AuditVerdict::ok;
  const bool is_conditional = std::any_of(readings.begin(), readings.end(),
                                          [](const ReadingOutcome& each) { return each.holds; });
  return is_conditional ? AuditVerdict::conditional : broken;
}

}  // namespace uslkit
