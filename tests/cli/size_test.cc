// size: the contract of the command: streams, exit codes, documents, files.
#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <signal.h>

#include "base/sha256.h"
#include "tests/cli/process.h"
#include "tests/cli/schema_check.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

// 10k events a second, two promises, ranges, prices and growth; its verification takes a second.
const std::string kShop = R"({
  "schema": 1, "name": "shop", "as_of": "2026-11",
  "expect": ["consumers.value>=2", "probability_slo_met>0.5"],
  "traffic": {"classes": [{"name": "orders", "size": "1kB",
    "rate": {"kind": "constant", "rate": "10k/s"}, "arrivals": {"kind": "poisson"}}]},
  "load_factor": {"kind": "range", "low": 0.8, "likely": 1, "high": 1.2},
  "slo": {"ack_p99": "20ms", "end_to_end_p99": "250ms"},
  "ingress": {"servers": 4, "validation": "100us"},
  "consumers": {"capacity": {"kind": "range", "low": "4k/s", "likely": "5k/s", "high": "6k/s"},
    "batch_size": 500, "batch_overhead": "10ms"},
  "prices": {"ingress_node": 0.1, "broker": 0.3, "consumer": 0.1, "storage_gb_month": 0.1,
    "penalty_per_minute": 1, "exposed_minutes": 600},
  "growth": {"per_month": 0.06, "uncertainty": 0.01}
})";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

struct KeptRequest {
  TemporaryDirectory directory;
  std::string file = directory.file("request.json");
  explicit KeptRequest(const std::string& text = kShop) { write_text_file(file, text); }
};

ProcessResult piped(std::vector<std::string> command, const std::string& request = kShop) {
  command.insert(command.begin(), {"size", "-", "-q", "--draws", "2000"});
  return uslkit_run(command, {.standard_input = request});
}

Json checked_document(const std::string& text) {
  const Json document = Json::parse(text);
  const Json schema = Json::parse(uslkit_run({"schema", "size"}).out);
  for (const std::string& fault : schema_faults(schema, document, true)) {
    CHECK_MESSAGE(false, fault);
  }
  return document;
}

TEST_CASE("size prints the answer first, on stdout, and nothing on stderr when quiet") {
  const ProcessResult run = piped({});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("shop\n  - Deploy 1 cell of "));
  CHECK(run.err == "");
  for (const std::string part : {"\nPromises\n", "\nPlan\n", "\nMore room, or less\n",
                                 "\nCells considered\n", "\nForecast\n", "\nWhat to do next\n"}) {
    CAPTURE(part);
    CHECK(contains(run.out, part));
  }
  CHECK_FALSE(contains(run.out, "\x1b"));
}

TEST_CASE("the same request, seed and draws give the same bytes, another seed others") {
  CHECK(piped({"--json"}).out == piped({"--json"}).out);
  CHECK(piped({}).out == piped({}).out);
  const Json first = Json::parse(piped({"--json"}).out);
  const Json second = Json::parse(piped({"--json", "--seed", "9"}).out);
  CHECK(second.at("seed") == 9);
  CHECK(first.at("storage").at("interval") != second.at("storage").at("interval"));
}

TEST_CASE("the document of a plan keeps design's contract and follows its schema") {
  const KeptRequest kept;
  const ProcessResult run =
      uslkit_run({"size", kept.file, "-q", "--json", "--draws", "2000", "--assert", "nodes>1"});
  REQUIRE(run.exit_code == 0);
  const Json document = checked_document(run.out);
  CHECK(document.at("document") == "size");
  CHECK(document.at("inputs").at(0).at("sha256") == sha256_hex(kShop));
  CHECK(document.at("options").at("draws") == 2000);
  CHECK(document.at("assertions").at(0).at("passed") == true);
  for (const std::string key :
       {"partitions", "consumers", "brokers", "cells", "storage", "cost", "probability_slo_met"}) {
    CAPTURE(key);
    for (const std::string part :
         {"value", "interval", "formula", "inputs", "binding_constraint"}) {
      CHECK(document.at(key).contains(part));
    }
    CHECK(document.at(key).at("value").is_number());
    CHECK(document.at(key).at("interval").size() == 2);
  }
  CHECK(document.at("database_shards").is_null());
  CHECK(document.at("forecast").at("months").size() == 13);
  CHECK(document.at("verification").is_null());
  CHECK(document.at("infeasible").empty());
}

TEST_CASE("without uncertainty there are no intervals, and the document still follows") {
  const Json document = checked_document(
      piped({"--json", "--set", "/load_factor=1", "--set", "/consumers/capacity=5k/s"}).out);
  CHECK(document.at("consumers").at("interval").is_null());
  CHECK(document.at("probability_slo_met").at("interval").is_null());
  CHECK(document.at("uncertainty").at("draws") == 1);
}

TEST_CASE("a request without a plan is exit code 4 and says what is in the way and what would do") {
  const ProcessResult run = piped({"--set", "/slo/end_to_end_p99=20ms"});
  CHECK(run.exit_code == 4);
  CHECK(run.out == R"(shop
  - No plan keeps what is promised; the nearest promises that can be kept stand
    below.
  - End-to-end p99: at least 20.36 ms, however many consumers: d + 1.99 t0 with
    d = 100 us, t0 = 10 ms; promised: 20 ms (/slo/end_to_end_p99). Nearest
    feasible: just above 21.21 ms, 4 % being kept in reserve. What would help: a
    batch overhead of at most 9.598 ms.

What to do next
  Change one of these, with --set or in the request, and plan again.
)");
  const ProcessResult json = piped({"--json", "--set", "/slo/end_to_end_p99=20ms"});
  CHECK(json.exit_code == 4);
  const Json document = checked_document(json.out);
  CHECK(document.at("infeasible").size() == 1);
  CHECK(document.at("infeasible").at(0).at("pointer") == "/slo/end_to_end_p99");
  for (const std::string key : {"consumers", "cost", "counts", "probability_slo_met"}) {
    CHECK(document.at(key).is_null());
  }
  for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{
           {"--explain", "consumers"}, {"--verify"}, {"--pareto", "-"}, {"--until", "2027-11"}}) {
    std::vector<std::string> command = more;
    command.insert(command.end(), {"--set", "/slo/end_to_end_p99=20ms"});
    const ProcessResult asked = piped(command);
    CHECK(asked.exit_code == 4);
    CHECK(asked.out == run.out);
  }
}

TEST_CASE("everything that is wrong with a request is told at once, exit code 3") {
  const ProcessResult run = uslkit_run({"size", "-"}, {.standard_input = R"({
  "schema": 1, "name": "wrong",
  "traffic": {"classes": [{"rate": {"kind": "constant", "rate": "-5k/s"}}]},
  "slo": {"ack_p99": "20", "max_lagg": "5s"},
  "ingress": {"validation": "100us"},
  "consumers": {"capacity": "0/s"}
})"});
  CHECK(run.exit_code == 3);
  CHECK(run.out == "");
  CHECK(run.err == R"(-:3:65 (/traffic/classes/0/rate/rate): error: found "-5k/s"
  allowed: a rate of at least 0/s
-:4:22 (/slo/ack_p99): error: found "20", a number without a unit
  allowed: a number with one of the units ns, us, ms, s, min or h, such as 2ms
-:4:28 (/slo/max_lagg): error: found the unknown key "max_lagg"
  allowed: note, ack_p99, end_to_end_p99, max_lag, recovery, availability or confidence
  hint: did you mean "max_lag"?
-:6:29 (/consumers/capacity): error: found "0/s"
  allowed: a rate above 0/s
4 errors
)");
}

TEST_CASE("limits that contradict each other and prices that are missing name both places") {
  const ProcessResult run = uslkit_run({"size", "-"}, {.standard_input = R"({
  "schema": 1, "name": "contradictions",
  "traffic": {"classes": [{"rate": {"kind": "constant", "rate": "5k/s"}, "size": "1kB"}]},
  "mean_rate": "9k/s",
  "slo": {"ack_p99": "20ms", "end_to_end_p99": "10ms"},
  "ingress": {"validation": "100us"},
  "consumers": {"capacity": "1k/s", "batch_size": 100},
  "prices": {"broker": 0.3}
})"});
  CHECK(run.exit_code == 3);
  CHECK(run.err == R"(-:4:16 (/mean_rate): error: found a mean of 9k/s above the peak of 5k/s
  allowed: a mean of at most the peak
  contradicts: -:3:26 (/traffic/classes)
-:5:48 (/slo/end_to_end_p99): error: found 10ms from end to end, but 20ms for the answer alone
  allowed: at least the ack p99: an event is answered before it takes effect
  contradicts: -:5:22 (/slo/ack_p99)
-:8:13 (/prices): error: found no price of an ingress node
  allowed: a price for every machine of the plan, or none at all
  hint: add "prices/ingress_node", or "ingress/instance"
-:8:13 (/prices): error: found no price of a consumer
  allowed: a price for every machine of the plan, or none at all
  hint: add "prices/consumer", or "consumers/instance"
-:8:13 (/prices): error: found no price of storage
  allowed: a price for every machine of the plan, or none at all
  hint: add "prices/storage_gb_month"
5 errors
)");
}

TEST_CASE("--verify puts the run beside the prediction; a promise that breaks is exit code 99") {
  const ProcessResult run = piped({"--verify", "--json"});
  CHECK(run.exit_code == 0);
  const Json document = checked_document(run.out);
  const Json& verification = document.at("verification");
  CHECK(verification.at("slo_met") == true);
  CHECK(verification.at("checks").size() >= 3);
  for (const Json& check : verification.at("checks")) {
    CHECK(
        (check.at("agrees") == true || !check.at("broken_assumption").get<std::string>().empty()));
  }
  CHECK(contains(piped({"--verify"}).out, "\nVerified by simulation\n"));
}

TEST_CASE("--assert and --expect decide the exit code, and unknown metrics are refused") {
  CHECK(piped({"--assert", "cells.value<=20"}).exit_code == 0);
  const ProcessResult failed = piped({"--assert", "cells.value>20"});
  CHECK(failed.exit_code == 99);
  CHECK(contains(failed.out, "\nAssertions\n  FAIL  cells.value>20  (cells.value = 1)\n"));
  const ProcessResult unknown = piped({"--assert", "consumer.value>1"});
  CHECK(unknown.exit_code == 2);
  CHECK(contains(unknown.err, "did you mean consumers.value?"));
  CHECK(piped({"--expect"}).exit_code == 0);
  CHECK(piped({"--expect", "--set", R"(/expect=["consumers.value<1"])"}).exit_code == 99);
  // A request that must show that there is no plan is right when there is none.
  CHECK(piped({"--expect", "--set", "/slo/end_to_end_p99=20ms", "--set",
               R"(/expect=["infeasible.count==1"])"})
            .exit_code == 0);
  CHECK(piped({"--assert", "verification.ack_p99_ms.gap<1"}).exit_code == 2);
}

TEST_CASE("the shipped requests show what they promise to show") {
  for (const std::string file : {"requests/black_friday.json", "requests/iot.json"}) {
    CAPTURE(file);
    const ProcessResult run = uslkit_run({"size", file, "-q", "--json", "--expect"});
    CHECK(run.exit_code == 0);
    CHECK_FALSE(checked_document(run.out).at("assertions").empty());
  }
}

TEST_CASE("a tenth of a shipped request holds in its simulation") {
  const ProcessResult run =
      uslkit_run({"size", "requests/iot.json", "-q", "--json", "--draws", "1000", "--set",
                  "/traffic/classes/0/rate=120k/s", "--verify", "--assert",
                  "verification.differing==0", "--assert", "verification.missed==0"});
  CHECK(run.exit_code == 0);
  CHECK(checked_document(run.out).at("verification").at("agrees") == true);
}

TEST_CASE("Ctrl-C stops the verification, and the plan is printed all the same") {
  ProcessInput input;
  input.signal_after_first_word = SIGINT;
  const ProcessResult run =
      uslkit_run({"size", "requests/iot.json", "--draws", "1000", "--verify"}, input);
  CHECK(run.exit_code == 130);
  CHECK(run.out.starts_with("IoT telemetry at 1.2M/s\n  - Deploy "));
  CHECK_FALSE(contains(run.out, "\nVerified by simulation\n"));
  CHECK(contains(run.err, "not verified, stopped early"));
}

TEST_CASE("every metric that is listed can be asserted on") {
  const std::string names = piped({"--list-metrics"}).out;
  for (const std::string name :
       {"consumers.value", "consumers.per_cell", "consumers.needed", "consumers.lower",
        "consumers.upper", "cost.value", "probability_slo_met", "nodes",
        "objectives.end_to_end_p99_ms.predicted", "forecast.consumers.utilization_now"}) {
    CAPTURE(name);
    CHECK(contains("\n" + names, "\n" + name + "\n"));
  }
  std::vector<std::string> command;
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = names.find('\n', at);
    command.insert(command.end(), {"--assert", names.substr(at, end - at) + ">=-1e300"});
    at = end + 1;
  }
  CHECK(piped(command).exit_code != 2);
}

TEST_CASE("--explain shows formula, inputs with their place, bounds and what would relax them") {
  const ProcessResult run = piped({"--explain", "consumers"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("Consumers: "));
  for (const std::string part :
       {"Formula: ", "/consumers/capacity", "\nBounds of consumers\n", "What would lower it: "}) {
    CAPTURE(part);
    CHECK(contains(run.out, part));
  }
  CHECK(contains(piped({"--explain", "all"}).out, "\nBrokers: "));
  const ProcessResult unknown = piped({"--explain", "consumer"});
  CHECK(unknown.exit_code == 2);
  CHECK(contains(unknown.err, "hint: did you mean consumers?"));
}

TEST_CASE("a fit takes the place of a capacity, relative to where the command runs") {
  const KeptRequest kept;
  const std::string fit = kept.directory.file("fit.json");
  REQUIRE(uslkit_run({"fit", "data/cisco_mysql.csv", "-q", "-o", fit}).exit_code == 0);
  const std::vector<std::string> base{"size", kept.file, "-q", "--json", "--draws", "2000"};
  std::vector<std::string> by_file = base;
  by_file.insert(by_file.end(), {"--fit", "consumer=" + fit});
  std::vector<std::string> by_data = base;
  by_data.insert(by_data.end(), {"--fit", "consumer=data/cisco_mysql.csv"});
  const ProcessResult kept_fit = uslkit_run(by_file);
  REQUIRE(kept_fit.exit_code == 0);
  const Json document = checked_document(kept_fit.out);
  CHECK(document.at("inputs").size() == 2);
  CHECK(document.at("inputs").at(1).at("name") == fit);
  const ProcessResult measured = uslkit_run(by_data);
  CHECK(Json::parse(measured.out).at("consumers").at("value") ==
        document.at("consumers").at("value"));
  CHECK(contains(measured.out, "\"name\": \"data/cisco_mysql.csv\""));
  CHECK(uslkit_run({"size", kept.file, "--fit", "broker=" + fit}).exit_code == 2);
  const ProcessResult twice = piped({"--fit", "consumer=-"});
  CHECK(twice.exit_code == 2);
  CHECK(contains(twice.err, "standard input for more than one input"));
}

TEST_CASE("--growth, --from and --until forecast; what makes no sense is usage") {
  const std::string text =
      piped({"--growth", "10%/month", "--from", "2027-01", "--until", "2027-06"}).out;
  CHECK(contains(text, "\n  2027-01 "));
  CHECK(contains(text, "\n  2027-06 "));
  CHECK_FALSE(contains(text, "\n  2027-07 "));
  CHECK(piped({"--until", "2026-11"}).exit_code == 2);
  CHECK(piped({"--until", "soon"}).exit_code == 2);
  CHECK(piped({"--growth", "6"}).exit_code == 2);
  // Without a month of its own the request takes the present one: any month in the past is before.
  std::string timeless = kShop;
  timeless.replace(timeless.find(R"("as_of": "2026-11",)"), 19, "");
  CHECK(piped({"--until", "2020-01"}, timeless).exit_code == 2);
  CHECK_FALSE(contains(piped({}, timeless).out, "\nForecast\n"));
}

TEST_CASE("--scenario, --pareto and --plot-forecast write files; one result has stdout") {
  const KeptRequest kept;
  const std::string scenario = kept.directory.file("scenario.json");
  const std::string pareto = kept.directory.file("pareto.svg");
  const std::string growth = kept.directory.file("growth.png");
  const std::string json = kept.directory.file("plan.json");
  const ProcessResult run =
      uslkit_run({"size", kept.file, "-q", "--draws", "2000", "--scenario", scenario, "--pareto",
                  pareto, "--plot-forecast", growth, "-o", json});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("shop\n"));
  CHECK(uslkit_run({"validate-scenario", scenario}).exit_code == 0);
  CHECK(read_text_file(pareto).ends_with("</svg>\n"));
  CHECK(read_text_file(growth).starts_with("\x89PNG"));
  CHECK(read_text_file(json) ==
        uslkit_run({"size", kept.file, "-q", "--draws", "2000", "--json"}).out);
  CHECK(piped({"--pareto", "-"}).out == read_text_file(pareto));
  CHECK(piped({"--scenario", "-"}).out == read_text_file(scenario));
  CHECK(piped({"--pareto", "-", "--json"}).exit_code == 2);
  CHECK(piped({"--pareto", "x.gif"}).exit_code == 2);
}

TEST_CASE("Markdown has headings and tables, and never an escape byte") {
  const std::string text = piped({"--markdown", "--color=always"}).out;
  CHECK(text.starts_with("## shop\n"));
  CHECK(contains(text, "\n| what | plan |"));
  CHECK_FALSE(contains(text, "\x1b"));
}

TEST_CASE("the schemas of requests and catalogues are published, and requests have a reference") {
  for (const std::string kind : {"request", "catalogue"}) {
    CHECK(uslkit_run({"schema", kind}).out ==
          read_text_file("docs/schemas/" + kind + ".schema.json"));
  }
  CHECK(uslkit_run({"schema", "request", "--reference"}).out ==
        read_text_file("docs/request-reference.md"));
  CHECK(uslkit_run({"schema", "catalogue", "--reference"}).exit_code == 2);
}

}  // namespace
}  // namespace uslkit::test
