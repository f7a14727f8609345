// `uslkit plot`: every kind of every document, in every format, and what it refuses.
#include <doctest/doctest.h>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

// A short run with partitions, shedding and a fault.
std::string kept_run(const TemporaryDirectory& directory) {
  const std::string file = directory.file("run.json");
  const ProcessResult run =
      uslkit_run({"simulate", "scenarios/hello.json", "--duration", "30s", "-q", "-o", file});
  REQUIRE_MESSAGE(contains(run.out, "Requests"), run.err);
  return file;
}

std::string kept_plan(const TemporaryDirectory& directory) {
  const std::string file = directory.file("plan.json");
  const ProcessResult plan = uslkit_run({"size", "requests/iot.json", "--growth", "6%/month",
                                         "--until", "2028-01", "-q", "-o", file});
  REQUIRE_MESSAGE(plan.exit_code == 0, plan.err);
  return file;
}

}  // namespace

TEST_CASE("every kind of a run is drawn as SVG, PNG, PDF and text") {
  const TemporaryDirectory directory;
  const std::string run = kept_run(directory);
  for (const std::string kind : {"timeline", "lag", "latency", "shed", "partitions", "heatmap"}) {
    CAPTURE(kind);
    const ProcessResult svg = uslkit_run({"plot", run, "--kind", kind});
    REQUIRE_MESSAGE(svg.exit_code == 0, svg.err);
    CHECK(svg.out.starts_with("<svg "));
    CHECK(uslkit_run({"plot", run, "--kind", kind, "--to", "png"}).out.starts_with("\x89PNG"));
    CHECK(uslkit_run({"plot", run, "--kind", kind, "--to", "pdf"}).out.starts_with("%PDF-"));
    const ProcessResult text = uslkit_run({"plot", run, "--kind", kind, "--to", "text"});
    CHECK(text.exit_code == 0);
    CHECK(contains(text.out, "Hello"));
    CHECK_FALSE(contains(text.out, "\x1b"));
    const std::string file = directory.file(kind + ".txt");
    CHECK(uslkit_run({"plot", run, "--kind", kind, "-o", file}).exit_code == 0);
    CHECK(read_text_file(file) == text.out);
  }
  // Without a kind it is the first.
  CHECK(uslkit_run({"plot", run}).out == uslkit_run({"plot", run, "--kind", "timeline"}).out);
}

TEST_CASE("usl is the throughput plot of a fit, also as text") {
  const std::vector<std::string> fit = {"plot", "data/specsdm91.csv", "--kind"};
  const auto drawn = [&fit](const std::string& kind, const std::string& to) {
    std::vector<std::string> arguments = fit;
    arguments.insert(arguments.end(), {kind, "--to", to});
    return uslkit_run(arguments);
  };
  CHECK(drawn("usl", "svg").out == drawn("throughput", "svg").out);
  CHECK(drawn("usl", "svg").out == uslkit_run({"plot", "data/specsdm91.csv"}).out);
  CHECK(contains(drawn("usl", "text").out, "concurrency"));
  CHECK(drawn("overhead", "text").exit_code == 2);
}

TEST_CASE("a kept sizing plan gives its choices and its forecast") {
  const TemporaryDirectory directory;
  const std::string plan = kept_plan(directory);
  const ProcessResult pareto = uslkit_run({"plot", plan});
  REQUIRE_MESSAGE(pareto.exit_code == 0, pareto.err);
  CHECK(contains(pareto.out, "What certainty costs"));
  CHECK(contains(uslkit_run({"plot", plan, "--kind", "forecast"}).out, "<svg "));
  const ProcessResult text = uslkit_run({"plot", plan, "--kind", "pareto", "--to", "text"});
  CHECK(contains(text.out, "this plan"));
  CHECK(contains(text.out, "of the load"));
}

TEST_CASE("a kind that the document does not have is a usage error that lists those it has") {
  const ProcessResult heat = uslkit_run({"plot", "data/specsdm91.csv", "--kind", "heatmap"});
  CHECK(heat.exit_code == 2);
  CHECK(contains(heat.err,
                 "--kind: error: found heatmap of a fit\n"
                 "  allowed: usl, throughput, efficiency, latency, residuals, overhead, dashboard "
                 "or comparison\n"));
  const TemporaryDirectory directory;
  const ProcessResult usl = uslkit_run({"plot", kept_run(directory), "--kind", "usl"});
  CHECK(usl.exit_code == 2);
  CHECK(contains(usl.err, "found usl of a run"));
}

}  // namespace uslkit::test
