#include "fit/fit_json.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Estimate some_estimate(double value) {
  return {.value = value,
          .standard_error = value / 7,
          .wald = Interval{value / 3, value * 3},
          .profile = Interval{value / 2, kInfinity},
          .bootstrap = Interval{value / 5, value * 5}};
}

// Every field differs from its default and from its neighbours, so that a swapped pair shows.
UslFit full_fit() {
  UslFit fit;
  fit.error_model = ErrorModel::replicates;
  fit.gamma_mode = GammaMode::given;
  fit.confidence_level = 0.9;
  fit.seed = 9007199254740992;
  fit.concurrency_name = "threads";
  fit.throughput_name = "scripts \"quoted\"";
  fit.throughput_unit = "/min";
  fit.sources = {{"a.csv", "csv", std::string(64, 'a'), 123, 7}, {"-", "wrk", "", 9, 1}};
  fit.parameters = {0.1, 1.0 / 3.0, 90.25};
  fit.unconstrained = {-0.01, 1e-300, 5};
  fit.beta_on_bound = true;
  fit.alpha_on_bound = true;
  fit.free_parameters = 2;
  fit.alpha = some_estimate(0.02772890778);
  fit.beta = some_estimate(1.04348e-4);
  fit.gamma = some_estimate(89.9871474);
  fit.covariance = {{{1, 2, 3}, {2, 4, 5}, {3, 5, 6}}};
  fit.has_peak = true;
  fit.peak_concurrency = some_estimate(96.5);
  fit.peak_throughput = some_estimate(1883.8);
  fit.best_integer = 96;
  fit.throughput_limit = kInfinity;
  fit.throughput_limit_interval = Interval{1800, kInfinity};
  fit.points = 7;
  fit.distinct_concurrency = 6;
  fit.degrees_of_freedom = 4;
  fit.rss = 0.5;
  fit.rss_throughput = 51.5;
  fit.r_squared = 0.99;
  fit.residual_sd = 0.03;
  fit.identifiability = {.max_concurrency = 216,
                         .reach = 2.2,
                         .beta_zero_p_value = 0.03,
                         .beta_upper_95 = 1.1e-4,
                         .condition_number = 44,
                         .correlation = {-0.9, 0.8, -0.7},
                         .peak_identified = true,
                         .sentence = "the peak lies within the data"};
  fit.tests = {{"runs", 1.5, 0.25, "no pattern"}};
  fit.error_model_sensitivity = {{ErrorModel::additive, {0.3, 0.2, 7}, 33.0},
                                 {ErrorModel::known_sd, {0.4, 0, 8}, std::nullopt}};
  RivalModel rival;
  rival.name = "amdahl";
  rival.formula = "X = ...";
  rival.parameter_names = {"alpha", "gamma"};
  rival.parameters = {0.25, 88};
  rival.parameter_count = 2;
  rival.rss = 3;
  rival.r_squared = 0.75;
  rival.aicc = 11;
  rival.aic = 12;
  rival.bic = 13;
  rival.f_statistic = 14;
  rival.f_p_value = 0.015;
  rival.remark = "worse";
  fit.models = {rival};
  FittedPoint row;
  row.concurrency = 18;
  row.throughput = 995.9;
  row.fitted = 990;
  row.residual = -0.006;
  row.standardized = 1.25;
  row.leverage = 0.4;
  row.cooks_distance = kInfinity;
  row.robust_weight = 0.5;
  row.outlier = true;
  row.peak_without = 91;
  row.parameters_without = UslParameters{0.5, 0.25, 6};
  row.line = 4;
  row.source = 1;
  fit.rows = {row, row};
  fit.rows[1].parameters_without.reset();
  fit.band = {{5, 400, {390, 410}, {-kInfinity, kInfinity}}};
  fit.overhead = {{2, 0.5, 0.25, 0.125}};
  fit.robust = UslParameters{0.11, 0.12, 13};
  fit.robust_peak_concurrency = 99;
  BayesSummary bayes;
  bayes.probability_beta_positive = 0.875;
  bayes.alpha = some_estimate(0.5);
  bayes.beta = some_estimate(0.25);
  bayes.gamma = some_estimate(4);
  bayes.peak_median = kInfinity;
  bayes.peak = {80, kInfinity};
  bayes.probability_peak_within_data = 0.375;
  fit.bayes = bayes;
  fit.joint_draws = {"bayes-grid", 17, {{0.1, 0.2, 3}, {0.4, 0.5, 6}}};
  fit.usability = Usability::superlinear;
  fit.verdict = {"first", "second"};
  fit.warnings = {{"code", "text"}};
  return fit;
}

UslFit round_trip(const UslFit& fit) {
  return fit_from_json(JsonDocument::parse(to_json(fit).dump(), {.source = "fit.json"}));
}

void check_same(const Estimate& a, const Estimate& b) {
  CHECK(a.value == b.value);
  CHECK(a.standard_error == b.standard_error);
  CHECK(a.wald == b.wald);
  CHECK(a.profile == b.profile);
  CHECK(a.bootstrap == b.bootstrap);
}

// The complaint about a document in which one value was replaced.
std::string complaint(const std::string& pointer, const nlohmann::ordered_json& value) {
  nlohmann::ordered_json json = to_json(full_fit());
  json[nlohmann::ordered_json::json_pointer(pointer)] = value;
  try {
    static_cast<void>(fit_from_json(JsonDocument::parse(json.dump(), {.source = "fit.json"})));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no complaint";
}

TEST_CASE("a fit written and read again is the same fit, field by field") {
  const UslFit a = full_fit();
  const UslFit b = round_trip(a);
  CHECK(a.error_model == b.error_model);
  CHECK(a.gamma_mode == b.gamma_mode);
  CHECK(a.confidence_level == b.confidence_level);
  CHECK(a.seed == b.seed);
  CHECK(a.concurrency_name == b.concurrency_name);
  CHECK(a.throughput_name == b.throughput_name);
  CHECK(a.throughput_unit == b.throughput_unit);
  REQUIRE(b.sources.size() == 2);
  CHECK(b.sources[0].name == "a.csv");
  CHECK(b.sources[0].format == "csv");
  CHECK(b.sources[0].sha256 == std::string(64, 'a'));
  CHECK(b.sources[0].bytes == 123);
  CHECK(b.sources[1].rows == 1);
  CHECK(a.parameters == b.parameters);
  CHECK(a.unconstrained == b.unconstrained);
  CHECK(a.beta_on_bound == b.beta_on_bound);
  CHECK(a.alpha_on_bound == b.alpha_on_bound);
  CHECK(a.free_parameters == b.free_parameters);
  check_same(a.alpha, b.alpha);
  check_same(a.beta, b.beta);
  check_same(a.gamma, b.gamma);
  CHECK(a.covariance == b.covariance);
  CHECK(a.has_peak == b.has_peak);
  check_same(a.peak_concurrency, b.peak_concurrency);
  check_same(a.peak_throughput, b.peak_throughput);
  CHECK(a.best_integer == b.best_integer);
  CHECK(a.throughput_limit == b.throughput_limit);
  CHECK(a.throughput_limit_interval == b.throughput_limit_interval);
  CHECK(a.points == b.points);
  CHECK(a.distinct_concurrency == b.distinct_concurrency);
  CHECK(a.degrees_of_freedom == b.degrees_of_freedom);
  CHECK(a.rss == b.rss);
  CHECK(a.rss_throughput == b.rss_throughput);
  CHECK(a.r_squared == b.r_squared);
  CHECK(a.residual_sd == b.residual_sd);
  CHECK(a.robust == b.robust);
  CHECK(a.robust_peak_concurrency == b.robust_peak_concurrency);
  CHECK(a.joint_draws.method == b.joint_draws.method);
  CHECK(a.joint_draws.seed == b.joint_draws.seed);
  CHECK(a.joint_draws.draws == b.joint_draws.draws);
  CHECK(a.usability == b.usability);
  CHECK(a.verdict == b.verdict);
  CHECK(a.warnings == b.warnings);
}

TEST_CASE("the lists of a fit survive the round trip, field by field") {
  const UslFit a = full_fit();
  const UslFit b = round_trip(a);
  CHECK(a.identifiability.max_concurrency == b.identifiability.max_concurrency);
  CHECK(a.identifiability.reach == b.identifiability.reach);
  CHECK(a.identifiability.beta_zero_p_value == b.identifiability.beta_zero_p_value);
  CHECK(a.identifiability.beta_upper_95 == b.identifiability.beta_upper_95);
  CHECK(a.identifiability.condition_number == b.identifiability.condition_number);
  CHECK(a.identifiability.correlation == b.identifiability.correlation);
  CHECK(a.identifiability.peak_identified == b.identifiability.peak_identified);
  CHECK(a.identifiability.sentence == b.identifiability.sentence);
  REQUIRE(b.tests.size() == 1);
  CHECK(b.tests[0].name == "runs");
  CHECK(b.tests[0].statistic == 1.5);
  CHECK(b.tests[0].p_value == 0.25);
  CHECK(b.tests[0].reading == "no pattern");
  REQUIRE(b.error_model_sensitivity.size() == 2);
  CHECK(b.error_model_sensitivity[0].model == ErrorModel::additive);
  CHECK(b.error_model_sensitivity[0].parameters == a.error_model_sensitivity[0].parameters);
  CHECK(b.error_model_sensitivity[0].peak_concurrency == 33.0);
  CHECK_FALSE(b.error_model_sensitivity[1].peak_concurrency.has_value());
  REQUIRE(b.models.size() == 1);
  CHECK(b.models[0].name == "amdahl");
  CHECK(b.models[0].formula == "X = ...");
  CHECK(b.models[0].parameter_names == a.models[0].parameter_names);
  CHECK(b.models[0].parameters == a.models[0].parameters);
  CHECK(b.models[0].parameter_count == 2);
  CHECK(b.models[0].rss == 3);
  CHECK(b.models[0].r_squared == 0.75);
  CHECK(b.models[0].aicc == 11.0);
  CHECK(b.models[0].aic == 12);
  CHECK(b.models[0].bic == 13);
  CHECK(b.models[0].f_statistic == 14.0);
  CHECK(b.models[0].f_p_value == 0.015);
  CHECK(b.models[0].remark == "worse");
  REQUIRE(b.rows.size() == 2);
  CHECK(b.rows[0].concurrency == 18);
  CHECK(b.rows[0].throughput == 995.9);
  CHECK(b.rows[0].fitted == 990);
  CHECK(b.rows[0].residual == -0.006);
  CHECK(b.rows[0].standardized == 1.25);
  CHECK(b.rows[0].leverage == 0.4);
  CHECK(b.rows[0].cooks_distance == kInfinity);
  CHECK(b.rows[0].robust_weight == 0.5);
  CHECK(b.rows[0].outlier);
  CHECK(b.rows[0].peak_without == 91.0);
  CHECK(b.rows[0].parameters_without == a.rows[0].parameters_without);
  CHECK(b.rows[0].line == 4);
  CHECK(b.rows[0].source == 1);
  CHECK_FALSE(b.rows[1].parameters_without.has_value());
  REQUIRE(b.band.size() == 1);
  CHECK(b.band[0].concurrency == 5);
  CHECK(b.band[0].throughput == 400);
  CHECK(b.band[0].confidence == a.band[0].confidence);
  CHECK(b.band[0].prediction == a.band[0].prediction);
  REQUIRE(b.overhead.size() == 1);
  CHECK(b.overhead[0].concurrency == 2);
  CHECK(b.overhead[0].ideal == 0.5);
  CHECK(b.overhead[0].contention == 0.25);
  CHECK(b.overhead[0].crosstalk == 0.125);
  REQUIRE(b.bayes.has_value());
  CHECK(b.bayes->probability_beta_positive == 0.875);
  check_same(a.bayes->alpha, b.bayes->alpha);
  check_same(a.bayes->beta, b.bayes->beta);
  check_same(a.bayes->gamma, b.bayes->gamma);
  CHECK(b.bayes->peak_median == kInfinity);
  CHECK(b.bayes->peak == a.bayes->peak);
  CHECK(b.bayes->probability_peak_within_data == 0.375);
}

TEST_CASE("writing what was read gives the same bytes") {
  CHECK(to_json(round_trip(full_fit())).dump() == to_json(full_fit()).dump());
}

TEST_CASE("an open interval end is null and a missing peak has no estimate") {
  UslFit fit = full_fit();
  fit.has_peak = false;
  fit.best_integer = 0;
  fit.peak_concurrency.profile = Interval{24.6, kInfinity};
  const nlohmann::ordered_json json = to_json(fit);
  CHECK(json["peak"]["concurrency"]["estimate"].is_null());
  CHECK(json["peak"]["concurrency"]["interval90"].dump() == "[24.6,null]");
  CHECK(json["peak"]["best_integer"].is_null());
  CHECK(json["throughput_limit"]["estimate"].is_null());
  CHECK_FALSE(round_trip(fit).has_peak);
  CHECK(round_trip(fit).best_integer == 0);
}

TEST_CASE("the quoted interval carries its level in its key") {
  CHECK(interval_key(0.95) == "interval95");
  CHECK(interval_key(0.9) == "interval90");
  CHECK(interval_key(0.999) == "interval99.9");
}

TEST_CASE("a document of another schema version is refused with both numbers") {
  CHECK(complaint("/schema_version", 2) ==
        "fit.json:1:19 (/schema_version): error: found schema version 2\n"
        "  allowed: schema version 1\n"
        "  hint: fit the measurements again with this uslkit");
}

TEST_CASE("a document that is no fit is refused by name") {
  CHECK(complaint("/document", "predict")
            .find("found a document of kind \"predict\"\n"
                  "  allowed: a document of kind \"fit\"") != std::string::npos);
}

TEST_CASE("JSON that uslkit did not write is told how to become a fit") {
  try {
    static_cast<void>(fit_from_json(JsonDocument::parse("{}", {.source = "x.json"})));
    FAIL("accepted");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) ==
          "x.json:1:1: error: found a JSON document without \"schema_version\"\n"
          "  allowed: the JSON document of a fit\n"
          "  hint: make one with: uslkit fit measurements.csv --json > fit.json");
  }
}

TEST_CASE("values that no fit can hold are refused where they stand") {
  CHECK(complaint("/curve/gamma", -1).find("(/curve/gamma): error: found -1") != std::string::npos);
  CHECK(complaint("/confidence_level", 1.5).find("(/confidence_level)") != std::string::npos);
  CHECK(complaint("/fit/error_model", "relativ").find("did you mean relative?") !=
        std::string::npos);
  CHECK(complaint("/parameters/alpha/intervals/wald", {3, 2}).find("ends before it starts") !=
        std::string::npos);
  CHECK(complaint("/joint_draws/draws/0", {1, 2}).find("(/joint_draws/draws/0)") !=
        std::string::npos);
  CHECK(complaint("/verdict", "text").find("(/verdict)") != std::string::npos);
  CHECK(complaint("/names/throughput_unit", "/week").find("/s, /min or /h") != std::string::npos);
  CHECK(complaint("/rows/0/line", -1).find("(/rows/0/line)") != std::string::npos);
}

TEST_CASE("a missing key is named") {
  nlohmann::ordered_json json = to_json(full_fit());
  json["fit"].erase("rss");
  try {
    static_cast<void>(fit_from_json(JsonDocument::parse(json.dump(), {.source = "fit.json"})));
    FAIL("accepted");
  } catch (const InputError& error) {
    const std::string message = error.what();
    CHECK(message.find("(/fit): error: found") != std::string::npos);
    CHECK(message.find("\"rss\"") != std::string::npos);
  }
}

TEST_CASE("a document of uslkit is told from measurements in JSON by its first key") {
  CHECK(looks_like_uslkit_document(to_json(full_fit()).dump()));
  CHECK(looks_like_uslkit_document("\xEF\xBB\xBF \n{ \"schema_version\": 1"));
  CHECK_FALSE(looks_like_uslkit_document("{\"metrics\": {}}"));
  CHECK_FALSE(looks_like_uslkit_document("N,X\n1,2\n"));
  CHECK_FALSE(looks_like_uslkit_document(""));
}

}  // namespace
}  // namespace uslkit
