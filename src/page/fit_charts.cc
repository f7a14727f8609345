#include "page/fit_charts.h"

#include <cmath>
#include <utility>

#include "report/fit_advice.h"
#include "report/human_number.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json rows_json(const UslFit& fit) {
  Json rows = Json::array();
  for (const FittedPoint& row : fit.rows) {
    rows.push_back({{"n", row.concurrency},
                    {"x", row.throughput},
                    {"standardized", number(row.standardized)},
                    {"outlier", row.outlier}});
  }
  return rows;
}

// Columns, because the page draws columns.
Json band_json(const UslFit& fit) {
  Json band = {{"n", Json::array()},
               {"confidence_low", Json::array()},
               {"confidence_high", Json::array()},
               {"prediction_low", Json::array()},
               {"prediction_high", Json::array()}};
  for (const BandPoint& point : fit.band) {
    band["n"].push_back(point.concurrency);
    band["confidence_low"].push_back(number(point.confidence.lower));
    band["confidence_high"].push_back(number(point.confidence.upper));
    band["prediction_low"].push_back(number(point.prediction.lower));
    band["prediction_high"].push_back(number(point.prediction.upper));
  }
  return band;
}

}  // namespace

Json fit_chart_data(const UslFit& fit) {
  return {
      {"alpha", fit.parameters.alpha},
      {"beta", fit.parameters.beta},
      {"gamma", fit.parameters.gamma},
      {"beta_upper", fit.identifiability.beta_upper_95 ? number(*fit.identifiability.beta_upper_95)
                                                       : Json(nullptr)},
      {"concurrency_name", concurrency_word(fit)},
      {"throughput_label", throughput_label(fit, 40)},
      {"throughput_unit", fit.throughput_unit},
      {"time_unit_s", fit.time_unit_s()},
      {"usable", fit.usability != Usability::wrong_model},
      {"rows", rows_json(fit)},
      {"band", band_json(fit)}};
}

}  // namespace uslkit
