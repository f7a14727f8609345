// derive_verdict: from what was stated and what the law gives to a word. Pure.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "audit/audit_report.h"

namespace uslkit {

// max(relative |stated|, absolute); infinite for an infinite stated number never.
[[nodiscard]] double tolerance_at(const Tolerance& tolerance, double stated);

// Whether the quantity `law` is what was stated: within the tolerance of it, or on the right side
// of it but for the tolerance. An infinite law equals only an infinite stated number.
[[nodiscard]] bool holds(double stated, double law, StatedBound bound, double tolerance);

// The claim over the whole range of a quantity that is not stated: at kFreePoints points evenly
// apart (in proportion where the range spans a hundredfold). "Equal" holds somewhere, too, where
// the law passes through the stated number between two points.
inline constexpr int kFreePoints = 65;
struct FreeQuestion {
  FreeParameter parameter;
  double stated = 0;
  StatedBound bound = StatedBound::equal;
  double tolerance = 0;
};
[[nodiscard]] FreeOutcome over_free_range(const FreeQuestion& question,
                                          const std::function<double(double)>& law);

// The word. `readings` has at least one element; with a free quantity only the first counts.
[[nodiscard]] AuditVerdict derive_verdict(ClaimKind kind,
                                          const std::vector<ReadingOutcome>& readings,
                                          const std::optional<FreeOutcome>& free);

}  // namespace uslkit
