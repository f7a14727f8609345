#include "fit/fit_json.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

// One JSON array from a vector of structs.
template <typename Item, typename Convert>
Json array_of(const std::vector<Item>& items, Convert convert) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(convert(item));
  return array;
}

Json peak_to_json(const UslFit& fit) {
  Json concurrency = estimate_to_json(fit.peak_concurrency, fit.confidence_level);
  Json throughput = estimate_to_json(fit.peak_throughput, fit.confidence_level);
  if (!fit.has_peak) {
    // The intervals stay: "N* >= 24.6" is an answer although there is no estimate.
    concurrency["estimate"] = nullptr;
    throughput["estimate"] = nullptr;
  }
  Json peak;
  peak["exists"] = fit.has_peak;
  peak["concurrency"] = std::move(concurrency);
  peak["throughput"] = std::move(throughput);
  peak["best_integer"] = fit.best_integer > 0 ? Json(fit.best_integer) : Json(nullptr);
  return peak;
}

Json quality_to_json(const UslFit& fit) {
  return {{"error_model", name_of(fit.error_model)},
          {"gamma_mode", name_of(fit.gamma_mode)},
          {"points", fit.points},
          {"distinct_concurrency", fit.distinct_concurrency},
          {"free_parameters", fit.free_parameters},
          {"degrees_of_freedom", fit.degrees_of_freedom},
          {"rss", number_to_json(fit.rss)},
          {"rss_throughput", number_to_json(fit.rss_throughput)},
          {"r_squared", number_to_json(fit.r_squared)},
          {"residual_sd", number_to_json(fit.residual_sd)}};
}

Json identifiability_to_json(const Identifiability& found) {
  Json json;
  json["peak_identified"] = found.peak_identified;
  json["sentence"] = found.sentence;
  json["max_concurrency"] = number_to_json(found.max_concurrency);
  json["reach"] = number_to_json(found.reach);
  json["beta_zero_p_value"] = number_to_json(found.beta_zero_p_value);
  json["beta_upper_95"] = number_to_json(found.beta_upper_95);
  json["condition_number"] = number_to_json(found.condition_number);
  json["correlation"] = {{"alpha_beta", number_to_json(found.correlation[0])},
                         {"alpha_gamma", number_to_json(found.correlation[1])},
                         {"beta_gamma", number_to_json(found.correlation[2])}};
  return json;
}

Json test_to_json(const TestResult& test) {
  return {{"name", test.name},
          {"statistic", number_to_json(test.statistic)},
          {"p_value", number_to_json(test.p_value)},
          {"reading", test.reading}};
}

Json sensitivity_to_json(const ErrorModelSensitivity& other) {
  return {{"error_model", name_of(other.model)},
          {"parameters", parameters_to_json(other.parameters)},
          {"peak_concurrency", number_to_json(other.peak_concurrency)}};
}

Json model_to_json(const RivalModel& model) {
  Json parameters = Json::array();
  for (const double value : model.parameters) parameters.push_back(number_to_json(value));
  return {{"name", model.name},
          {"formula", model.formula},
          {"parameter_names", model.parameter_names},
          {"parameters", std::move(parameters)},
          {"parameter_count", model.parameter_count},
          {"rss", number_to_json(model.rss)},
          {"r_squared", number_to_json(model.r_squared)},
          {"aicc", number_to_json(model.aicc)},
          {"aic", number_to_json(model.aic)},
          {"bic", number_to_json(model.bic)},
          {"f_statistic", number_to_json(model.f_statistic)},
          {"f_p_value", number_to_json(model.f_p_value)},
          {"remark", model.remark}};
}

Json row_to_json(const FittedPoint& row) {
  return {{"concurrency", number_to_json(row.concurrency)},
          {"throughput", number_to_json(row.throughput)},
          {"fitted", number_to_json(row.fitted)},
          {"residual", number_to_json(row.residual)},
          {"standardized", number_to_json(row.standardized)},
          {"leverage", number_to_json(row.leverage)},
          {"cooks_distance", number_to_json(row.cooks_distance)},
          {"robust_weight", number_to_json(row.robust_weight)},
          {"outlier", row.outlier},
          {"peak_without", number_to_json(row.peak_without)},
          {"parameters_without",
           row.parameters_without ? parameters_to_json(*row.parameters_without) : Json(nullptr)},
          {"line", row.line},
          {"source", row.source}};
}

Json band_to_json(const BandPoint& point) {
  return {{"concurrency", number_to_json(point.concurrency)},
          {"throughput", number_to_json(point.throughput)},
          {"confidence", interval_to_json(point.confidence)},
          {"prediction", interval_to_json(point.prediction)}};
}

Json overhead_to_json(const UslOverhead& overhead) {
  return {{"concurrency", number_to_json(overhead.concurrency)},
          {"ideal", number_to_json(overhead.ideal)},
          {"contention", number_to_json(overhead.contention)},
          {"crosstalk", number_to_json(overhead.crosstalk)}};
}

Json bayes_to_json(const BayesSummary& bayes, double level) {
  Json peak;
  peak["median"] = number_to_json(bayes.peak_median);
  peak[interval_key(0.95)] = interval_to_json(bayes.peak);
  peak["probability_within_data"] = number_to_json(bayes.probability_peak_within_data);
  return {{"probability_beta_positive", number_to_json(bayes.probability_beta_positive)},
          {"alpha", estimate_to_json(bayes.alpha, level)},
          {"beta", estimate_to_json(bayes.beta, level)},
          {"gamma", estimate_to_json(bayes.gamma, level)},
          {"peak", std::move(peak)}};
}

// Triples, not objects: 2,000 draws stay a small file.
Json draws_to_json(const JointDraws& joint) {
  Json draws = array_of(joint.draws, [](const UslParameters& draw) {
    return Json::array(
        {number_to_json(draw.alpha), number_to_json(draw.beta), number_to_json(draw.gamma)});
  });
  return {{"method", joint.method},
          {"seed", joint.seed},
          {"columns", Json::array({"alpha", "beta", "gamma"})},
          {"draws", std::move(draws)}};
}

Json robust_to_json(const UslFit& fit) {
  if (!fit.robust) return nullptr;
  return {{"parameters", parameters_to_json(*fit.robust)},
          {"peak_concurrency", number_to_json(fit.robust_peak_concurrency)}};
}

Json covariance_to_json(const UslFit& fit) {
  Json rows = Json::array();
  for (const std::array<double, 3>& row : fit.covariance) {
    rows.push_back(
        Json::array({number_to_json(row[0]), number_to_json(row[1]), number_to_json(row[2])}));
  }
  return rows;
}

}  // namespace

std::string interval_key(double confidence_level) {
  return fmt::format("interval{:g}", 100 * confidence_level);
}

Json number_to_json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json number_to_json(const std::optional<double>& value) {
  return value ? number_to_json(*value) : Json(nullptr);
}

Json interval_to_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return Json::array({number_to_json(interval->lower), number_to_json(interval->upper)});
}

Json estimate_to_json(const Estimate& estimate, double confidence_level) {
  Json json;
  json["estimate"] = number_to_json(estimate.value);
  json["standard_error"] = number_to_json(estimate.standard_error);
  json[interval_key(confidence_level)] = interval_to_json(estimate.interval());
  json["intervals"] = {{"wald", interval_to_json(estimate.wald)},
                       {"profile", interval_to_json(estimate.profile)},
                       {"bootstrap", interval_to_json(estimate.bootstrap)}};
  return json;
}

Json parameters_to_json(const UslParameters& parameters) {
  return {{"alpha", number_to_json(parameters.alpha)},
          {"beta", number_to_json(parameters.beta)},
          {"gamma", number_to_json(parameters.gamma)}};
}

Json sources_to_json(const std::vector<MeasurementSource>& sources) {
  return array_of(sources, [](const MeasurementSource& source) -> Json {
    return {{"name", source.name},
            {"format", source.format},
            {"sha256", source.sha256},
            {"bytes", source.bytes},
            {"rows", source.rows}};
  });
}

Json notes_to_json(const std::vector<Note>& notes) {
  return array_of(notes, [](const Note& note) -> Json {
    return {{"code", note.code}, {"text", note.text}};
  });
}

Json to_json(const UslFit& fit) {
  Json json;
  json["schema_version"] = kFitSchemaVersion;
  json["document"] = "fit";
  json["seed"] = fit.seed;
  json["inputs"] = sources_to_json(fit.sources);
  json["names"] = {{"concurrency", fit.concurrency_name},
                   {"throughput", fit.throughput_name},
                   {"throughput_unit", fit.throughput_unit}};
  json["usability"] = name_of(fit.usability);
  json["verdict"] = fit.verdict;
  json["warnings"] = notes_to_json(fit.warnings);
  json["confidence_level"] = fit.confidence_level;
  json["parameters"] = {{"alpha", estimate_to_json(fit.alpha, fit.confidence_level)},
                        {"beta", estimate_to_json(fit.beta, fit.confidence_level)},
                        {"gamma", estimate_to_json(fit.gamma, fit.confidence_level)}};
  json["curve"] = parameters_to_json(fit.parameters);
  json["unconstrained"] = parameters_to_json(fit.unconstrained);
  json["bounds"] = {{"alpha_on_bound", fit.alpha_on_bound}, {"beta_on_bound", fit.beta_on_bound}};
  json["covariance"] = covariance_to_json(fit);
  json["peak"] = peak_to_json(fit);
  json["throughput_limit"]["estimate"] = number_to_json(fit.throughput_limit);
  json["throughput_limit"][interval_key(fit.confidence_level)] =
      interval_to_json(fit.throughput_limit_interval);
  json["fit"] = quality_to_json(fit);
  json["identifiability"] = identifiability_to_json(fit.identifiability);
  json["tests"] = array_of(fit.tests, test_to_json);
  json["error_model_sensitivity"] = array_of(fit.error_model_sensitivity, sensitivity_to_json);
  json["models"] = array_of(fit.models, model_to_json);
  json["rows"] = array_of(fit.rows, row_to_json);
  json["overhead"] = array_of(fit.overhead, overhead_to_json);
  json["band"] = array_of(fit.band, band_to_json);
  json["robust"] = robust_to_json(fit);
  json["bayes"] = fit.bayes ? bayes_to_json(*fit.bayes, fit.confidence_level) : Json(nullptr);
  json["joint_draws"] = draws_to_json(fit.joint_draws);
  return json;
}

}  // namespace uslkit
