#pragma once

#include <vector>

#include "base/wide_draws.h"

namespace uslkit {

// The widths that this machine can run.
inline std::vector<VectorWidth> vector_widths() {
  std::vector<VectorWidth> possible = {VectorWidth::kPortable};
  if (widest_vectors() >= VectorWidth::kAvx2) possible.push_back(VectorWidth::kAvx2);
  if (widest_vectors() >= VectorWidth::kAvx512) possible.push_back(VectorWidth::kAvx512);
  return possible;
}

}  // namespace uslkit
