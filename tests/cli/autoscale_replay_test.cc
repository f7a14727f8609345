// autoscale-replay: streams, exit codes, document, files, pipes, and every refusal in full.
#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "tests/cli/process.h"
#include "tests/cli/schema_check.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

const std::string kLoad = "data/loads/black_friday.csv";
const std::vector<std::string> kDeployment{"--gamma",   "25k/s", "--partitions", "24",
                                           "--workers", "2",     "--start",      "24"};

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

std::vector<std::string> command_of(std::vector<std::string> more) {
  std::vector<std::string> command{"autoscale-replay", kLoad, "-q"};
  command.insert(command.end(), kDeployment.begin(), kDeployment.end());
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

ProcessResult replay(std::vector<std::string> more) {
  return uslkit_run(command_of(std::move(more)));
}

// Refused with this exit code and this text, and nothing on stdout.
void check_refused(const std::vector<std::string>& arguments, int exit_code,
                   const std::string& message, const std::string& input = "") {
  std::vector<std::string> command{"autoscale-replay"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProcessResult result = uslkit_run(command, {.standard_input = input});
  CHECK(result.exit_code == exit_code);
  CHECK(result.out == "");
  CHECK(result.err == message);
}

TEST_CASE("the command of the issue answers as it stands, and says what it assumed") {
  const ProcessResult run =
      uslkit_run({"autoscale-replay", kLoad, "--policies", "keda,flink,usl,lag,cpu"});
  CHECK(run.exit_code == 0);
  CHECK(run.err ==
        "note: no --fit and no --gamma: a consumer is assumed to do 42.5k/s, so that 20 of them "
        "carry the peak, without contention or crosstalk\n");
  for (const std::string part :
       {"Autoscalers on data/loads/black_friday.csv", "load (events/s)", "consumers: keda",
        "consumers: cpu", "\nOutcomes\n", "\nLags\n", "\nAssumed\n", "foresight", "static 29"}) {
    CAPTURE(part);
    CHECK(contains(run.out, part));
  }
  CHECK_FALSE(contains(run.out, "\x1b"));
  CHECK_FALSE(contains(run.out, "\nDecisions\n"));
}

TEST_CASE("--verbose lists every decision with its reason") {
  const ProcessResult run = replay({"--policies", "lag", "--set", "lag/trigger=20s", "-v"});
  CHECK(contains(run.out, "\nDecisions\n"));
  CHECK(contains(run.out, "149 s  lag       24  48  lag above trigger\n"));
}

TEST_CASE("the document follows its schema, carries its input, and is the same twice") {
  const std::vector<std::string> command = command_of({"--json", "--price", "0.1"});
  const ProcessResult run = uslkit_run(command);
  REQUIRE(run.exit_code == 0);
  CHECK(run.err == "");
  CHECK(uslkit_run(command).out == run.out);
  const Json document = Json::parse(run.out);
  const Json schema = Json::parse(uslkit_run({"schema", "autoscale-replay"}).out);
  for (const std::string& fault : schema_faults(schema, document, true)) {
    CHECK_MESSAGE(false, fault);
  }
  CHECK(document.at("document") == "autoscale-replay");
  CHECK(document.at("inputs").at(0).at("sha256") == sha256_hex(read_text_file(kLoad)));
  CHECK(document.at("outcomes").size() == 7);
  CHECK(document.at("policies").at("lag").at("trigger") == "30s");
  CHECK(document.at("outcomes").at(0).at("cost").is_number());
}

TEST_CASE("a fit is a capacity; measured columns give the row \"as it was\" and its error") {
  const std::string load =
      "time_s,rate_per_s,lag_events,consumers\n"
      "0,1000,0,1\n100,3000,,1\n200,3000,5000,2\n400,500,0,2\n";
  const TemporaryDirectory directory;
  const std::string fit = directory.file("fit.json");
  REQUIRE(uslkit_run({"fit", "data/specsdm91.csv", "-q", "--unit", "/h", "-o", fit}).exit_code ==
          0);
  const ProcessResult run =
      uslkit_run({"autoscale-replay", "-", "--fit", fit, "--json", "-q", "--policies", "usl"},
                 {.standard_input = load});
  REQUIRE_MESSAGE(run.exit_code == 0, run.err);
  const Json document = Json::parse(run.out);
  const Json schema = Json::parse(uslkit_run({"schema", "autoscale-replay"}).out);
  for (const std::string& fault : schema_faults(schema, document, true)) {
    CHECK_MESSAGE(false, fault);
  }
  // Scripts per hour become events per second.
  const Json gamma = Json::parse(read_text_file(fit)).at("parameters").at("gamma").at("estimate");
  CHECK(document.at("capacity").at("gamma_per_s").get<double>() ==
        doctest::Approx(gamma.get<double>() / 3600));
  CHECK(document.at("inputs").size() == 2);
  CHECK(document.at("outcomes").back().at("name") == "as it was");
  CHECK(document.at("measured_fit").at("points") == 3);
}

TEST_CASE("-o, --csv, --plot and --markdown write what they say") {
  const TemporaryDirectory directory;
  const std::string json = directory.file("replay.json");
  const std::string csv = directory.file("replay.csv");
  const std::string svg = directory.file("replay.svg");
  const ProcessResult run = replay({"-o", json, "--csv", csv, "--plot", svg});
  CHECK(run.exit_code == 0);
  CHECK(contains(run.out, "\nOutcomes\n"));
  CHECK(Json::parse(read_text_file(json)).at("document") == "autoscale-replay");
  const std::string rows = read_text_file(csv);
  CHECK(
      rows.starts_with("time_s,load_per_s,needed,keda_consumers,keda_work_lag_s,keda_age_lag_s,"));
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 601);
  CHECK(replay({"--csv", "-"}).out == rows);
  CHECK(read_text_file(svg).ends_with("</svg>\n"));
  CHECK(replay({"--plot", "-"}).out == read_text_file(svg));
  CHECK(contains(replay({"--markdown"}).out, "\n| policy |"));
}

TEST_CASE("--assert asks for any figure of any contestant; --list-metrics names them") {
  const ProcessResult passed = replay({"--policies", "usl,lag", "--assert", "lag.max_asked<=48",
                                       "--assert", "foresight.scalings>=1"});
  CHECK(passed.exit_code == 0);
  CHECK(contains(passed.out, "\nAssertions\n  pass  lag.max_asked<=48  (lag.max_asked = 48)\n"));
  CHECK(replay({"--assert", "lag.max_work_lag_s<=1"}).exit_code == 99);
  const ProcessResult unknown = replay({"--assert", "lag.max_work_lag<=1"});
  CHECK(unknown.exit_code == 2);
  CHECK(contains(unknown.err, "did you mean lag.max_work_lag_s?"));
  const std::string names = replay({"--list-metrics", "--static", "24"}).out;
  CHECK(contains(names, "keda.consumer_hours\n"));
  CHECK(contains(names, "static_24.max_age_lag_s\n"));
}

TEST_CASE("--list-policies shows fields, defaults and what they are") {
  const ProcessResult list = uslkit_run({"autoscale-replay", "--list-policies"});
  CHECK(list.exit_code == 0);
  for (const std::string part : {"keda: The rule of KEDA's Kafka scaler", "lag/trigger", "30s",
                                 "usl/alpha", "the capacity's", "flink/restart", "cpu/target"}) {
    CAPTURE(part);
    CHECK(contains(list.out, part));
  }
}

TEST_CASE("the load of a simulated run can be piped in, with what happened beside it") {
  const ProcessResult series = uslkit_run({"simulate", "scenarios/hello.json", "-q", "--csv", "-"});
  REQUIRE(series.exit_code == 0);
  const ProcessResult run =
      uslkit_run({"autoscale-replay", "-", "-q", "--gamma", "500/s", "--json", "--policies", "lag"},
                 {.standard_input = series.out});
  REQUIRE_MESSAGE(run.exit_code == 0, run.err);
  const Json document = Json::parse(run.out);
  CHECK(document.at("outcomes").back().at("name") == "as it was");
  // The simulator counts every event, the fluid none: a few per cent apart.
  CHECK(document.at("measured_fit").at("relative_error").get<double>() < 0.05);
  CHECK(document.at("outcomes").back().at("max_work_lag_s").get<double>() ==
        doctest::Approx(30.4).epsilon(0.05));
}

TEST_CASE("wrong options are refused in full, with exit code 2") {
  check_refused({kLoad, "--policies", "keda,fink"}, 2,
                "--policies: error: found \"fink\"\n"
                "  allowed: keda, flink, usl, lag or cpu, separated by commas\n"
                "  hint: did you mean flink?\n");
  check_refused({kLoad, "--alpha", "0.1"}, 2,
                "uslkit autoscale-replay: error: found --alpha or --beta without --gamma\n"
                "  allowed: --gamma RATE, the throughput of one consumer\n"
                "  hint: for example --gamma 25k/s\n");
  check_refused({kLoad, "--gamma", "25k/s", "--fit", "data/specsdm91.csv"}, 2,
                "--fit: error: found a fit beside --alpha, --beta or --gamma\n"
                "  allowed: one of the two\n");
  check_refused({kLoad, "--gamma", "25k/s", "--beta", "2"}, 2,
                "--beta: error: found \"2\"\n"
                "  allowed: a number from 0 to 1\n");
  check_refused({kLoad, "--static", "2.5"}, 2,
                "--static: error: found \"2.5\"\n"
                "  allowed: whole numbers, separated by commas\n");
  check_refused({kLoad, "--json", "--csv", "-"}, 2,
                "uslkit autoscale-replay: error: found 2 results on standard output\n"
                "  allowed: one of --json, --csv - and --plot -\n"
                "  hint: give the others a file name\n");
}

TEST_CASE("wrong settings and wrong files are refused in full, with exit code 3") {
  check_refused({kLoad, "-q", "--set", "lag/triger=15s"}, 3,
                "--set /lag/triger: error: found \"/lag/triger\", which no declaration knows\n"
                "  allowed: /lag/ with note, lag, trigger, growth, delay, cooldown, "
                "scale_in_after, lowest or highest\n"
                "  hint: did you mean /lag/trigger?\n");
  check_refused({"-", "-q"}, 3,
                "-:3:4: error: found \"x\"\n"
                "  allowed: a number, such as 1.5\n",
                "time_s,rate_per_s\n0,1\n10,x\n");
  check_refused({"-", "-q"}, 3,
                "-:4: error: found another value for a time that line 3 has already\n"
                "  allowed: one row per time\n"
                "  hint: a jump is two rows a moment apart\n"
                "  contradicts: -:3\n",
                "time_s,rate_per_s\n0,5\n10,6\n10,7\n");
  check_refused({"-", "-q"}, 3,
                "-: error: found 100000000 ticks of 1s\n"
                "  allowed: at most 5000000\n"
                "  hint: a longer --tick, or a part of the load\n",
                "time_s,rate_per_s\n0,5\n1e8,6\n");
  check_refused({"no/such.csv", "-q"}, 3,
                "no/such.csv: error: found no such file\n"
                "  allowed: the name of a readable file, or - for stdin\n");
}

}  // namespace
}  // namespace uslkit::test
