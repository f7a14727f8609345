#include "scenario/scenario_rules.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/input_errors.h"
#include "scenario/scenario_file.h"

namespace uslkit {
namespace {

const std::string kFull = R"({
"schema": 1,
"duration": "60s",
"traffic": {"classes": [{"name": "orders", "rate": "1k/s"}]},
"log": {"partitions": 4},
"consumers": {"batch": {"t0": "1ms"}},
"database": {"batch": {"t0": "1ms"}}
})";

const std::string kCoordination = R"({
"schema": 1,
"architecture": "coordination",
"workers": 4,
"coordination": {"local_work": "1ms", "serial": "10us"}
})";

std::string errors_of(const std::vector<std::string>& sets, const std::string& text = kFull) {
  try {
    (void)scenario_from_text(text, "s.json", {.sets = sets});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

// Whether the first line of the message is about this place and says this.
bool says(const std::string& message, const std::string& place, const std::string& found) {
  INFO(message);
  const bool good = message.starts_with(place + ": error: found " + found + "\n");
  CHECK(good);
  return good;
}

TEST_CASE("what is right passes") {
  CHECK(errors_of({}).empty());
  CHECK(errors_of({}, kCoordination).empty());
  CHECK(errors_of({"/warm_up=59s", "/log/replication=3", "/cells/count=3",
                   "/faults=[{\"kind\": "
                   "\"broker_loss\", \"at\": \"5s\", \"broker\": 2, \"cell\": 2}]"})
            .empty());
}

TEST_CASE("contradicting fields are both named, with both lines") {
  CHECK(errors_of({}, R"({
"schema": 1,
"warm_up": "60s",
"duration": "60s",
"traffic": {"classes": [{"rate": "1k/s"}]},
"log": {
  "replication": 5,
  "brokers": 3
}
})") == R"(s.json:3:12 (/warm_up): error: found a warm-up of 1min in a run of 1min
  allowed: a warm-up shorter than the run
  contradicts: s.json:4:13 (/duration)
s.json:7:18 (/log/replication): error: found 5 copies on 3 brokers
  allowed: at most one copy per broker
  contradicts: s.json:8:14 (/log/brokers)
2 errors)");
}

TEST_CASE("where one side is a default, the error stands at what the file says") {
  CHECK(errors_of({}, R"({"schema": 1, "duration": "2s",
"traffic": {"classes": [{"rate": "1/s"}]}, "log":
{"brokers": 1, "replication": 1, "min_in_sync": 2}})") ==
        R"(s.json:3:49 (/log/min_in_sync): error: found 2 copies in sync of 1
  allowed: at most the replication
  contradicts: s.json:3:31 (/log/replication))");
  CHECK(says(errors_of({"/warm_up=90s"}), "--set /warm_up", "a warm-up of 90s in a run of 1min"));
}

TEST_CASE("a contradiction with a default stands where the file speaks, whichever side that is") {
  CHECK(errors_of({}, R"({"schema": 1, "traffic": {"classes": [{"rate": "1/s"}]},
"ingress": {"admission": [
  {"kind": "concurrency_limit", "limit": "aimd", "highest": 10}
]}})") ==
        R"(s.json:3:61 (/ingress/admission/0/highest): error: found initial 1000 above highest 10
  allowed: initial at most highest
  contradicts: s.json (/ingress/admission/0/initial))");
}

TEST_CASE("sections belong to architectures and need each other") {
  CHECK(errors_of({"/workers=3"}) ==
        "--set /workers: error: found a section that the architecture \"shock_absorber\" does not "
        "have\n"
        "  allowed: /workers with the architecture \"coordination\"\n"
        "  contradicts: s.json (/architecture)");
  const std::string no_log = R"({"schema": 1, "traffic": {"classes": [{"rate": "1/s"}]},
"consumers": {"batch": {"t0": "1ms"}}})";
  CHECK(errors_of({}, no_log) ==
        "s.json:2:14 (/consumers): error: found /consumers without /log\n"
        "  allowed: /log beside it\n"
        "  hint: consumers read the log");
  CHECK(says(errors_of({"/architecture=synchronous"},
                       R"({"schema": 1, "traffic": {"classes": [{"rate": "1/s"}]}})"),
             "--set /architecture", "the architecture \"synchronous\" without /synchronous"));
  CHECK(says(errors_of({"/log={}"}, kCoordination), "--set /log",
             "a section that the architecture \"coordination\" does not have"));
  CHECK(says(errors_of({"/ingress/nodes=2"}, kCoordination), "--set /ingress/nodes",
             "a section that the architecture \"coordination\" does not have"));
  CHECK(says(errors_of({}, R"({"schema": 1})"), "s.json:1:1", "a scenario without traffic"));
}

TEST_CASE("faults, actions, signals and objectives need what they are about") {
  const std::string ingress_only = R"({"schema": 1, "traffic": {"classes": [{"rate": "1/s"}]}})";
  CHECK(says(errors_of({"/faults=[{\"kind\": \"kill_consumers\", \"at\": \"1s\"}]"}, ingress_only),
             "--set /faults (/faults/0/kind)", "this fault in a scenario without /consumers"));
  CHECK(says(errors_of({"/slo=[{\"kind\": \"lag\", \"at_most\": \"1s\"}]"}, ingress_only),
             "--set /slo (/slo/0/kind)", "this objective in a scenario without /consumers"));
  CHECK(says(errors_of({"/runbook=[{\"kind\": \"aggressive_caching\", \"at\": \"1s\"}]"}),
             "--set /runbook (/runbook/0/kind)",
             "this action in a scenario without /database/cache"));
  CHECK(says(errors_of({"/ingress/admission=[{\"kind\": \"priority_shedding\", \"thresholds\": "
                        "[{\"above\": 1}]}]"},
                       ingress_only),
             "--set /ingress/admission (/ingress/admission/0/signal)",
             "the signal \"work_lag\" in a scenario without /consumers"));
  CHECK(says(errors_of({"/runbook=[{\"kind\": \"read_only\"}]"}), "--set /runbook (/runbook/0)",
             "neither \"at\" nor \"when\""));
  CHECK(says(errors_of({"/database/cache={}"}), "--set /database/cache",
             "a cache in front of reads that do not exist"));
}

TEST_CASE("what is named or numbered exists") {
  CHECK(errors_of({"/slo=[{\"kind\": \"shed\", \"class\": \"order\"}]"}) ==
        "--set /slo (/slo/0/class): error: found the unknown traffic class \"order\"\n"
        "  allowed: orders\n"
        "  hint: did you mean \"orders\"?\n"
        "  contradicts: s.json:4:24 (/traffic/classes)");
  CHECK(says(
      errors_of({"/faults=[{\"kind\": \"partition\", \"at\": \"1s\", \"partitions\": [1, 4]}]"}),
      "--set /faults (/faults/0/partitions/1)", "partition 4 of 4"));
  CHECK(says(errors_of({"/faults=[{\"kind\": \"broker_loss\", \"at\": \"1s\", \"broker\": 3}]"}),
             "--set /faults (/faults/0/broker)", "broker 3 of 3"));
  CHECK(says(errors_of({"/faults=[{\"kind\": \"cell_loss\", \"at\": \"1s\", \"cell\": 1}]"}),
             "--set /faults (/faults/0/cell)", "cell 1 of 1"));
  CHECK(says(errors_of({"/faults=[{\"kind\": \"cell_loss\", \"at\": \"1s\"}]"}),
             "--set /faults (/faults/0)", "the loss of a cell that is not named"));
  CHECK(says(errors_of({"/faults=[{\"kind\": \"consumer_pause\", \"at\": \"60s\"}]"}),
             "--set /faults (/faults/0/at)", "a fault at 1min in a run of 1min"));
  CHECK(says(errors_of({"/cells={\"count\": 2, \"shares\": [0.5, 0.6]}"}),
             "--set /cells (/cells/shares)", "shares that add up to 1.1"));
  CHECK(says(errors_of({"/ingress/weights=[1, 2]"}), "--set /ingress/weights",
             "weights that this balancing does not use"));
  CHECK(says(errors_of({"/traffic/classes/0/tenants={\"kind\": \"hot\", \"count\": 5, \"hot\": "
                        "[{\"tenant\": 5, \"share\": 0.5}]}"}),
             "--set /traffic/classes/0/tenants (/traffic/classes/0/tenants/hot/0/tenant)",
             "tenant 5 of 5"));
}

TEST_CASE("lower limits lie below upper ones") {
  CHECK(errors_of({"/consumers/autoscaler={\"kind\": \"lag\", \"lowest\": 9, \"highest\": 8}"}) ==
        "--set /consumers/autoscaler (/consumers/autoscaler/lowest): error: found lowest 9 above "
        "highest 8\n"
        "  allowed: lowest at most highest\n"
        "  contradicts: --set /consumers/autoscaler (/consumers/autoscaler/highest)");
  CHECK(says(errors_of({"/ingress/validation={\"kind\": \"uniform\", \"lowest\": \"3ms\", "
                        "\"highest\": \"2ms\"}"}),
             "--set /ingress/validation (/ingress/validation/lowest)",
             "lowest 3ms above highest 2ms"));
}

TEST_CASE("work takes time") {
  CHECK(errors_of({"/consumers/batch/t0=0ms"}) ==
        "s.json:6:24 (/consumers/batch): error: found a service time of zero\n"
        "  allowed: \"t0\" or \"t1\" above 0s\n"
        "  hint: consumers that take no time have no capacity, and lags no meaning");
  CHECK(says(errors_of({"/ingress/servers=2"}), "--set /ingress/servers (/ingress/validation)",
             "a service time of zero"));
  CHECK(says(errors_of({"/database/batch/t0=0s"}), "s.json:7:23 (/database/batch)",
             "a service time of zero"));
  CHECK(says(errors_of({"/coordination/local_work=0s", "/coordination/serial=0s"}, kCoordination),
             "s.json:5:17 (/coordination)", "a service time of zero"));
}

TEST_CASE("a run that asks for 1e12 events is refused before it starts") {
  CHECK(errors_of({"/traffic/classes/0/rate=100G/s", "/duration=10s"}) ==
        "--set /duration: error: found about 1000000000000 requests in all\n"
        "  allowed: at most 20000000000, as many as the budget has events\n"
        "  hint: shorten the run, lower the rates or raise /budget/events\n"
        "  contradicts: s.json (/budget/events)");
  CHECK(
      errors_of({"/traffic/classes/0/rate=100G/s", "/duration=10s", "/budget/events=2000000000000"})
          .empty());
  CHECK(says(errors_of({"/coordination/requests=100000000000"}, kCoordination),
             "--set /coordination/requests", "about 100000000000 requests in all"));
}

TEST_CASE("resharding adds partitions and takes none away") {
  CHECK(errors_of({}, R"({"schema": 1, "traffic": {"classes": [{"rate": "1/s"}]}, "log":
{"partitions": 8, "resharding": {"at": "1s", "partitions": 4}}})") ==
        R"(s.json:2:60 (/log/resharding/partitions): error: found 4 partitions after 8
  allowed: at least as many as before
  hint: partitions can be added, not taken away
  contradicts: s.json:2:16 (/log/partitions))");
}

TEST_CASE("the times of a profile grow") {
  CHECK(errors_of({"/traffic/classes/0/rate={\"kind\": \"steps\", \"steps\": [{\"at\": \"5s\", "
                   "\"rate\": \"1/s\"}, {\"at\": \"5s\", \"rate\": \"2/s\"}]}"}) ==
        "--set /traffic/classes/0/rate (/traffic/classes/0/rate/steps/1/at): error: found 5s after "
        "5s\n"
        "  allowed: times that grow\n"
        "  contradicts: --set /traffic/classes/0/rate (/traffic/classes/0/rate/steps/0/at)");
}

TEST_CASE("a tenant has one place and one share") {
  CHECK(errors_of({}, R"({"schema": 1, "traffic": {"classes": [{"rate": "1/s"}]}, "log":
{"partitions": 2, "partitioner": {"by": "directory", "directory": [
  {"tenant": 7, "partition": 0},
  {"tenant": 7, "partition": 1}]}}})") ==
        R"(s.json:4:14 (/log/partitioner/directory/1/tenant): error: found tenant 7 a second time
  allowed: one entry for each tenant
  contradicts: s.json:3:14 (/log/partitioner/directory/0/tenant))");
  CHECK(says(errors_of({"/traffic/classes/0/tenants={\"kind\": \"hot\", \"count\": 5, \"hot\": "
                        "[{\"tenant\": 3, \"share\": 0.5}, {\"tenant\": 3, \"share\": 0.1}]}"}),
             "--set /traffic/classes/0/tenants (/traffic/classes/0/tenants/hot/1/tenant)",
             "tenant 3 a second time"));
}

TEST_CASE("more runs than the memory holds results of are refused before they start") {
  CHECK(errors_of({}, R"({"schema": 1, "duration": "1s", "replications": 100000,
"traffic": {"classes": [{"rate": "1/s"}]}})") ==
        R"(s.json:1:49 (/replications): error: found 100000 runs of a cell, which keep about 70 GB
  allowed: at most 8GB, the budget of memory
  hint: fewer replications, cells, partitions or servers, or raise /budget/memory
  contradicts: s.json (/budget/memory))");
  CHECK(says(errors_of({"/cells/count=10000", "/budget/memory=4GB"}), "--set /cells/count",
             "10000 runs of a cell, which keep about 7.5 GB"));
  CHECK(errors_of({"/replications=5000"}).empty());
}

TEST_CASE("what a policy would stop the program for is refused") {
  CHECK(!errors_of({R"(/ingress/admission=[{"kind": "concurrency_limit", "limit": "fixed",
                       "initial": 5, "lowest": 10}])"})
             .empty());
  CHECK(
      !errors_of({R"(/ingress/admission=[{"kind": "circuit_breaker", "error_rate": 1}])"}).empty());
  CHECK(
      !errors_of({R"(/ingress/admission=[{"kind": "circuit_breaker", "window": "9ns"}])"}).empty());
  CHECK(!errors_of({"/cells/count=2", "/cells/shares=[0, 1]"}).empty());
  std::string lines;
  for (int i = 1; i <= 8; ++i) {
    lines += (i > 1 ? ", " : "") + fmt::format(R"({{"above": {}, "priority": {}}})", i, i);
  }
  CHECK(says(errors_of({R"(/ingress/admission=[{"kind": "priority_shedding", "thresholds": [)" +
                        lines + "]}]"}),
             "--set /ingress/admission (/ingress/admission/0/thresholds)",
             "8 different priorities"));
}

}  // namespace
}  // namespace uslkit
