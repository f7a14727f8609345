// simulate, sweep and validate-scenario: streams, exit codes, documents, pipes.
#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <signal.h>

#include "base/sha256.h"
#include "tests/cli/process.h"
#include "tests/cli/schema_check.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

// An M/M/1 queue at 80 % of its capacity, 2,000 requests.
const std::string kQueue = R"({
  "schema": 1, "name": "queue", "duration": "20s", "warm_up": "2s",
  "traffic": {"classes": [{"name": "requests",
    "rate": {"kind": "constant", "rate": "100/s"}, "arrivals": {"kind": "poisson"}}]},
  "ingress": {"servers": 1, "validation": {"kind": "exponential", "mean": "8ms"}},
  "expect": ["availability>=1", "totals.arrived>1000"],
  "slo": [{"kind": "latency", "of": "ack", "quantile": 0.99, "at_most": "10s"}]
})";

// Workers that stop the world: alpha = 0.1, beta = 0.001.
const std::string kWorkers = R"({
  "schema": 1, "name": "workers", "architecture": "coordination", "workers": 4, "duration": "1h",
  "coordination": {"mechanism": "stop_the_world", "serial": "1ms", "exchange": "10us",
    "local_work": {"kind": "exponential", "mean": "9ms"}, "requests": 20000}
})";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

bool has_line(const std::string& text, const std::string& wanted) {
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line == wanted) return true;
  }
  return false;
}

struct KeptScenario {
  TemporaryDirectory directory;
  std::string file = directory.file("scenario.json");
  explicit KeptScenario(const std::string& text) { write_text_file(file, text); }
};

ProcessResult piped(std::vector<std::string> command, const std::string& scenario,
                    ProcessInput input = {}) {
  input.standard_input = scenario;
  return uslkit_run(command, input);
}

void check_follows_schema(const std::string& text) {
  const Json document = Json::parse(text);
  const std::string kind = document.at("document").get<std::string>();
  const Json schema = Json::parse(uslkit_run({"schema", kind}).out);
  for (const std::string& fault : schema_faults(schema, document, true)) {
    CHECK_MESSAGE(false, fault);
  }
}

TEST_CASE("simulate prints the answer on stdout and the talk on stderr") {
  const ProcessResult run = piped({"simulate", "-"}, kQueue);
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("queue\n  - The objective is met.\n"));
  for (const std::string part : {"\nObjectives\n", "\nload (requests/s)\n", "\nRequests\n",
                                 "\nLatency\n", "\nStations\n", "\nProvenance\n"}) {
    CHECK(contains(run.out, part));
  }
  CHECK(contains(run.err, "simulating queue: about 2k requests"));
  CHECK_FALSE(contains(run.out, "\x1b"));
  CHECK(piped({"simulate", "-", "-q"}, kQueue).err == "");
}

TEST_CASE("the same seed gives the same bytes for any number of threads, another seed others") {
  const std::vector<std::string> one{"simulate", "-", "-q", "--json", "--threads", "1"};
  const std::vector<std::string> two{"simulate", "-", "-q", "--json", "--threads", "2"};
  const std::string changed = "--replications=3";
  std::vector<std::string> three = one;
  three.push_back(changed);
  std::vector<std::string> four = two;
  four.push_back(changed);
  CHECK(piped(one, kQueue).out == piped(two, kQueue).out);
  CHECK(piped(three, kQueue).out == piped(four, kQueue).out);
  std::vector<std::string> seeded = one;
  seeded.insert(seeded.end(), {"--seed", "7"});
  CHECK(piped(seeded, kQueue).out != piped(one, kQueue).out);
}

TEST_CASE("a run's document carries its seed, options, input and the keys that design promises") {
  const KeptScenario kept(kQueue);
  const ProcessResult run =
      uslkit_run({"simulate", kept.file, "--json", "--seed", "7", "--assert", "availability>=1"});
  REQUIRE(run.exit_code == 0);
  check_follows_schema(run.out);
  const Json document = Json::parse(run.out);
  CHECK(document.at("document") == "run");
  CHECK(document.at("seed") == 7);
  CHECK(document.at("options").at("set").at(0) == "/seed=7");
  CHECK(document.at("inputs").at(0).at("sha256") == sha256_hex(kQueue));
  CHECK(document.at("assertions").at(0).at("passed") == true);
  CHECK(document.at("latency").at("ack").at("p99_ms").is_number());
  CHECK(document.at("lag").at("max_work_lag_s").is_number());
  CHECK(document.at("provenance").at("scenario_source") == kept.file);
  CHECK(document.at("provenance").at("scenario_sha256").get<std::string>().size() == 64);
  for (const std::string key :
       {"totals", "classes", "availability", "series", "events", "slo", "theory"}) {
    CHECK(document.contains(key));
  }
}

TEST_CASE("-o, --csv and --plot write files beside the report") {
  const KeptScenario kept(kQueue);
  const std::string json = kept.directory.file("run.json");
  const std::string csv = kept.directory.file("series.csv");
  const std::string svg = kept.directory.file("run.svg");
  const ProcessResult run =
      uslkit_run({"simulate", kept.file, "-q", "-o", json, "--csv", csv, "--plot", svg});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("queue\n"));
  CHECK(read_text_file(json) == uslkit_run({"simulate", kept.file, "-q", "--json"}).out);
  const std::string rows = read_text_file(csv);
  CHECK(rows.starts_with("time_s,arrived_per_s,"));
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 21);
  CHECK(read_text_file(svg).ends_with("</svg>\n"));
  CHECK(uslkit_run({"simulate", kept.file, "-q", "--csv", "-"}).out == rows);
  CHECK(uslkit_run({"plot", json, "--kind", "timeline"}).out == read_text_file(svg));
}

TEST_CASE("an objective that is missed is exit code 99; --expect lets expectations decide") {
  const std::vector<std::string> tight{"simulate", "-", "-q", "--set", "/slo/0/at_most=1us"};
  const ProcessResult missed = piped(tight, kQueue);
  CHECK(missed.exit_code == 99);
  CHECK(contains(missed.out, "\n  FAIL  ack p99 <= 1us"));
  std::vector<std::string> expecting = tight;
  expecting.emplace_back("--expect");
  const ProcessResult expected = piped(expecting, kQueue);
  CHECK(expected.exit_code == 0);
  CHECK(contains(expected.out, "\n  pass  totals.arrived>1000  (totals.arrived = "));
  CHECK(piped({"simulate", "-", "-q", "--expect", "--set", "/expect=[\"availability<1\"]"}, kQueue)
            .exit_code == 99);
}

TEST_CASE("assertions: all are judged; one that fails is 99, an unknown metric 2 before the run") {
  const ProcessResult failed = piped(
      {"simulate", "-", "-q", "--assert", "availability<1", "--assert", "latency.ack.p99_ms>0"},
      kQueue);
  CHECK(failed.exit_code == 99);
  CHECK(contains(failed.out, "\n  FAIL  availability<1  (availability = 1)"));
  CHECK(contains(failed.out, "\n  pass  latency.ack.p99_ms>0"));
  const ProcessResult unknown =
      piped({"simulate", "-", "-q", "--assert", "latency.akc.p99_ms<5"}, kQueue);
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.out == "");
  CHECK(contains(unknown.err, "--assert: error: found unknown metric \"latency.akc.p99_ms\"\n"));
  CHECK(contains(unknown.err, "  hint: did you mean latency.ack.p99_ms?\n"));
  const ProcessResult expected =
      piped({"simulate", "-", "-q", "--expect", "--set", "/expect=[\"avalability>=1\"]"}, kQueue);
  CHECK(expected.exit_code == 3);
  CHECK(contains(expected.err, "(/expect/0): error: found unknown metric \"avalability\"\n"));
}

TEST_CASE("--list-metrics names what --assert knows, classes included") {
  const std::string names = piped({"simulate", "-", "-q", "--list-metrics"}, kQueue).out;
  for (const std::string name : {"availability", "totals.arrived", "lag.max_work_lag_s",
                                 "classes.requests.latency.ack.p99_ms",
                                 "stations.ingress.utilization", "totals.rejected.rate_limit"}) {
    CHECK(has_line(names, name));
  }
}

TEST_CASE("two results on standard output are refused, and so is a plot of another kind") {
  const ProcessResult two = piped({"simulate", "-", "--json", "--csv", "-"}, kQueue);
  CHECK(two.exit_code == 2);
  CHECK(two.err ==
        "uslkit simulate: error: found 2 results on standard output\n"
        "  allowed: one of --json, --csv - and --plot -\n"
        "  hint: give the others a file name\n");
  CHECK(piped({"simulate", "-", "--plot", "run.jpg"}, kQueue).exit_code == 2);
  const ProcessResult none = uslkit_run({"simulate"});
  CHECK(none.exit_code == 2);
  CHECK(none.err ==
        "uslkit simulate: error: found no scenario files\n"
        "  allowed: one scenario file, or - for standard input\n"
        "  hint: uslkit simulate --help shows examples\n");
}

TEST_CASE("all errors of a scenario are told at once, with pointer and line, and exit code 3") {
  const std::string bad = R"({
  "schema": 1, "name": "bad", "duration": "20",
  "traffic": {"classes": [{"name": "a", "rat": 3, "rate": {"kind": "constant", "rate": "-5/s"}}]}
})";
  const ProcessResult run = piped({"simulate", "-"}, bad);
  CHECK(run.exit_code == 3);
  CHECK(run.out == "");
  CHECK(contains(run.err, "-:2:"));
  CHECK(contains(run.err, "(/duration)"));
  CHECK(contains(run.err, "found the unknown key \"rat\""));
  CHECK(contains(run.err, "hint: did you mean \"rate\"?"));
  CHECK(contains(run.err, " errors\n"));
}

TEST_CASE("Ctrl-C stops a run, prints what is done, and is exit code 130; SIGTERM 143") {
  const KeptScenario kept(kQueue);
  for (const auto& [signal, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    const ProcessResult run =
        uslkit_run({"simulate", kept.file, "--duration", "20h", "--set",
                    "/traffic/classes/0/rate/rate=100k/s", "--set", "/ingress/validation/mean=1us"},
                   {.signal_after_first_word = signal});
    CHECK(run.exit_code == code);
    CHECK(contains(run.err, "uslkit: stopping, and keeping what is done"));
    CHECK(contains(run.out, "Stopped early: "));
    CHECK(contains(run.out, "\nRequests\n"));
  }
}

TEST_CASE("a reader that goes away is no error for simulate, sweep and validate-scenario") {
  const KeptScenario queue(kQueue);
  const KeptScenario workers(kWorkers);
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"simulate", queue.file, "-q"},
        {"simulate", queue.file, "-q", "--json"},
        {"sweep", workers.file, "-q", "--vary", "/workers=1,2"},
        {"validate-scenario", queue.file}}) {
    const ProcessResult run = uslkit_run(command, {.close_stdout_reader = true});
    CHECK(run.exit_code == 0);
    CHECK(run.err == "");
  }
}

TEST_CASE("colour of a run: on a terminal, never with NO_COLOR or in a pipe") {
  const KeptScenario kept(kQueue);
  const std::vector<std::string> command{"simulate", kept.file, "-q"};
  const ProcessInput terminal{.environment = {{"TERM", "xterm"}}, .terminal_stdout = true};
  const ProcessInput plain{.environment = {{"TERM", "xterm"}, {"NO_COLOR", "1"}},
                           .terminal_stdout = true};
  CHECK(contains(uslkit_run(command, terminal).out, "\x1b["));
  CHECK_FALSE(contains(uslkit_run(command, plain).out, "\x1b["));
  CHECK_FALSE(contains(uslkit_run(command).out, "\x1b["));
}

TEST_CASE("a sweep is CSV that fit reads: the mechanism's alpha and beta come back") {
  const KeptScenario kept(kWorkers);
  const ProcessResult sweep =
      uslkit_run({"sweep", kept.file, "-q", "--vary", "/workers=1..64*2", "--replications", "2"});
  REQUIRE(sweep.exit_code == 0);
  CHECK(
      sweep.out.starts_with("concurrency,throughput_per_s,latency_ms,error_ratio,duration_s,"
                            "/workers,replication,seed,"));
  CHECK(std::count(sweep.out.begin(), sweep.out.end(), '\n') == 15);
  const ProcessResult fit = uslkit_run({"fit", "-", "-q", "--json"}, {.standard_input = sweep.out});
  REQUIRE_MESSAGE(fit.exit_code == 0, fit.err);
  const Json document = Json::parse(fit.out);
  const Json& parameters = document.at("parameters");
  // alpha = S / (S + Z), beta = k / (S + Z), gamma = 1 / (S + Z).
  CHECK(parameters.at("alpha").at("estimate").get<double>() == doctest::Approx(0.1).epsilon(0.03));
  CHECK(parameters.at("beta").at("estimate").get<double>() == doctest::Approx(1e-3).epsilon(0.05));
  CHECK(parameters.at("gamma").at("estimate").get<double>() == doctest::Approx(100).epsilon(0.02));
}

TEST_CASE("a sweep gives the same bytes for any number of threads, and a document that is valid") {
  const KeptScenario kept(kWorkers);
  const std::vector<std::string> command{"sweep",  kept.file,        "-q",
                                         "--vary", "/workers=1,2,3", "--threads"};
  std::vector<std::string> one = command;
  one.emplace_back("1");
  std::vector<std::string> two = command;
  two.emplace_back("2");
  CHECK(uslkit_run(one).out == uslkit_run(two).out);
  two.emplace_back("--json");
  const ProcessResult json = uslkit_run(two);
  check_follows_schema(json.out);
  const Json document = Json::parse(json.out);
  CHECK(document.at("complete") == true);
  CHECK(document.at("rows").size() == 3);
  CHECK(document.at("rows").at(2).at("settings").at("/workers") == "3");
}

TEST_CASE("a sweep of something that is no count leaves N to Little's law") {
  const ProcessResult sweep =
      piped({"sweep", "-", "-q", "--vary", "/traffic/classes/0/rate=50/s,100/s"}, kQueue);
  CHECK(sweep.exit_code == 0);
  CHECK(sweep.out.starts_with("throughput_per_s,latency_ms,"));
}

TEST_CASE("a sweep without anything to vary, or of an unknown field, is refused before any run") {
  const KeptScenario kept(kQueue);
  const ProcessResult nothing = uslkit_run({"sweep", kept.file});
  CHECK(nothing.exit_code == 2);
  CHECK(nothing.err ==
        "--vary: error: found nothing to vary\n"
        "  allowed: --vary /POINTER=VALUE,VALUE,..., repeatable\n"
        "  hint: for example: --vary /workers=1..64*2\n");
  const ProcessResult unknown = uslkit_run({"sweep", kept.file, "--vary", "/wrokers=1,2"});
  CHECK(unknown.exit_code == 3);
  CHECK(unknown.out == "");
  CHECK(contains(unknown.err, "wrokers"));
}

TEST_CASE("Ctrl-C prints the runs of a sweep that are done") {
  const KeptScenario kept(kWorkers);
  const ProcessResult run =
      uslkit_run({"sweep", kept.file, "--threads", "1", "--set", "/duration=1000h", "--set",
                  "/coordination/requests=100000000", "--vary", "/workers=1,2,4"},
                 {.signal_after_first_word = SIGINT});
  CHECK(run.exit_code == 130);
  CHECK(contains(run.err, "stopped early: 0 of 3 runs are done"));
}

TEST_CASE("compare puts two runs of one seed side by side, pair by pair") {
  const KeptScenario kept(kQueue);
  const std::string before = kept.directory.file("before.json");
  const std::string after = kept.directory.file("after.json");
  REQUIRE(uslkit_run({"simulate", kept.file, "-q", "-o", before}).exit_code == 0);
  REQUIRE(uslkit_run(
              {"simulate", kept.file, "-q", "-o", after, "--set", "/ingress/validation/mean=4ms"})
              .exit_code == 0);
  const ProcessResult text = uslkit_run({"compare", before, after});
  CHECK(text.exit_code == 0);
  CHECK(text.out.starts_with("before: " + before + "\nafter:  " + after + "\n"));
  CHECK(contains(text.out, "ack p99 (ms)"));
  CHECK(contains(text.out, "pair by pair"));
  CHECK(contains(text.out, "\n- ack p99 is "));
  const std::vector<std::string> asserted{"compare", before, after, "-q", "--assert"};
  const auto exit_code = [&asserted](const char* assertion) {
    std::vector<std::string> command = asserted;
    command.emplace_back(assertion);
    return uslkit_run(command).exit_code;
  };
  CHECK(exit_code("latency.ack.p99_ms<=1x") == 0);
  CHECK(exit_code("latency.ack.p99_ms>1x") == 99);
  CHECK(exit_code("latency.ack.p98_ms>1") == 2);
  const ProcessResult same = uslkit_run({"compare", before, "-", "--name", "a", "--name", "b"},
                                        {.standard_input = read_text_file(before)});
  CHECK(same.exit_code == 0);
  CHECK(same.out.starts_with("before: a\nafter:  b\n"));
  CHECK(contains(same.out, "Every metric is the same; --verbose shows them."));
  const std::string json = uslkit_run({"compare", before, after, "--json"}).out;
  check_follows_schema(json);
  const Json document = Json::parse(json);
  CHECK(document.at("document") == "compare");
  CHECK(document.at("paired") == true);
  CHECK(document.at("inputs").size() == 2);
  const ProcessResult one = uslkit_run({"compare", before});
  CHECK(one.exit_code == 2);
  CHECK(one.err ==
        "uslkit compare: error: found 1 file\n"
        "  allowed: two: the run before and the run after\n"
        "  hint: for example: uslkit compare before.json after.json\n");
  CHECK(uslkit_run({"compare", before, kept.file}).exit_code == 3);
}

TEST_CASE("validate-scenario says ok with the cost of a run, or every error; 0, 5 or 3") {
  const KeptScenario good(kQueue);
  const ProcessResult ok = uslkit_run({"validate-scenario", good.file});
  CHECK(ok.exit_code == 0);
  CHECK(ok.err == "");
  CHECK(ok.out.starts_with("ok  " + good.file + ": queue, about 2k requests, "));
  const std::string invalid = good.directory.file("invalid.json");
  write_text_file(invalid, "{\"schema\": 1, \"nme\": \"x\", \"duration\": \"-1s\"}");
  const ProcessResult both = uslkit_run({"validate-scenario", good.file, invalid});
  CHECK(both.exit_code == 5);
  CHECK(contains(both.out, "ok  "));
  CHECK(contains(both.err, "(/nme): error: found the unknown key \"nme\""));
  CHECK(contains(both.err, "(/duration)"));
  const std::string broken = good.directory.file("broken.json");
  write_text_file(broken, "{\"schema\": 1,");
  CHECK(uslkit_run({"validate-scenario", broken}).exit_code == 3);
  CHECK(uslkit_run({"validate-scenario", invalid, broken}).exit_code == 3);
  CHECK(uslkit_run({"validate-scenario", "no-such-file.json"}).exit_code == 3);
  CHECK(uslkit_run({"validate-scenario"}).exit_code == 2);
}

TEST_CASE("an expectation of a metric that does not exist fails validation") {
  const ProcessResult run = piped(
      {"validate-scenario", "-", "--set", "/expect=[\"avalability>=1\", \"nonsense\"]"}, kQueue);
  CHECK(run.exit_code == 5);
  CHECK(contains(run.err, "(/expect/0): error: found unknown metric \"avalability\"\n"));
  CHECK(contains(run.err, "hint: did you mean availability?"));
  CHECK(contains(run.err, "(/expect/1): error: found \"nonsense\"\n"));
}

TEST_CASE("--print gives the scenario in full, which is valid and the same scenario") {
  const ProcessResult full = piped({"validate-scenario", "-", "--print"}, kQueue);
  REQUIRE(full.exit_code == 0);
  CHECK(Json::parse(full.out).at("control_interval") == "1s");
  CHECK(piped({"validate-scenario", "-", "--print"}, full.out).out == full.out);
  const auto hash = [](const std::string& text) {
    const ProcessResult run = piped({"validate-scenario", "-", "--json"}, text);
    return Json::parse(run.out).at("files").at(0).at("scenario_sha256");
  };
  CHECK(hash(full.out) == hash(kQueue));
}

TEST_CASE("the document of validate-scenario follows its schema, for good files and bad ones") {
  check_follows_schema(piped({"validate-scenario", "-", "--json"}, kQueue).out);
  const ProcessResult bad =
      piped({"validate-scenario", "-", "--json"}, "{\"schema\": 1, \"nme\": \"x\"}");
  CHECK(bad.exit_code == 5);
  check_follows_schema(bad.out);
  const Json error = Json::parse(bad.out).at("files").at(0).at("errors").at(0);
  CHECK(error.at("pointer") == "/nme");
  CHECK(error.at("line") == 1);
}

TEST_CASE("schema scenario and --reference print what is made from the declarations") {
  const Json schema = Json::parse(uslkit_run({"schema", "scenario"}).out);
  CHECK(schema.at("properties").contains("traffic"));
  CHECK(uslkit_run({"schema", "scenario", "--reference"}).out.starts_with("# "));
  CHECK(uslkit_run({"schema", "--reference"}).exit_code == 2);
  const ProcessResult wrong = uslkit_run({"schema", "fit", "--reference"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err ==
        "--reference: error: found \"fit\"\n"
        "  allowed: scenario, request or claims: files that are written by people\n"
        "  hint: uslkit schema scenario --reference\n");
}

}  // namespace
}  // namespace uslkit::test
