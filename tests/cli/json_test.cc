// Every --json document follows its published schema and carries its provenance.
#include <cstdio>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "tests/cli/process.h"
#include "tests/cli/schema_check.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

const std::string kData = "data/specsdm91.csv";

Json document_of(const std::vector<std::string>& arguments, int exit_code = 0) {
  const ProcessResult result = uslkit_run(arguments);
  REQUIRE_MESSAGE(result.exit_code == exit_code, result.err);
  return Json::parse(result.out);
}

Json published_schema(const std::string& document) {
  return Json::parse(uslkit_run({"schema", document}).out);
}

void check_follows_schema(const Json& document) {
  const std::string kind = document.at("document").get<std::string>();
  CAPTURE(kind);
  for (const std::string& fault : schema_faults(published_schema(kind), document, true)) {
    CHECK_MESSAGE(false, fault);
  }
}

// The keys that every document has, in their order.
void check_envelope(const std::vector<std::string>& arguments) {
  const ProcessResult result = uslkit_run(arguments);
  REQUIRE(result.exit_code == 0);
  CHECK(result.out.starts_with("{\n  \"schema_version\": 1,\n  \"document\": \""));
  CHECK(result.out.ends_with("}\n"));
  const Json document = Json::parse(result.out);
  CHECK(document.at("tool").at("name") == "uslkit");
  CHECK(document.at("tool").at("version").get<std::string>().starts_with("0."));
  CHECK_FALSE(document.at("tool").at("git_id").get<std::string>().empty());
  CHECK(document.at("seed").is_number_unsigned());
  CHECK(document.at("options").is_object());
  CHECK(document.at("notes").is_array());
  CHECK_FALSE(document.at("inputs").empty());
  for (const Json& input : document.at("inputs")) {
    const std::string bytes = read_text_file(input.at("name").get<std::string>());
    CHECK(input.at("bytes") == bytes.size());
    CHECK(input.at("sha256") == sha256_hex(bytes));
  }
}

// A fit kept in a temporary directory.
struct KeptFit {
  TemporaryDirectory directory;
  std::string file = directory.file("fit.json");
  KeptFit() { REQUIRE(uslkit_run({"fit", kData, "-q", "-o", file}).exit_code == 0); }
};

TEST_CASE("the schemas are published in docs and printed alike by the program") {
  std::size_t count = 0;
  for (const std::string kind :
       {"fit", "predict", "next", "compare-fits", "ingest", "run", "load", "sweep", "compare",
        "prediction", "validate-scenario", "size", "audit", "autoscale-replay", "scenario",
        "request", "catalogue", "claims"}) {
    CHECK(uslkit_run({"schema", kind}).out ==
          read_text_file("docs/schemas/" + kind + ".schema.json"));
    ++count;
  }
  CHECK(uslkit_run({"schema"}).out ==
        "fit\npredict\nnext\ncompare-fits\ningest\nrun\nload\nsweep\ncompare\nprediction\nvalidate-"
        "scenario\nsize\naudit\nautoscale-replay\nscenario\nrequest\ncatalogue\nclaims\n");
  CHECK(count == 18);
}

TEST_CASE("every document carries version, build, seed, options, inputs and notes") {
  const KeptFit kept;
  check_envelope({"fit", kData, "--json"});
  check_envelope({"ingest", kData, "--json"});
  check_envelope({"predict", kept.file, "--n", "64", "--json"});
  check_envelope({"next", kept.file, "--max-n", "128", "--json"});
  check_envelope({"compare-fits", kept.file, kept.file, "--json"});
}

TEST_CASE("every fit document follows its schema, whatever the options and the data") {
  check_follows_schema(document_of({"fit", kData, "--json"}));
  check_follows_schema(document_of({"fit", kData, "--json", "--level", "0.9", "--bayes",
                                    "--bootstrap", "parametric", "--draws", "200", "--name", "x",
                                    "--assert", "alpha<1", "--error-model", "additive"}));
  check_follows_schema(document_of({"fit", kData, "--json", "--gamma", "fixed", "--no-robust"}));
  for (const std::string file : {"data/cisco_mysql.csv", "data/raytracer.csv",
                                 "data/schwartz_linear.csv", "data/usl_test_synthetic.csv"}) {
    CAPTURE(file);
    check_follows_schema(document_of({"fit", file, "--json", "-q"}));
  }
}

TEST_CASE("exact points, a straight line and Amdahl's law give documents that follow the schema") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("exact.csv");
  const std::vector<std::vector<double>> laws{{0.05, 1e-3}, {0, 0}, {0.05, 0}};
  for (const std::vector<double>& law : laws) {
    std::string text = "N,X\n";
    for (const double n : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0}) {
      const double x = 100 * n / (1 + law[0] * (n - 1) + law[1] * n * (n - 1));
      char line[64];
      std::snprintf(line, sizeof line, "%.17g,%.17g\n", n, x);
      text += line;
    }
    write_text_file(file, text);
    const Json document = document_of({"fit", file, "--json", "-q"});
    check_follows_schema(document);
    CHECK(document.at("curve").at("gamma").get<double>() == doctest::Approx(100).epsilon(1e-6));
    const std::string kept = directory.file("kept.json");
    REQUIRE(uslkit_run({"fit", file, "-q", "-o", kept}).exit_code == 0);
    CHECK(uslkit_run({"predict", kept, "--n", "8"}).exit_code == 0);
  }
}

TEST_CASE("predict, next, compare-fits and ingest documents follow their schemas") {
  const KeptFit kept;
  check_follows_schema(
      document_of({"predict", kept.file, "--json", "--n", "64", "--n", "1000", "--throughput",
                   "1800/h", "--throughput", "99999999", "--latency", "200s", "--latency", "1ms"}));
  check_follows_schema(document_of({"next", kept.file, "--json", "--max-n", "128"}));
  check_follows_schema(
      document_of({"next", kept.file, "--json", "--target", "throughput@300", "--repeats", "1"}));
  check_follows_schema(document_of(
      {"compare-fits", kept.file, "data/specsdm91.csv", "--json", "-q", "--assert", "beta<=1.1x"}));
  check_follows_schema(document_of({"ingest", kData, "--json"}));
}

TEST_CASE("the checker of schemas itself finds what is wrong") {
  Json document = document_of({"fit", kData, "--json", "-q"});
  const Json schema = published_schema("fit");
  document["surprise"] = 1;
  document.erase("verdict");
  document["curve"]["alpha"] = "0.1";
  document["parameters"]["alpha"]["interval95"] = Json::array({1});
  CHECK(schema_faults(schema, document, true).size() == 5);
  CHECK(schema_faults(Json{{"maxLength", 3}}, "abc", false).size() == 1);
}

TEST_CASE("the keys that design promises are where it says") {
  const Json fit = document_of({"fit", kData, "--json"});
  for (const std::string name : {"alpha", "beta", "gamma"}) {
    const Json& parameter = fit.at("parameters").at(name);
    CHECK(parameter.at("estimate").is_number());
    CHECK(parameter.at("standard_error").is_number());
    CHECK(parameter.at("interval95").size() == 2);
  }
  for (const std::string name : {"concurrency", "throughput"}) {
    CHECK(fit.at("peak").at(name).at("estimate").is_number());
    CHECK(fit.at("peak").at(name).at("interval95").size() == 2);
  }
  CHECK(fit.at("peak").at("best_integer").is_number_integer());
  for (const std::string name : {"rss", "r_squared", "residual_sd", "degrees_of_freedom"}) {
    CHECK(fit.at("fit").at(name).is_number());
  }
  CHECK(fit.at("fit").at("error_model") == "relative");
  CHECK(fit.at("models").size() >= 4);
  CHECK(fit.at("overhead").size() > 0);
  CHECK(fit.at("warnings").is_array());
  CHECK(fit.at("joint_draws").at("draws").size() == 2000);
}

TEST_CASE("another level changes the key of the quoted interval") {
  const Json fit = document_of({"fit", kData, "--json", "--level", "0.9"});
  CHECK(fit.at("confidence_level") == 0.9);
  CHECK(fit.at("parameters").at("alpha").contains("interval90"));
  CHECK_FALSE(fit.at("parameters").at("alpha").contains("interval95"));
}

TEST_CASE("-o keeps the document beside the report") {
  const KeptFit kept;
  CHECK(read_text_file(kept.file) == uslkit_run({"fit", kData, "-q", "--json"}).out);
}

TEST_CASE("a kept fit predicts what the measurements would, digit for digit") {
  const KeptFit kept;
  const Json from_fit = document_of({"predict", kept.file, "--n", "64", "--json"});
  const Json from_rows = document_of({"predict", kData, "--n", "64", "--json"});
  CHECK(from_fit.at("at_concurrency") == from_rows.at("at_concurrency"));
}

}  // namespace
}  // namespace uslkit::test
