// next_document: the document of `uslkit next --json`.
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "documents/kept_results.h"
#include "fit/next_measurement.h"

namespace uslkit {

// "peak", "alpha", "beta" or "throughput@64". Throws UsageError at "--target".
void set_target(const std::string& text, NextOptions& options);

[[nodiscard]] nlohmann::ordered_json next_document(const FitInput& input, const NextAdvice& advice,
                                                   nlohmann::ordered_json options);

// Without a largest N: as far again as the data go. At least 2.
[[nodiscard]] std::int64_t largest_candidate(const UslFit& fit);

}  // namespace uslkit
