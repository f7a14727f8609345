#include "scenario/scenario_file.h"

#include <filesystem>
#include <fstream>
#include <variant>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/input_errors.h"
#include "scenario/json_schema.h"

namespace uslkit {
namespace {

const std::string kSmall =
    R"({"schema": 1, "duration": "10s", "traffic": {"classes": [{"rate": "10/s"}]}})";

const std::string kRich = R"({
  "schema": 1,
  "name": "black friday",
  "note": ["twelve times the base load", "in two minutes"],
  "expect": ["lag.max_work_lag_s < 130"],
  "duration": "30min",
  "warm_up": "1min",
  "seed": 18446744073709551615,
  "traffic": {"classes": [
    {"name": "orders", "priority": 1, "size": "1KiB",
     "rate": {"kind": "ramp", "from": "70833/s", "to": "850k/s", "start": "3min", "length": "2min"},
     "tenants": {"kind": "zipf", "count": 10000, "exponent": 0.8},
     "retry": {"max_attempts": 5, "budget": {"ratio": 0.2}}},
    {"name": "metrics", "priority": 3, "arrivals": {"kind": "mmpp"},
     "rate": {"kind": "product", "of": [{"kind": "sum", "parts": ["5/s", "10k/s"]}],
              "multiplier": [{"at": "0s", "factor": 1}, {"at": "10min", "factor": 2.5}]}}]},
  "ingress": {"validation": "500us", "append": {"kind": "lognormal", "mean": "3ms", "cv": 0.2},
              "admission": [{"kind": "token_bucket", "rate": "1M/s", "burst": 5000,
                             "classes": ["metrics"]},
                            {"kind": "priority_shedding", "thresholds": [{"above": 15}]}]},
  "log": {"partitions": 24, "replication": 3, "bandwidth": "10Gbit/s"},
  "consumers": {"count": 24, "workers_per_partition": 2, "batch": {"t0": "7.1ms", "t1": "10us"},
                "autoscaler": {"kind": "lag", "trigger": "20s"}},
  "database": {"shards": 4, "batch": {"t0": "1ms"}, "write_limit": "1.2M/s"},
  "cells": {"count": 2, "shares": [0.25, 0.75]},
  "faults": [{"kind": "kill_consumers", "at": "10min", "share": 0.2, "note": "chaos"},
             {"kind": "clock_skew", "at": "11min", "skew": "-2s", "cell": 1}],
  "runbook": [{"kind": "scale_consumers", "at": "2min", "to": 48},
              {"kind": "shed_class", "class": "metrics",
               "when": {"signal": "work_lag", "above": 15, "held_for": "5s", "until_below": 10}}],
  "slo": [{"kind": "latency", "of": "ack", "at_most": "50ms", "class": "orders"},
          {"kind": "availability", "at_least": 0.99998}]
})";

std::string errors_of(const std::string& text, const std::vector<std::string>& sets = {}) {
  try {
    (void)scenario_from_text(text, "s.json", {.sets = sets});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a scenario of three lines is enough") {
  const Scenario scenario = scenario_from_text(kSmall, "s.json");
  CHECK(scenario.duration == std::chrono::seconds(10));
  CHECK(scenario.traffic.classes.at(0).name == "requests");
  CHECK_FALSE(scenario.log.has_value());
  CHECK(nlohmann::json::parse(write_scenario(scenario)) == nlohmann::json::parse(kSmall));
}

TEST_CASE("a rich scenario is read and written back as it was, without its defaults") {
  const Scenario scenario = scenario_from_text(kRich, "s.json");
  CHECK(scenario.note == "twelve times the base load\nin two minutes");
  CHECK(std::get<ClockSkewFault>(scenario.faults.at(1).fault).skew == std::chrono::seconds(-2));
  CHECK(std::get<LagAutoscalerSpec>(*scenario.consumers->autoscaler).trigger ==
        std::chrono::seconds(20));
  const std::string text = write_scenario(scenario);
  CHECK(write_scenario(scenario_from_text(text, "t.json")) == text);
  const std::string expanded = write_scenario(scenario, true);
  CHECK(write_scenario(scenario_from_text(expanded, "t.json"), true) == expanded);
  CHECK(write_scenario(scenario_from_text(expanded, "t.json")) == text);
  nlohmann::json expected = nlohmann::json::parse(kRich);
  // What the file says although it is the default is not written.
  expected["traffic"]["classes"][0].erase("priority");
  expected["traffic"]["classes"][0]["tenants"].erase("count");
  expected["faults"][0].erase("share");
  expected["slo"][0].erase("of");
  expected["runbook"][1]["when"].erase("signal");
  CHECK(nlohmann::json::parse(text) == expected);
}

TEST_CASE("the hash follows what a scenario says, not how it is written") {
  const Scenario scenario = scenario_from_text(kRich, "s.json");
  const std::string hash = scenario_hash(scenario);
  CHECK(hash.size() == 64);
  CHECK(scenario_hash(scenario_from_text(write_scenario(scenario, true), "t.json")) == hash);
  CHECK(scenario_hash(scenario_from_text(kRich, "s.json", {.sets = {"/note=other"}})) == hash);
  CHECK(scenario_hash(scenario_from_text(kRich, "s.json", {.sets = {"/duration=1800s"}})) == hash);
  CHECK(scenario_hash(scenario_from_text(kRich, "s.json", {.sets = {"/duration=1801s"}})) != hash);
  CHECK(scenario_hash(scenario_from_text(kRich, "s.json", {.sets = {"/seed=2"}})) != hash);
}

TEST_CASE("settings reach everywhere, also into what the file leaves out") {
  const Scenario scenario = scenario_from_text(
      kRich, "s.json",
      {.sets = {"/consumers/autoscaler/trigger=30s", "/traffic/classes/0/rate=120k/s",
                "/log/partitioner/by=ring", "/ingress/validation/mean=2ms", "/faults=[]",
                "/database/load/alpha=0.02", "/cells={\"count\": 1}"}});
  CHECK(std::get<LagAutoscalerSpec>(*scenario.consumers->autoscaler).trigger ==
        std::chrono::seconds(30));
  CHECK(std::get<ConstantRate>(scenario.traffic.classes[0].rate.shape).rate.per_second == 120'000);
  CHECK(scenario.log->partitioner.by == PartitionerKind::ring);
  CHECK(std::get<ConstantLaw>(scenario.ingress.validation).mean == std::chrono::milliseconds(2));
  CHECK(scenario.faults.empty());
  CHECK(scenario.database->load->alpha == 0.02);
  CHECK(scenario.cells.count == 1);
}

TEST_CASE("a bad file: everything that is wrong with it, at once") {
  CHECK(errors_of(R"({
  "schema": 1,
  "duration": 60,
  "traffic": {"classes": [
    {"rate": "-5/s", "prioritty": 2},
    {"rate": {"kind": "rampp"}, "tenants": {"kind": "zipf", "exponent": "NaN"}}
  ]},
  "consumers": {"batch": {"t0": "5 msec"}, "bach_size": 10},
  "faults": [{"kind": "kill_consumers", "share": 1.5}]
})") ==
        R"(s.json:3:15 (/duration): error: found 60, a number without a unit
  allowed: a duration above 0s, such as "5ms"
  hint: write it as a string with one of the units ns, us, ms, s, min or h
s.json:5:14 (/traffic/classes/0/rate): error: found "-5/s"
  allowed: a rate of at least 0/s
s.json:5:22 (/traffic/classes/0/prioritty): error: found the unknown key "prioritty"
  allowed: name, note, rate, arrivals, tenants, size, priority, durability, lag_tolerance, )"
        R"(client_timeout, retry, operation, poison_share, invalid_share or duplicate_share
  hint: did you mean "priority"?
s.json:6:23 (/traffic/classes/1/rate/kind): error: found the unknown kind "rampp"
  allowed: constant, steps, ramp, spike, diurnal, trace, sum or product
  hint: did you mean "ramp"?
s.json:6:73 (/traffic/classes/1/tenants/exponent): error: found the string "NaN"
  allowed: a number from 0 to 10
s.json:8:33 (/consumers/batch/t0): error: found the unknown unit "msec" in "5 msec"
  allowed: a number with one of the units ns, us, ms, s, min or h, such as 2ms
  hint: did you mean "ms"?
s.json:8:44 (/consumers/bach_size): error: found the unknown key "bach_size"
  allowed: note, count, workers_per_partition, standby, batch_size, batch, work, pull, )"
        R"(idempotency, bloom_false_positives, bloom_lookup, max_attempts, crash_restart, )"
        R"(dead_letter_queue, rebalance or autoscaler
  hint: did you mean "batch_size"?
s.json:9:14 (/faults/0): error: found no "at" in this object
  allowed: "at": a duration of at least 0s
  hint: When it begins
s.json:9:50 (/faults/0/share): error: found 1.5
  allowed: a number above 0 and at most 1
9 errors)");
}

TEST_CASE("a file without a schema version, or with a newer one, is not judged any further") {
  CHECK(errors_of(R"({"duration": 5})").find("found no \"schema\" in this file") !=
        std::string::npos);
  CHECK(errors_of(R"({"schema": 2, "duration": 5})") ==
        "s.json:1:12 (/schema): error: found 2\n"
        "  allowed: 1\n"
        "  hint: the file was written for a newer uslkit");
}

TEST_CASE("an editor's $schema is accepted at the root and nowhere else") {
  CHECK(errors_of(R"({"$schema": "x.json", )" + kSmall.substr(1)).empty());
  CHECK_FALSE(errors_of(kSmall, {"/log={\"$schema\": 1}"}).empty());
}

// Files for one test, removed with it.
struct Directory {
  std::filesystem::path path = std::filesystem::temp_directory_path() / "uslkit_scenario_file_test";

  Directory() { std::filesystem::create_directories(path / "sub"); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

TEST_CASE("a rate trace is read from beside the file that names it, also when that is extended") {
  const Directory files;
  (void)files.write("sub/load.csv", "time_s,rate_per_s\n0,10\n2.5,20\n");
  (void)files.write("sub/base.json",
                    R"({"schema": 1, "duration": "10s", "traffic": {"classes": [
                        {"rate": {"kind": "trace", "file": "load.csv"}}]}})");
  const std::string top =
      files.write("top.json", R"({"schema": 1, "extends": "sub/base.json", "duration": "5s"})");
  const Scenario scenario = read_scenario(top);
  const TraceRate& trace = std::get<TraceRate>(scenario.traffic.classes.at(0).rate.shape);
  REQUIRE(trace.points.size() == 2);
  CHECK(trace.points[1].at == std::chrono::milliseconds(2500));
  CHECK(trace.points[1].rate.per_second == 20);
  CHECK(scenario.duration == std::chrono::seconds(5));
  const std::string hash = scenario_hash(scenario);
  (void)files.write("sub/load.csv", "time_s,rate_per_s\n0,10\n2.5,21\n");
  CHECK(scenario_hash(read_scenario(top)) != hash);
  (void)files.write("sub/load.csv", "time_s,rate_per_s\n0,10\n0,-20\n");
  try {
    (void)read_scenario(top);
    FAIL("a negative rate was accepted");
  } catch (const InputError& error) {
    CHECK(std::string(error.what())
              .ends_with("sub/load.csv:3:3: error: found -20\n"
                         "  allowed: a rate of at least 0"));
  }
}

TEST_CASE("schema and reference know every section") {
  const Json schema = Json::parse(scenario_schema());
  for (const char* key : {"schema", "extends", "$schema", "note", "traffic", "slo"}) {
    CHECK(schema.at("properties").contains(key));
  }
  const std::string reference = scenario_reference_markdown();
  for (const char* text :
       {"## scenario", "## traffic_class", "### rate_profile: `\"kind\": \"ramp\"`",
        "| `trigger` | duration | above 0s | `30s` |"}) {
    INFO(text);
    CHECK(reference.find(text) != std::string::npos);
  }
}

TEST_CASE("docs/scenario-reference.md says what the declarations say") {
  std::ifstream file("docs/scenario-reference.md");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  INFO("uslkit schema scenario --reference > docs/scenario-reference.md writes it anew");
  CHECK((text == scenario_reference_markdown()));
}

TEST_CASE("every scenario shipped is read, keeps the rules and is written back as it means") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("scenarios")) {
    if (entry.path().extension() != ".json") continue;
    INFO(entry.path().string());
    const Scenario scenario = read_scenario(entry.path().string());
    CHECK_FALSE(scenario.note.empty());
    ++count;
    // A trace is written by the name of its file, which the text does not lie beside.
    const std::string text = write_scenario(scenario);
    if (text.find("\"trace\"") != std::string::npos) continue;
    CHECK(scenario_hash(scenario_from_text(text, "t.json")) == scenario_hash(scenario));
  }
  CHECK(count > 0);
}

}  // namespace
}  // namespace uslkit
