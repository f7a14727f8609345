// Random draws of Student's t: as a factor for normal vectors, and from its tail.
#pragma once

#include "base/random.h"

namespace uslkit {

// sqrt(df / chi-squared(df)), drawn; 1 where the degrees of freedom are infinite or too many to
// matter. The chi-squared is twice a gamma variate of shape df/2 (Marsaglia & Tsang 2000, "A simple
// method for generating gamma variables"). degrees_of_freedom > 0.
[[nodiscard]] double student_spread(Random& random, double degrees_of_freedom);

// A draw of Student's t (normal for infinite degrees of freedom) on condition that it exceeds
// `cut`. asinh(t / sqrt(df)) has the log-concave density cosh^-df, so an exponential from the cut
// on dominates its tail (Devroye 1986, section VII.2); near the middle plain rejection does as
// well.
[[nodiscard]] double student_tail_draw(Random& random, double degrees_of_freedom, double cut);

}  // namespace uslkit
