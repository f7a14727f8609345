// run, serve-pipeline and compare --prediction: real pipelines, short ones.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <signal.h>

#include "tests/cli/process.h"
#include "tests/cli/schema_check.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

const std::string kSmall = R"({
  "schema": 1, "name": "small", "duration": "1500ms", "warm_up": "200ms",
  "control_interval": "100ms", "series_interval": "100ms",
  "traffic": {"classes": [{"name": "orders", "rate": "1k/s", "size": "250B"}]},
  "log": {"partitions": 2, "acks": "leader"},
  "consumers": {"count": 2, "batch_size": 50, "batch": {"t0": "2ms", "t1": "50us"}},
  "expect": ["totals.applied>=100"],
  "slo": [{"kind": "availability", "at_least": 0.5}]
})";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

struct KeptScenario {
  TemporaryDirectory directory;
  std::string file = directory.file("small.json");
  explicit KeptScenario(const std::string& text = kSmall) { write_text_file(file, text); }
};

void check_follows(const std::string& kind, const Json& document) {
  const Json schema = Json::parse(read_text_file("docs/schemas/" + kind + ".schema.json"));
  for (const std::string& fault : schema_faults(schema, document, true)) FAIL_CHECK(fault);
}

TEST_CASE("run prints a report, accounts for every event, and its document follows the schema") {
  const KeptScenario kept;
  const std::string document = kept.directory.file("run.json");
  const ProcessResult run = uslkit_run({"run", kept.file, "-q", "--expect", "-o", document});
  CHECK(run.exit_code == 0);
  CHECK(contains(run.out, "Nothing lost, nothing twice"));
  CHECK(contains(run.out, "bit for bit"));
  CHECK(contains(run.out, "Load generator"));
  CHECK(contains(run.out, "pass  totals.applied>=100"));
  const Json result = Json::parse(read_text_file(document));
  check_follows("run", result);
  CHECK(result["pipeline"]["delivery"]["missing"] == 0);
  CHECK(result["provenance"]["engine"] == "pipeline");
}

TEST_CASE("what a run measured predicts it, by way of --calibrate, --costs and compare") {
  const KeptScenario kept;
  const std::string measured = kept.directory.file("measured.json");
  const std::string predicted = kept.directory.file("predicted.json");
  REQUIRE(uslkit_run({"run", kept.file, "-q", "--calibrate", measured}).exit_code == 0);
  REQUIRE(
      uslkit_run({"simulate", kept.file, "-q", "--costs", measured, "-o", predicted}).exit_code ==
      0);
  const ProcessResult text =
      uslkit_run({"compare", predicted, measured, "--prediction", "--tolerance", "400"});
  CHECK(contains(text.out, "The prediction"));
  CHECK(contains(text.out, "end to end p99 (ms)"));
  const ProcessResult json =
      uslkit_run({"compare", predicted, measured, "--prediction", "--tolerance", "400", "--json"});
  check_follows("prediction", Json::parse(json.out));
  const ProcessResult strict =
      uslkit_run({"compare", predicted, measured, "--prediction", "--tolerance", "0.1", "-q"});
  CHECK((strict.exit_code == 0 || strict.exit_code == 99));
}

TEST_CASE("costs of a simulation are refused: it has measured nothing") {
  const KeptScenario kept;
  const std::string simulated = kept.directory.file("simulated.json");
  REQUIRE(uslkit_run({"simulate", kept.file, "-q", "-o", simulated}).exit_code == 0);
  const ProcessResult result = uslkit_run({"simulate", kept.file, "--costs", simulated});
  CHECK(result.exit_code == 3);
  CHECK(contains(result.err, "found no measured costs"));
  CHECK(contains(result.err, "uslkit run SCENARIO --calibrate"));
}

TEST_CASE("a scenario that no pipeline can run is refused before anything starts") {
  const KeptScenario kept;
  const ProcessResult result = uslkit_run({"run", kept.file, "--set", "/cells/count=3"});
  CHECK(result.exit_code == 3);
  CHECK(contains(result.err, "/cells/count"));
  CHECK(contains(result.err, "hint: "));
  CHECK(uslkit_run({"run", kept.file, "--linger", "soon"}).exit_code == 2);
  CHECK(uslkit_run({"run", kept.file, "--listen", "localhost"}).exit_code == 2);
  CHECK(uslkit_run({"run", kept.file, "--log", "carrier-pigeon://x"}).exit_code == 3);
}

TEST_CASE("run --vary prints rows that fit reads") {
  const KeptScenario kept;
  const ProcessResult rows = uslkit_run({"run", kept.file, "-q", "--vary", "/consumers/count=1,2"});
  CHECK(rows.exit_code == 0);
  CHECK(rows.out.starts_with("concurrency,throughput_per_s,"));
  CHECK(contains(rows.out, "\n1,"));
  CHECK(contains(rows.out, "\n2,"));
}

TEST_CASE("Ctrl-C ends the load, drains, and prints what was done by then") {
  const KeptScenario kept;
  const ProcessResult result =
      uslkit_run({"run", kept.file, "--duration", "60s"}, {.signal_after_first_word = SIGINT});
  CHECK(result.exit_code == 130);
  CHECK(contains(result.out, "Nothing lost, nothing twice"));
  CHECK(contains(result.err, "stopped early: interrupted"));
}

TEST_CASE("serve-pipeline says where it listens, and ends well on SIGTERM") {
  const KeptScenario kept;
  const ProcessResult result =
      uslkit_run({"serve-pipeline", kept.file}, {.signal_after_first_word = SIGTERM});
  CHECK(result.exit_code == 0);
  CHECK(result.out.starts_with("listening on http://127.0.0.1:"));
  CHECK(contains(result.out, "0 events appended, 0 waiting"));
  CHECK(contains(result.err, "draining"));
}

}  // namespace
}  // namespace uslkit::test
