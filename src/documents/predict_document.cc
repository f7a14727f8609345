#include "documents/predict_document.h"

#include "documents/provenance.h"
#include "fit/fit_json.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

Json predicted_json(const Predicted& predicted) {
  return {{"estimate", number_to_json(predicted.value)},
          {"confidence", interval_to_json(predicted.confidence)},
          {"prediction", interval_to_json(predicted.prediction)}};
}

Json whole_json(const std::optional<std::int64_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json prediction_json(const Prediction& prediction) {
  return {{"concurrency", number_to_json(prediction.concurrency)},
          {"throughput", predicted_json(prediction.throughput)},
          {"latency_s", predicted_json(prediction.latency_s)},
          {"efficiency", predicted_json(prediction.efficiency)},
          {"marginal_gain", predicted_json(prediction.marginal_gain)},
          {"extrapolation", number_to_json(prediction.extrapolation)},
          {"past_peak", prediction.past_peak},
          {"sentences", prediction.sentences},
          {"warnings", notes_to_json(prediction.warnings)}};
}

Json optional_prediction_json(const std::optional<Prediction>& prediction) {
  return prediction ? prediction_json(*prediction) : Json(nullptr);
}

Json throughput_json(const ThroughputPrediction& answer) {
  return {{"throughput", number_to_json(answer.throughput)},
          {"feasible", answer.feasible},
          {"workers", whole_json(answer.workers)},
          {"before_peak", number_to_json(answer.before_peak)},
          {"before_peak_interval", interval_to_json(answer.before_peak_interval)},
          {"past_peak", number_to_json(answer.past_peak)},
          {"limit", number_to_json(answer.limit)},
          {"cells", whole_json(answer.cells)},
          {"workers_per_cell", whole_json(answer.workers_per_cell)},
          {"at_workers", optional_prediction_json(answer.at_workers)},
          {"sentences", answer.sentences},
          {"warnings", notes_to_json(answer.warnings)}};
}

Json latency_json(const LatencyPrediction& answer) {
  return {{"latency_s", number_to_json(answer.latency_s)},
          {"feasible", answer.feasible},
          {"workers", whole_json(answer.workers)},
          {"concurrency", number_to_json(answer.concurrency)},
          {"concurrency_interval", interval_to_json(answer.concurrency_interval)},
          {"at_workers", optional_prediction_json(answer.at_workers)},
          {"sentences", answer.sentences},
          {"warnings", notes_to_json(answer.warnings)}};
}

template <typename Item, typename Convert>
Json array_of(const std::vector<Item>& items, Convert convert) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(convert(item));
  return array;
}

}  // namespace

Json predictions_document(const FitInput& input, const Predictions& predictions,
                          const Json& options) {
  Json document = envelope({.document = "predict",
                            .seed = input.fit.seed,
                            .options = options,
                            .inputs = {input.source},
                            .notes = {}});
  document["names"] = {{"concurrency", input.fit.concurrency_name},
                       {"throughput", input.fit.throughput_name},
                       {"throughput_unit", input.fit.throughput_unit}};
  document["confidence_level"] = input.fit.confidence_level;
  document["at_concurrency"] = array_of(predictions.at_concurrency, prediction_json);
  document["at_throughput"] = array_of(predictions.at_throughput, throughput_json);
  document["at_latency"] = array_of(predictions.at_latency, latency_json);
  return document;
}

}  // namespace uslkit
