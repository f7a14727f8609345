// Names from outside may hold anything; no output lets them act.
#include <fstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

// A formula, markup, a pipe, a code fence, an escape sequence, a line end, an override to the left.
const std::string kHostile = "=1+1<script>alert(1)</script>\"'|```\x1b[31m\n\xE2\x80\xAE@x";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

void check_tame(const std::string& text) {
  CHECK_FALSE(contains(text, "\x1b"));
  CHECK_FALSE(contains(text, "\xE2\x80\xAE"));
  CHECK_FALSE(contains(text, "\r"));
}

// Without a backslash before it GitHub would take it for markup.
void check_tame_markdown(const std::string& text) {
  check_tame(text);
  CHECK(contains(text, "alert(1)"));
  for (std::size_t at = text.find("<script"); at != std::string::npos;
       at = text.find("<script", at + 1)) {
    REQUIRE(at > 0);
    CHECK(text[at - 1] == '\\');
  }
}

void check_tame_csv(const std::string& text) {
  check_tame(text);
  bool at_start = true;
  bool in_quotes = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    const std::size_t first = i + (at_start && byte == '"' ? 1 : 0);
    if (at_start && first < text.size() && text[first] != '-') {
      CHECK(std::string("=+@\t").find(text[first]) == std::string::npos);
    }
    if (byte == '"') in_quotes = !in_quotes;
    at_start = !in_quotes && (byte == ',' || byte == '\n');
  }
}

void check_tame_svg(const std::string& svg) {
  check_tame(svg);
  CHECK(svg.starts_with("<svg "));
  CHECK_FALSE(contains(svg, "<script"));
  CHECK(contains(svg, "&lt;script&gt;"));
}

std::string hostile_scenario(const TemporaryDirectory& directory) {
  const Json scenario = {
      {"schema", 1},
      {"name", kHostile},
      {"note", kHostile},
      {"duration", "10s"},
      {"traffic",
       {{"classes",
         {{{"name", kHostile}, {"rate", "200/s"}},
          {{"name", "+b" + kHostile}, {"rate", "300/s"}}}}}},
      {"ingress",
       {{"servers", 1},
        {"validation", {{"kind", "exponential"}, {"mean", "1ms"}}},
        {"admission",
         Json::array({{{"kind", "token_bucket"}, {"rate", "300/s"}, {"burst", 10}}})}}},
      {"log", {{"partitions", 4}}},
      {"consumers", {{"count", 2}, {"batch_size", 10}, {"batch", {{"t0", "20ms"}}}}}};
  const std::string file = directory.file("hostile.json");
  std::ofstream(file) << scenario.dump();
  return file;
}

}  // namespace

TEST_CASE("a scenario's names cannot act in any output of simulate and plot") {
  const TemporaryDirectory directory;
  const std::string scenario = hostile_scenario(directory);
  const ProcessResult report = uslkit_run({"simulate", scenario, "--verbose"});
  check_tame(report.out);
  check_tame(report.err);
  CHECK(contains(report.out, "alert(1)"));
  check_tame_markdown(uslkit_run({"simulate", scenario, "--markdown", "--verbose"}).out);
  check_tame_csv(uslkit_run({"simulate", scenario, "--csv", "-"}).out);
  check_tame(uslkit_run({"validate-scenario", scenario}).out);
  const std::string run = directory.file("run.json");
  static_cast<void>(uslkit_run({"simulate", scenario, "-q", "-o", run}));
  for (const std::string kind : {"timeline", "lag", "latency", "shed", "partitions", "heatmap"}) {
    CAPTURE(kind);
    check_tame_svg(uslkit_run({"plot", run, "--kind", kind}).out);
    check_tame(uslkit_run({"plot", run, "--kind", kind, "--to", "text"}).out);
  }
  check_tame(uslkit_run({"compare", run, run, "--name", kHostile, "--name", "=b"}).out);
}

TEST_CASE("a sweep's values cannot act in its CSV") {
  const TemporaryDirectory directory;
  const std::string scenario = hostile_scenario(directory);
  const ProcessResult sweep =
      uslkit_run({"sweep", scenario, "--vary", "/name=\"=1+1\",\"+2\"", "-q"});
  REQUIRE_MESSAGE(sweep.exit_code == 0, sweep.err);
  check_tame_csv(sweep.out);
}

TEST_CASE("a data file's name, label and notes cannot act in any output of fit and its kin") {
  const TemporaryDirectory directory;
  const std::string data = directory.file("=cmd<script>alert(1)`.csv");
  {
    std::ofstream file(data);
    file << "N,X,note\n";
    for (const int n : {1, 2, 4, 8, 16, 32}) {
      file << n << ',' << 90 * n / (1 + 0.03 * (n - 1)) << ",\"=1+1<script>\x1b[31m\"\n";
    }
  }
  check_tame(uslkit_run({"fit", data, "--verbose", "--name", kHostile}).out);
  check_tame_markdown(uslkit_run({"fit", data, "--markdown", "--verbose", "--name", kHostile}).out);
  check_tame(uslkit_run({"fit", data, "--plot", "-", "--name", kHostile}).out);
  check_tame_csv(uslkit_run({"ingest", data, "--to", "csv"}).out);
  check_tame(uslkit_run({"ingest", data}).out);
  const std::string fit = directory.file("fit.json");
  static_cast<void>(uslkit_run({"fit", data, "-q", "-o", fit, "--name", kHostile}));
  check_tame_svg(uslkit_run({"plot", fit, fit, "--kind", "comparison"}).out);
  check_tame(uslkit_run({"compare-fits", fit, fit, "--name", kHostile}).out);
  check_tame(uslkit_run({"plot", directory.file(kHostile)}).err);
}

TEST_CASE("a request's names cannot act in any output of size") {
  const TemporaryDirectory directory;
  std::ifstream shipped("requests/ecommerce.json");
  Json request = Json::parse(shipped);
  request["name"] = kHostile;
  for (Json& each : request["traffic"]["classes"]) {
    each["name"] = kHostile + each["name"].get<std::string>();
  }
  if (request.contains("catalogue") && request["catalogue"].is_string()) {
    std::ifstream catalogue("requests/" + request["catalogue"].get<std::string>());
    std::ofstream(directory.file("catalogue.json")) << catalogue.rdbuf();
    request["catalogue"] = "catalogue.json";
  }
  const std::string file = directory.file("request.json");
  std::ofstream(file) << request.dump();
  const ProcessResult text = uslkit_run({"size", file, "--verbose"});
  CHECK_MESSAGE(contains(text.out, "alert(1)"), text.err);
  check_tame(text.out);
  check_tame_markdown(uslkit_run({"size", file, "--markdown", "--verbose"}).out);
  const std::string plan = directory.file("plan.json");
  static_cast<void>(uslkit_run({"size", file, "-q", "-o", plan}));
  check_tame_svg(uslkit_run({"plot", plan}).out);
  check_tame(uslkit_run({"plot", plan, "--to", "text"}).out);
}

TEST_CASE("an audit's claims cannot act in its outputs") {
  const TemporaryDirectory directory;
  std::ifstream shipped("data/claims/vendor_example.json");
  Json claims = Json::parse(shipped);
  claims["name"] = kHostile;
  claims["directory"] = "/nowhere";
  claims["given"] = Json::array();
  Json claim = claims["claims"].at(0);
  claims["claims"] = Json::array({claim});
  for (const char* key : {"where", "statement"}) claims["claims"][0][key] = kHostile;
  const std::string file = directory.file("claims.json");
  std::ofstream(file) << claims.dump();
  for (const ProcessResult& result :
       {uslkit_run({"audit", file}), uslkit_run({"audit", file, "--markdown"})}) {
    check_tame(result.out);
    check_tame(result.err);
  }
}

}  // namespace uslkit::test
