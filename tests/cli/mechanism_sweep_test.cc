// From a mechanism to its coefficients and back, through the pipe that the documents show:
// uslkit sweep SCENARIO --vary /workers=... | uslkit fit -
#include <cmath>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

Json fit_of_sweep(const std::string& scenario, const std::string& vary) {
  const ProcessResult sweep = uslkit_run({"sweep", scenario, "--vary", vary, "--quiet"});
  REQUIRE(sweep.exit_code == 0);
  ProcessInput rows;
  rows.standard_input = sweep.out;
  const ProcessResult fit = uslkit_run({"fit", "-", "--json", "--quiet"}, rows);
  INFO(fit.err);
  REQUIRE(fit.exit_code == 0);
  return Json::parse(fit.out);
}

double estimate(const Json& fit, const std::string& parameter) {
  return fit["parameters"][parameter]["estimate"].get<double>();
}

// found / wanted - 1
double gap(const Json& fit, const std::string& parameter, double wanted) {
  return estimate(fit, parameter) / wanted - 1;
}

TEST_CASE("System B's sweep, fitted, gives its coefficients back: alpha by 3 %, beta by 5 %") {
  const Json fit = fit_of_sweep("scenarios/system_b.json", "/workers=1,2,4,8,16,32,50");
  CHECK(std::abs(gap(fit, "alpha", 0.0131)) <= 0.03);
  CHECK(std::abs(gap(fit, "beta", 0.00247)) <= 0.05);
  CHECK(std::abs(gap(fit, "gamma", 4919)) <= 0.02);
  CHECK(fit["peak"]["best_integer"] == 20);
}

TEST_CASE("stop-the-world pauses are a USL: alpha by 3 %, beta by 5 %") {
  const Json fit = fit_of_sweep("scenarios/stop_the_world.json", "/workers=1..64*2");
  CHECK(std::abs(gap(fit, "alpha", 0.05)) <= 0.03);
  CHECK(std::abs(gap(fit, "beta", 0.0005)) <= 0.05);
}

TEST_CASE("a leader that appends 8 entries at a time has an eighth of beta and the same alpha") {
  const Json fit = fit_of_sweep("scenarios/raft_batching.json", "/workers=1..64*2");
  CHECK(std::abs(gap(fit, "alpha", 0.05)) <= 0.03);
  CHECK(std::abs(gap(fit, "beta", 0.0005 / 8)) <= 0.05);
}

TEST_CASE("the sweep of an asynchronous lock is flagged: a saturating queue, not a USL") {
  const Json fit = fit_of_sweep("scenarios/asynchronous_lock.json", "/workers=1..256*2");
  CHECK(fit["usability"] == "wrong-model");
  CHECK(fit["verdict"][0].get<std::string>().starts_with(
      "This looks like a saturating queue, not a USL"));
}

}  // namespace
}  // namespace uslkit::test
