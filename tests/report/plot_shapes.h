// plot_shapes: what tests ask of the shapes of a finished plot.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "report/plot.h"

namespace uslkit {

inline std::vector<Box> texts_of(const Plot& plot) {
  std::vector<Box> boxes;
  for (const Shape& shape : plot.shapes) {
    if (std::holds_alternative<Text>(shape)) boxes.push_back(bounds_of(shape));
  }
  return boxes;
}

inline std::size_t count_of(const Plot& plot, const std::string& role) {
  std::size_t count = 0;
  for (const Shape& shape : plot.shapes) count += role_of(shape) == role ? 1 : 0;
  return count;
}

}  // namespace uslkit
