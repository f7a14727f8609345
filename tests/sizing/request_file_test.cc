#include "sizing/request_file.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "base/input_errors.h"
#include "sizing/catalogue.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

// The message of what a request is refused with; empty if it is not.
std::string refusal(const std::string& text, std::vector<std::string> sets = {}) {
  try {
    static_cast<void>(request_from_text(text, "r.json", {.sets = std::move(sets)}));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("everything that is wrong with a request is told at once, with places and remedies") {
  CHECK(refusal(R"({
  "schema": 1,
  "traffic": {"classes": [{"name": "a", "rate": "0/s"}]},
  "slo": {"ack_p99": "50ms", "end_to_end_p99": "20ms", "max_lag": "0s"},
  "headroom": {"utilization": 1.5},
  "consumers": {"capacity": "50000", "batch_overheads": "1ms"},
  "database": {"capacity": "-5k/s"}
})") == R"(r.json:4:67 (/slo/max_lag): error: found "0s"
  allowed: a duration above 0s
r.json:5:31 (/headroom/utilization): error: found 1.5
  allowed: a number above 0 and at most 1
r.json:6:29 (/consumers/capacity): error: found "50000", a number without a unit
  allowed: a number with one of the units /s, k/s, M/s, G/s, /min, k/min, M/min, /h or k/h, )"
        R"(such as 12k/s
r.json:6:38 (/consumers/batch_overheads): error: found the unknown key "batch_overheads"
  allowed: note, capacity, workers_per_partition, batch_size, batch_overhead, pull, )"
        R"(rebalance_pause, start_delay, scale_trigger or instance
  hint: did you mean "batch_overhead"?
r.json:7:28 (/database/capacity): error: found "-5k/s"
  allowed: a rate above 0/s
5 errors)");
}

TEST_CASE("contradictions name both places") {
  CHECK(refusal(R"({
  "schema": 1,
  "traffic": {"classes": [{"name": "a", "rate": "1k/s"}]},
  "mean_rate": "2k/s",
  "slo": {"ack_p99": "50ms", "end_to_end_p99": "20ms"},
  "cells": {"most": 4, "largest_blast_radius": 0.1, "largest": {"brokers": 2}},
  "consumers": {"capacity": {"kind": "range", "low": "2k/s", "likely": "1k/s", "high": "900/s"}, )"
                R"("batch_overhead": "5s"},
  "prices": {"consumer": 0.2},
  "growth": {"per_month": 0.05, "linear_per_month": "10/s"},
  "as_of": "2026-13"
})") == R"(r.json:4:16 (/mean_rate): error: found a mean of 2k/s above the peak of 1k/s
  allowed: a mean of at most the peak
  contradicts: r.json:3:26 (/traffic/classes)
r.json:5:48 (/slo/end_to_end_p99): error: found 20ms from end to end, but 50ms for the answer alone
  allowed: at least the ack p99: an event is answered before it takes effect
  contradicts: r.json:5:22 (/slo/ack_p99)
r.json:6:48 (/cells/largest_blast_radius): error: found 0.1 of the load with at most 4 cells
  allowed: at least 0.25 of it, or 10 cells
  contradicts: r.json:6:21 (/cells/most)
r.json:6:76 (/cells/largest/brokers): error: found 3 copies on at most 2 brokers
  allowed: at most one copy per broker
  contradicts: r.json (/log/replication)
r.json:7:72 (/consumers/capacity/likely): error: found a likely value below the low one
  allowed: low <= likely <= high
  contradicts: r.json:7:54 (/consumers/capacity/low)
r.json:7:88 (/consumers/capacity/high): error: found a high value below the likely one
  allowed: low <= likely <= high
  contradicts: r.json:7:72 (/consumers/capacity/likely)
r.json:7:116 (/consumers/batch_overhead): error: found 5 s for a batch that takes 1 s in all
  allowed: at most batch size / capacity = 1 s
  hint: the capacity is that of full batches, their overhead included
  contradicts: r.json:7:29 (/consumers/capacity)
r.json:8:13 (/prices): error: found no price of an ingress node
  allowed: a price for every machine of the plan, or none at all
  hint: add "prices/ingress_node", or "ingress/instance"
r.json:8:13 (/prices): error: found no price of a broker
  allowed: a price for every machine of the plan, or none at all
  hint: add "prices/broker", or "log/broker/instance"
r.json:8:13 (/prices): error: found no price of storage
  allowed: a price for every machine of the plan, or none at all
  hint: add "prices/storage_gb_month"
r.json:9:53 (/growth/linear_per_month): error: found two ways to grow
  allowed: one of "per_month", "linear_per_month" and "history"
  contradicts: r.json:9:27 (/growth/per_month)
r.json:10:12 (/as_of): error: found "2026-13"
  allowed: a month such as 2026-11
12 errors)");
}

TEST_CASE("a load of zero is no load") {
  CHECK(refusal(R"({"schema": 1, "traffic": {"classes": [{"name": "a", "rate": "0/s"}]},
"consumers": {"capacity": "1k/s"}})") ==
        R"(r.json:1:38 (/traffic/classes): error: found a load of zero at all times
  allowed: a rate above 0/s)");
}

TEST_CASE("a request is written so that it reads back the same") {
  for (const auto& entry : std::filesystem::directory_iterator("requests")) {
    CAPTURE(entry.path().string());
    const FitLoader no_fit = [](const std::string&) { return UslFit{}; };
    const SizingRequest request = read_request(entry.path().string(), {.load_fit = no_fit});
    const std::string text = write_request(request);
    // Files that it names are relative to its own directory.
    const SizingRequest again =
        request_from_text(text, "requests/again.json", {.load_fit = no_fit});
    CHECK(write_request(again) == text);
    CHECK(request.name == again.name);
  }
}

TEST_CASE("a catalogue fills in limits and prices, and gives way to what the request says") {
  const SizingRequest request = request_from_text(R"({
    "schema": 1, "traffic": {"classes": [{"rate": "1k/s"}]},
    "catalogue": "../data/catalogue/example.json",
    "ingress": {"instance": "small"},
    "log": {"broker": {"instance": "broker", "disk": "5GB/s"}},
    "consumers": {"capacity": "1k/s", "instance": "medium"},
    "prices": {"consumer": 9}})",
                                                  "requests/x.json");
  CHECK(request.ingress.network->bytes_per_second == 1.25e9);
  CHECK(request.log.broker.network->bytes_per_second == 1.56e9);
  CHECK(request.log.broker.disk->bytes_per_second == 5e9);
  CHECK(request.prices->consumer == 9);
  CHECK(request.prices->ingress_node == 0.20);
  CHECK(request.prices->storage_gb_month == 0.08);
}

TEST_CASE("an unknown type of machine is told with the nearest one, a missing price by its role") {
  CHECK(refusal(R"({
  "schema": 1, "traffic": {"classes": [{"rate": "1k/s"}]},
  "catalogue": "data/catalogue/example.json",
  "ingress": {"instance": "smal"},
  "log": {"broker": {"instance": "broker"}},
  "consumers": {"capacity": "1k/s"}
})") == R"(r.json:4:27 (/ingress/instance): error: found the unknown type "smal"
  allowed: small, medium, broker, broker-25g or database
  hint: did you mean "small"?)");
  CHECK(refusal(kPlain, {"/ingress/instance=small"}) ==
        R"(--set /ingress/instance: error: found the type "small" without a catalogue
  allowed: "catalogue" beside it, a file with types and prices)");
}

TEST_CASE("a fit's coefficients are taken per second, and its doubts are kept") {
  UslFit fit;
  fit.parameters = {.alpha = 0.1, .beta = 0.01, .gamma = 600};
  fit.throughput_unit = "/min";
  fit.joint_draws.draws = {{.alpha = 0.1, .beta = 0.01, .gamma = 540},
                           {.alpha = -1, .beta = 0.01, .gamma = 540}};
  fit.identifiability.max_concurrency = 12;
  fit.usability = Usability::wrong_model;
  FitCapacity capacity;
  fill_from_fit(fit, capacity);
  CHECK(capacity.parameters.gamma == doctest::Approx(10));
  REQUIRE(capacity.draws.size() == 1);  // a negative alpha is none of a plan's
  CHECK(capacity.draws[0].gamma == doctest::Approx(9));
  CHECK(capacity.largest_measured == 12);
  REQUIRE(capacity.doubts.size() == 1);
  CHECK(capacity.doubts[0].find("lack of fit") != std::string::npos);
}

TEST_CASE("a fit that cannot be read is told at the place that names it") {
  const std::string text = R"({
  "schema": 1, "traffic": {"classes": [{"rate": "1k/s"}]},
  "consumers": {"capacity": {"kind": "fit", "file": "nowhere.json"}}
})";
  const FitLoader load = [](const std::string& file) -> UslFit {
    throw InputError({.place = {.source = file}, .found = "no such file"});
  };
  try {
    static_cast<void>(request_from_text(text, "dir/r.json", {.load_fit = load}));
    FAIL("it was read");
  } catch (const InputError& error) {
    CHECK(error.parts().place.source == "dir/r.json");
    CHECK(error.parts().place.line == 3);
    CHECK(error.parts().found == "\"dir/nowhere.json\": no such file");
    CHECK(error.parts().hint == "the name is relative to the file that states it");
  }
  CHECK(refusal(text).find("no fits can be read here") != std::string::npos);
}

TEST_CASE("a catalogue and a trace that are not there are told by name, where they are named") {
  CHECK(refusal(R"({"schema": 1, "catalogue": "nowhere.json",
 "traffic": {"classes": [{"rate": "1k/s"}]}})")
            .find("(/catalogue): error: found \"nowhere.json\": no such file\n") !=
        std::string::npos);
  CHECK(refusal(R"({"schema": 1,
 "traffic": {"classes": [{"rate": {"kind": "trace", "file": "nowhere.csv"}}]}})")
            .find("error: found \"nowhere.csv\": no such file\n") != std::string::npos);
}

}  // namespace uslkit
