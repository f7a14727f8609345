// What each command answers, on measured data.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

const std::string kData = "data/specsdm91.csv";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

Json json_of(std::vector<std::string> arguments) {
  arguments.emplace_back("--json");
  const ProcessResult result = uslkit_run(arguments);
  REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  return Json::parse(result.out);
}

std::string keep(const TemporaryDirectory& directory, const std::string& name,
                 const std::string& data) {
  const std::string file = directory.file(name);
  REQUIRE(uslkit_run({"fit", data, "-q", "-o", file}).exit_code == 0);
  return file;
}

TEST_CASE("the additive fit of the SPEC SDM91 sweep is the published one") {
  // The file of Coda Hale's usl tools with their reference values; see data/SOURCES.md.
  const Json fit = json_of({"fit", "data/specsdm91_rounded.csv", "--error-model", "additive"});
  const Json& parameters = fit.at("parameters");
  CHECK(parameters.at("alpha").at("estimate").get<double>() ==
        doctest::Approx(0.0277289078).epsilon(1e-7));
  CHECK(parameters.at("beta").at("estimate").get<double>() ==
        doctest::Approx(1.04348011e-4).epsilon(1e-7));
  CHECK(parameters.at("gamma").at("estimate").get<double>() ==
        doctest::Approx(89.9871474).epsilon(1e-7));
}

TEST_CASE("the report for people has a verdict, parameters, models and what to do next") {
  const std::string report = uslkit_run({"fit", kData}).out;
  for (const std::string heading : {"Verdict", "Parameters", "What to do next"}) {
    CHECK(contains(report, "\n" + heading + "\n"));
  }
  const std::string markdown = uslkit_run({"fit", kData, "--markdown"}).out;
  CHECK(contains(markdown, "| "));
  CHECK(contains(markdown, "```"));
}

TEST_CASE("plots come in the format that the name says") {
  const TemporaryDirectory directory;
  const std::string fit = keep(directory, "fit.json", kData);
  for (const std::string kind :
       {"throughput", "efficiency", "latency", "residuals", "overhead", "dashboard"}) {
    CAPTURE(kind);
    const ProcessResult svg = uslkit_run({"plot", fit, "--kind", kind});
    CHECK(svg.exit_code == 0);
    CHECK(contains(svg.out, "<svg"));
    CHECK(svg.out.ends_with("</svg>\n"));
  }
  REQUIRE(uslkit_run({"plot", fit, "-o", directory.file("a.png")}).exit_code == 0);
  REQUIRE(uslkit_run({"plot", fit, "-o", directory.file("a.pdf")}).exit_code == 0);
  CHECK(read_text_file(directory.file("a.png")).starts_with("\x89PNG"));
  CHECK(read_text_file(directory.file("a.pdf")).starts_with("%PDF-"));
  CHECK(uslkit_run({"plot", fit, "--to", "pdf"}).out.starts_with("%PDF-"));
}

TEST_CASE("a comparison plot names its fits") {
  const TemporaryDirectory directory;
  const std::string fit = keep(directory, "fit.json", kData);
  const ProcessResult plot = uslkit_run({"plot", fit, "data/cisco_mysql.csv", "--kind",
                                         "comparison", "--name", "one", "--name", "two"});
  CHECK(plot.exit_code == 0);
  CHECK(contains(plot.out, "one"));
  CHECK(contains(plot.out, "two"));
  const ProcessResult several = uslkit_run({"plot", fit, fit});
  CHECK(several.exit_code == 2);
  CHECK(several.err == "uslkit plot: error: found 2 files\n  allowed: one file\n");
}

TEST_CASE("the label given to a fit comes back in comparisons") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("fit.json");
  REQUIRE(uslkit_run({"fit", kData, "-q", "--name", "release 7", "-o", file}).exit_code == 0);
  CHECK(contains(uslkit_run({"compare-fits", file, kData}).out, "before: release 7\n"));
}

TEST_CASE("predict answers all three questions from one fit") {
  const TemporaryDirectory directory;
  const std::string fit = keep(directory, "fit.json", kData);
  const Json answer = json_of({"predict", fit, "--n", "64", "--throughput", "1000"});
  const double at_64 =
      answer.at("at_concurrency").at(0).at("throughput").at("estimate").get<double>();
  CHECK(at_64 > 1000);
  CHECK(at_64 < 2500);
  const Json& workers = answer.at("at_throughput").at(0);
  CHECK(workers.at("feasible") == true);
  CHECK(workers.at("workers").get<int>() > 1);
  CHECK(workers.at("workers").get<int>() < 64);
  const double latency = answer.at("at_concurrency").at(0).at("latency_s").at("estimate");
  const Json back = json_of({"predict", fit, "--latency", std::to_string(latency * 1.0001) + "s"});
  CHECK(back.at("at_latency").at(0).at("workers") == 64);
}

TEST_CASE("a throughput that no number of workers reaches is an answer, not an error") {
  const ProcessResult result = uslkit_run({"predict", kData, "--throughput", "99999999"});
  CHECK(result.exit_code == 0);
  const Json answer = json_of({"predict", kData, "--throughput", "99999999"});
  CHECK(answer.at("at_throughput").at(0).at("feasible") == false);
  CHECK(answer.at("at_throughput").at(0).at("workers").is_null());
}

TEST_CASE("a rate is converted to the time unit of the fit") {
  const TemporaryDirectory directory;
  write_text_file(
      directory.file("hourly.csv"),
      "N,X\n1,64.9\n18,995.9\n36,1652.4\n72,1853.2\n108,1828.9\n144,1775\n216,1702.2\n");
  REQUIRE(uslkit_run({"fit", directory.file("hourly.csv"), "--unit", "/h", "-q", "-o",
                      directory.file("fit.json")})
              .exit_code == 0);
  const std::string fit = directory.file("fit.json");
  const Json by_rate = json_of({"predict", fit, "--throughput", "0.25/s"});
  CHECK(by_rate.at("at_throughput").at(0).at("throughput") == 900);
  CHECK(by_rate.at("at_throughput") ==
        json_of({"predict", fit, "--throughput", "900"}).at("at_throughput"));
}

TEST_CASE("next ranks candidates, best first, within --max-n") {
  const Json advice = json_of({"next", kData, "--max-n", "128", "--repeats", "2"});
  CHECK(advice.at("recommended").size() == 2);
  double before = 2;
  for (const Json& candidate : advice.at("candidates")) {
    CHECK(candidate.at("concurrency").get<int>() <= 128);
    CHECK(candidate.at("gain").get<double>() <= before);
    before = candidate.at("gain").get<double>();
  }
  CHECK(contains(uslkit_run({"next", kData, "--max-n", "128"}).out, "Best 3 runs together: N = "));
}

TEST_CASE("compare-fits: the same fit twice has changed nothing") {
  const TemporaryDirectory directory;
  const std::string fit = keep(directory, "fit.json", kData);
  const ProcessResult same =
      uslkit_run({"compare-fits", fit, fit, "--assert", "beta<=1.0x", "--assert", "alpha>=1x",
                  "--assert", "curves.p_value>=0.05"});
  CHECK(same.exit_code == 0);
  CHECK(contains(same.out, "pass  beta<=1.0x  (beta after/before = 1)"));
}

TEST_CASE("compare-fits: a worse release fails its assertion with exit code 99") {
  const TemporaryDirectory directory;
  std::string worse = "N,X\n";
  for (const double n : {1.0, 18.0, 36.0, 72.0, 108.0, 144.0, 216.0}) {
    worse += std::to_string(n) + "," +
             std::to_string(90 * n / (1 + 0.03 * (n - 1) + 8e-4 * n * (n - 1))) + "\n";
  }
  write_text_file(directory.file("worse.csv"), worse);
  const ProcessResult result = uslkit_run({"compare-fits", kData, directory.file("worse.csv"),
                                           "--assert", "beta<=1.1x", "--assert", "beta<=20x"});
  CHECK(result.exit_code == 99);
  CHECK(contains(result.out, "FAIL  beta<=1.1x  (beta after/before = "));
  CHECK(contains(result.out, "pass  beta<=20x"));
}

TEST_CASE("ingest to CSV is read back as the same rows") {
  const TemporaryDirectory directory;
  const std::string csv = directory.file("rows.csv");
  REQUIRE(uslkit_run({"ingest", kData, "-q", "--to", "csv", "-o", csv}).exit_code == 0);
  const Json first = json_of({"ingest", kData}).at("rows");
  const Json second = json_of({"ingest", csv}).at("rows");
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first.at(i).at("concurrency") == second.at(i).at("concurrency"));
    CHECK(first.at(i).at("throughput") == second.at(i).at("throughput"));
  }
}

TEST_CASE("ingest without --to is a table with each input's SHA-256") {
  const ProcessResult result = uslkit_run({"ingest", kData});
  CHECK(contains(result.out, "concurrency  throughput"));
  CHECK(contains(result.out, "94e5ba0d3f0d1137c9a3e752935bb9dec55549f7bd59592202e041a9658d2ea2"));
}

}  // namespace
}  // namespace uslkit::test
