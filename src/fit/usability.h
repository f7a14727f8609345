// usability_of: what a finished fit may be used for, by its tests and intervals.
#pragma once

#include "model/usl_fit.h"

namespace uslkit {

// The first of wrong_model, superlinear, amdahl, no_peak_shown and usable that applies.
[[nodiscard]] Usability usability_of(const UslFit& fit);

// A test of this name that rejects at 1 %: one sweep in a hundred by chance.
[[nodiscard]] bool test_rejects(const UslFit& fit, const char* name);

// The test of this name, or null.
[[nodiscard]] const TestResult* test_named(const UslFit& fit, const char* name);

// Root mean square over the distinct N of the mean relative distance from the curve.
[[nodiscard]] double relative_misfit(const UslFit& fit);

// A straight rise to a ceiling describes the rows far better than the USL.
[[nodiscard]] bool looks_saturating(const UslFit& fit);

// alpha is below zero with its whole interval, or would be if its curve had no pole near the data.
[[nodiscard]] bool is_superlinear(const UslFit& fit);

}  // namespace uslkit
