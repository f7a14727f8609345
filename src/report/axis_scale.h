// Axis scales and the numbers written along them.
#pragma once

#include <string>
#include <vector>

namespace uslkit {

enum class ScaleKind { linear, log2, log10 };

struct AxisScale {
  ScaleKind kind = ScaleKind::linear;
  double low = 0;
  double high = 1;  // > low; both > 0 on a logarithmic scale

  // 0 at `low`, 1 at `high`; outside [0, 1] beyond them. Never NaN for finite input: on a
  // logarithmic scale values <= 0 count as far below `low`.
  [[nodiscard]] double fraction(double value) const;
};

struct Tick {
  double value = 0;
  std::string label{};
};

struct TickOptions {
  double length = 400;  // of the axis, pixels
  double font_size = 14;
  bool vertical = false;
  bool whole_numbers = false;                    // N: no tick between two integers
  std::string (*label)(double value) = nullptr;  // how a value is written; nullptr: si_number
};

// Ticks at 1, 2 or 5 times a power of ten; on log2 axes at powers of two, on log10 axes at powers
// of ten. As many as fit without two labels touching, by the width table, and at least one.
[[nodiscard]] std::vector<Tick> make_ticks(const AxisScale& scale, const TickOptions& options);

// 161 values from `first` to `last` > `first` that are evenly spaced on an axis of this kind.
[[nodiscard]] std::vector<double> evenly_spaced(ScaleKind kind, double first, double last);

// A scale for N over [smallest, largest]: logarithmic (base 2) where half of the sorted values
// crowd into the first fifth of the range, as they do when N was doubled from run to run; else
// linear from zero. `values` sorted ascending, positive.
[[nodiscard]] AxisScale concurrency_scale(const std::vector<double>& values, double largest);

}  // namespace uslkit
