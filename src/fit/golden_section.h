// golden_section_maximum: the highest point of a function with one peak.
#pragma once

namespace uslkit {

// Kiefer (1953), "Sequential minimax search for a maximum": each step costs one evaluation and
// keeps 0.618 of the range. Stops when the range is `tolerance` wide or after 100 steps. A plateau
// leads to its lower end.
template <typename Function>
[[nodiscard]] double golden_section_maximum(const Function& function, double low, double high,
                                            double tolerance) {
  constexpr double kGolden = 0.6180339887498949;
  constexpr int kMostSteps = 100;
  double left = high - kGolden * (high - low);
  double right = low + kGolden * (high - low);
  double at_left = function(left);
  double at_right = function(right);
  for (int step = 0; step < kMostSteps && high - low > tolerance; ++step) {
    if (at_left >= at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - kGolden * (high - low);
      at_left = function(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + kGolden * (high - low);
      at_right = function(right);
    }
  }
  return (low + high) / 2;
}

}  // namespace uslkit
