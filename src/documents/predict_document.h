// predict_document: the document of `uslkit predict --json`.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "documents/kept_results.h"
#include "fit/predict.h"

namespace uslkit {

struct Predictions {
  std::vector<Prediction> at_concurrency{};
  std::vector<ThroughputPrediction> at_throughput{};
  std::vector<LatencyPrediction> at_latency{};
};

[[nodiscard]] nlohmann::ordered_json predictions_document(const FitInput& input,
                                                          const Predictions& predictions,
                                                          const nlohmann::ordered_json& options);

}  // namespace uslkit
