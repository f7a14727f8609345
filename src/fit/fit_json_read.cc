#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/spelling.h"
#include "fit/fit_json.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A number that may be null in the document; `otherwise` is what null stands for.
double number_or(const JsonValue& object, std::string_view key, double otherwise) {
  const JsonValue value = object.at(key);
  return value.is_null() ? otherwise : value.number();
}

std::optional<double> optional_number(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  return value.is_null() ? std::nullopt : std::optional<double>(value.number());
}

double positive_number(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  const double number = value.number();
  if (!(number > 0)) value.fail(value.description(), "a number above 0");
  return number;
}

template <typename Item, typename Convert>
std::vector<Item> items(const JsonValue& object, std::string_view key, Convert convert) {
  std::vector<Item> result;
  for (const JsonValue& element : object.array_at(key)) result.push_back(convert(element));
  return result;
}

// The enumerator with that name_of().
template <typename Enum>
Enum enum_at(const JsonValue& object, std::string_view key, const std::vector<Enum>& values) {
  const JsonValue value = object.at(key);
  std::vector<std::string> names;
  for (const Enum candidate : values) {
    names.emplace_back(name_of(candidate));
    if (names.back() == value.string()) return candidate;
  }
  const std::optional<std::string> nearest = did_you_mean(value.string(), names);
  value.fail(value.description(), one_of(names),
             nearest ? fmt::format("did you mean {}?", *nearest) : "");
}

ErrorModel error_model_at(const JsonValue& object) {
  return enum_at<ErrorModel>(
      object, "error_model",
      {ErrorModel::relative, ErrorModel::additive, ErrorModel::known_sd, ErrorModel::replicates});
}

void check_length(const JsonValue& array, std::size_t length) {
  if (array.size() != length) {
    array.fail(array.description(), fmt::format("an array of {}", length));
  }
}

std::optional<Interval> interval_at(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  if (value.is_null()) return std::nullopt;
  check_length(value, 2);
  const JsonValue lower = value.element(0);
  const JsonValue upper = value.element(1);
  const Interval interval{.lower = lower.is_null() ? -kInfinity : lower.number(),
                          .upper = upper.is_null() ? kInfinity : upper.number()};
  if (interval.lower > interval.upper) {
    value.fail("an interval that ends before it starts", "[lower, upper], lower <= upper");
  }
  return interval;
}

Interval required_interval_at(const JsonValue& object, std::string_view key) {
  return interval_at(object, key).value_or(Interval{-kInfinity, kInfinity});
}

Estimate estimate_from(const JsonValue& object) {
  const JsonValue intervals = object.object_at("intervals");
  return {.value = number_or(object, "estimate", kInfinity),
          .standard_error = optional_number(object, "standard_error"),
          .wald = interval_at(intervals, "wald"),
          .profile = interval_at(intervals, "profile"),
          .bootstrap = interval_at(intervals, "bootstrap")};
}

UslParameters parameters_from(const JsonValue& object) {
  return {.alpha = object.number_at("alpha"),
          .beta = object.number_at("beta"),
          .gamma = positive_number(object, "gamma")};
}

UslParameters triple_from(const JsonValue& array) {
  check_length(array, 3);
  return {.alpha = array.element(0).number(),
          .beta = array.element(1).number(),
          .gamma = array.element(2).number()};
}

std::vector<std::string> strings_at(const JsonValue& object, std::string_view key) {
  return items<std::string>(object, key, [](const JsonValue& value) { return value.string(); });
}

MeasurementSource source_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .format = object.string_at("format"),
          .sha256 = object.string_at("sha256"),
          .bytes = object.integer_at("bytes", 0),
          .rows = object.integer_at("rows", 0)};
}

Note note_from(const JsonValue& object) {
  return {.code = object.string_at("code"), .text = object.string_at("text")};
}

TestResult test_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .statistic = number_or(object, "statistic", kInfinity),
          .p_value = object.number_at("p_value"),
          .reading = object.string_at("reading")};
}

ErrorModelSensitivity sensitivity_from(const JsonValue& object) {
  return {.model = error_model_at(object),
          .parameters = parameters_from(object.at("parameters")),
          .peak_concurrency = optional_number(object, "peak_concurrency")};
}

RivalModel model_from(const JsonValue& object) {
  RivalModel model;
  model.name = object.string_at("name");
  model.formula = object.string_at("formula");
  model.parameter_names = strings_at(object, "parameter_names");
  model.parameters = items<double>(object, "parameters", [](const JsonValue& value) {
    return value.is_null() ? kInfinity : value.number();
  });
  model.parameter_count = static_cast<int>(object.integer_at("parameter_count", 0, 100));
  model.rss = number_or(object, "rss", kInfinity);
  model.r_squared = number_or(object, "r_squared", -kInfinity);
  model.aicc = optional_number(object, "aicc");
  // A perfect fit has minus infinity here.
  model.aic = number_or(object, "aic", -kInfinity);
  model.bic = number_or(object, "bic", -kInfinity);
  model.f_statistic = optional_number(object, "f_statistic");
  model.f_p_value = optional_number(object, "f_p_value");
  model.remark = object.string_at("remark");
  return model;
}

FittedPoint row_from(const JsonValue& object) {
  FittedPoint row;
  row.concurrency = positive_number(object, "concurrency");
  row.throughput = positive_number(object, "throughput");
  row.fitted = positive_number(object, "fitted");
  row.residual = object.number_at("residual");
  // Infinite where a row decides its own fitted value (leverage 1).
  row.standardized = number_or(object, "standardized", kInfinity);
  row.leverage = object.number_at("leverage");
  row.cooks_distance = number_or(object, "cooks_distance", kInfinity);
  row.robust_weight = object.number_at("robust_weight");
  row.outlier = object.boolean_at("outlier");
  row.peak_without = optional_number(object, "peak_without");
  const JsonValue without = object.at("parameters_without");
  if (!without.is_null()) row.parameters_without = parameters_from(without);
  row.line = object.integer_at("line", 0);
  row.source = static_cast<std::int32_t>(object.integer_at("source", 0, INT32_MAX));
  return row;
}

BandPoint band_from(const JsonValue& object) {
  return {.concurrency = object.number_at("concurrency"),
          .throughput = object.number_at("throughput"),
          .confidence = required_interval_at(object, "confidence"),
          .prediction = required_interval_at(object, "prediction")};
}

UslOverhead overhead_from(const JsonValue& object) {
  return {.concurrency = object.number_at("concurrency"),
          .ideal = object.number_at("ideal"),
          .contention = object.number_at("contention"),
          .crosstalk = object.number_at("crosstalk")};
}

BayesSummary bayes_from(const JsonValue& object) {
  const JsonValue peak = object.object_at("peak");
  return {.probability_beta_positive = object.number_at("probability_beta_positive"),
          .alpha = estimate_from(object.object_at("alpha")),
          .beta = estimate_from(object.object_at("beta")),
          .gamma = estimate_from(object.object_at("gamma")),
          .peak_median = number_or(peak, "median", kInfinity),
          .peak = required_interval_at(peak, interval_key(0.95)),
          .probability_peak_within_data = peak.number_at("probability_within_data")};
}

Identifiability identifiability_from(const JsonValue& object) {
  const JsonValue correlation = object.object_at("correlation");
  return {.max_concurrency = positive_number(object, "max_concurrency"),
          .reach = optional_number(object, "reach"),
          .beta_zero_p_value = object.number_at("beta_zero_p_value"),
          .beta_upper_95 = optional_number(object, "beta_upper_95"),
          .condition_number = number_or(object, "condition_number", kInfinity),
          .correlation = {correlation.number_at("alpha_beta"), correlation.number_at("alpha_gamma"),
                          correlation.number_at("beta_gamma")},
          .peak_identified = object.boolean_at("peak_identified"),
          .sentence = object.string_at("sentence")};
}

std::array<std::array<double, 3>, 3> covariance_from(const JsonValue& array) {
  check_length(array, 3);
  std::array<std::array<double, 3>, 3> result{};
  for (std::size_t i = 0; i < 3; ++i) {
    const UslParameters row = triple_from(array.element(i));
    result[i] = {row.alpha, row.beta, row.gamma};
  }
  return result;
}

void read_peak(UslFit& fit, const JsonValue& peak) {
  fit.has_peak = peak.boolean_at("exists");
  fit.peak_concurrency = estimate_from(peak.object_at("concurrency"));
  fit.peak_throughput = estimate_from(peak.object_at("throughput"));
  const JsonValue best = peak.at("best_integer");
  fit.best_integer = best.is_null() ? 0 : best.integer(1);
}

void read_quality(UslFit& fit, const JsonValue& quality) {
  fit.error_model = error_model_at(quality);
  fit.gamma_mode = enum_at<GammaMode>(
      quality, "gamma_mode",
      {GammaMode::fitted, GammaMode::first_row, GammaMode::given, GammaMode::quadratic});
  fit.points = quality.integer_at("points", 1);
  fit.distinct_concurrency = quality.integer_at("distinct_concurrency", 1);
  fit.free_parameters = static_cast<int>(quality.integer_at("free_parameters", 0, 3));
  fit.degrees_of_freedom = static_cast<int>(quality.integer_at("degrees_of_freedom", 0, INT32_MAX));
  fit.rss = quality.number_at("rss");
  fit.rss_throughput = quality.number_at("rss_throughput");
  fit.r_squared = number_or(quality, "r_squared", -kInfinity);
  fit.residual_sd = quality.number_at("residual_sd");
}

void read_names(UslFit& fit, const JsonValue& names) {
  fit.concurrency_name = names.string_at("concurrency");
  fit.throughput_name = names.string_at("throughput");
  const JsonValue unit = names.at("throughput_unit");
  fit.throughput_unit = unit.string();
  if (fit.throughput_unit != "/s" && fit.throughput_unit != "/min" && fit.throughput_unit != "/h") {
    unit.fail(unit.description(), one_of({"/s", "/min", "/h"}));
  }
}

// Which document this is comes first: every other complaint would mislead.
void check_document(const JsonValue& root) {
  if (!root.find("schema_version")) {
    root.fail("a JSON document without \"schema_version\"", "the JSON document of a fit",
              "make one with: uslkit fit measurements.csv --json > fit.json");
  }
  const JsonValue version = root.at("schema_version");
  if (version.integer() != kFitSchemaVersion) {
    version.fail(fmt::format("schema version {}", version.integer()),
                 fmt::format("schema version {}", kFitSchemaVersion),
                 "fit the measurements again with this uslkit");
  }
  const JsonValue kind = root.at("document");
  if (kind.string() != "fit") {
    kind.fail("a document of kind " + uslkit::quoted(kind.string()), "a document of kind \"fit\"",
              "only `uslkit fit --json` makes one");
  }
}

double confidence_level_from(const JsonValue& root) {
  const JsonValue value = root.at("confidence_level");
  const double level = value.number();
  if (!(level >= 0.5 && level <= 0.999)) {
    value.fail(value.description(), "a confidence level from 0.5 to 0.999");
  }
  return level;
}

}  // namespace

bool looks_like_uslkit_document(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || head[first] != '{') return false;
  const std::size_t key = head.find('"', first);
  return key != std::string_view::npos && head.substr(key).starts_with("\"schema_version\"");
}

UslFit fit_from_json(const JsonDocument& document) {
  const JsonValue root = document.root();
  check_document(root);
  UslFit fit;
  fit.confidence_level = confidence_level_from(root);
  fit.seed = static_cast<std::uint64_t>(root.integer_at("seed", 0));
  fit.sources = items<MeasurementSource>(root, "inputs", source_from);
  read_names(fit, root.object_at("names"));
  fit.usability =
      enum_at<Usability>(root, "usability",
                         {Usability::usable, Usability::no_peak_shown, Usability::amdahl,
                          Usability::superlinear, Usability::wrong_model});
  fit.verdict = strings_at(root, "verdict");
  fit.warnings = items<Note>(root, "warnings", note_from);
  const JsonValue parameters = root.object_at("parameters");
  fit.alpha = estimate_from(parameters.object_at("alpha"));
  fit.beta = estimate_from(parameters.object_at("beta"));
  fit.gamma = estimate_from(parameters.object_at("gamma"));
  fit.parameters = parameters_from(root.at("curve"));
  fit.unconstrained = parameters_from(root.at("unconstrained"));
  fit.alpha_on_bound = root.at("bounds").boolean_at("alpha_on_bound");
  fit.beta_on_bound = root.at("bounds").boolean_at("beta_on_bound");
  fit.covariance = covariance_from(root.at("covariance"));
  read_peak(fit, root.object_at("peak"));
  const JsonValue limit = root.object_at("throughput_limit");
  fit.throughput_limit = number_or(limit, "estimate", kInfinity);
  fit.throughput_limit_interval = interval_at(limit, interval_key(fit.confidence_level));
  read_quality(fit, root.object_at("fit"));
  fit.identifiability = identifiability_from(root.object_at("identifiability"));
  fit.tests = items<TestResult>(root, "tests", test_from);
  fit.error_model_sensitivity =
      items<ErrorModelSensitivity>(root, "error_model_sensitivity", sensitivity_from);
  fit.models = items<RivalModel>(root, "models", model_from);
  fit.rows = items<FittedPoint>(root, "rows", row_from);
  fit.overhead = items<UslOverhead>(root, "overhead", overhead_from);
  fit.band = items<BandPoint>(root, "band", band_from);
  const JsonValue robust = root.at("robust");
  if (!robust.is_null()) {
    fit.robust = parameters_from(robust.at("parameters"));
    fit.robust_peak_concurrency = optional_number(robust, "peak_concurrency");
  }
  if (!root.at("bayes").is_null()) fit.bayes = bayes_from(root.at("bayes"));
  const JsonValue joint = root.object_at("joint_draws");
  fit.joint_draws.method = joint.string_at("method");
  fit.joint_draws.seed = static_cast<std::uint64_t>(joint.integer_at("seed", 0));
  fit.joint_draws.draws = items<UslParameters>(joint, "draws", triple_from);
  return fit;
}

}  // namespace uslkit
