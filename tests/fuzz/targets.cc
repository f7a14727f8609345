#include "tests/fuzz/targets.h"

#include <array>
#include <cmath>
#include <initializer_list>
#include <string>

#include "base/check.h"
#include "fit/fit_json.h"
#include "ingest/ingest.h"
#include "scenario/scenario_file.h"
#include "tests/fuzz/http_target.h"

namespace uslkit {
namespace {

void check_message(const InputError& error) {
  const std::string message = error.what();
  USLKIT_CHECK(!error.parts().found.empty());
  USLKIT_CHECK(message.find("error: found ") != std::string::npos);
  for (const char byte : message) {
    const unsigned char code = static_cast<unsigned char>(byte);
    USLKIT_CHECK(byte == '\n' || (code >= 0x20 && code != 0x7F));
  }
}

void check_row(const Measurement& row) {
  USLKIT_CHECK(std::isfinite(row.concurrency));
  USLKIT_CHECK(row.concurrency > 0);
  USLKIT_CHECK(std::isfinite(row.throughput));
  USLKIT_CHECK(row.throughput > 0);
  USLKIT_CHECK(row.latency_s.value_or(0) >= 0);
  USLKIT_CHECK(row.throughput_sd.value_or(0) >= 0);
  USLKIT_CHECK(row.error_ratio.value_or(0) >= 0);
  USLKIT_CHECK(row.error_ratio.value_or(0) <= 1);
  USLKIT_CHECK(row.line >= 0);
}

void read_as(const std::string& format, std::string_view bytes) {
  try {
    const Measurements read = ingest_bytes(ByteSource::from_text(std::string(bytes), "fuzz"),
                                           {.format = format, .max_rows = 100'000});
    USLKIT_CHECK(!read.rows.empty());
    for (const Measurement& row : read.rows) check_row(row);
  } catch (const InputError& error) {
    check_message(error);
  }
}

// Detection first, as a user meets it; then one reader by force, because a fuzzer would need long
// to learn what makes the detection choose it. The length decides which: any byte more is another
// one.
void read_as_one_of(std::initializer_list<const char*> formats, std::string_view bytes) {
  read_as("", bytes);
  read_as(formats.begin()[bytes.size() % formats.size()], bytes);
}

}  // namespace

void fuzz_csv(std::string_view bytes) {
  read_as_one_of({"csv", "jmeter", "k6-csv", "locust-history", "locust-stats", "hey-csv",
                  "hyperfine-csv", "pgbench-log", "pgbench-aggregate"},
                 bytes);
}

void fuzz_text(std::string_view bytes) {
  read_as_one_of({"wrk", "wrk2", "hey", "ab", "h2load", "vegeta-text", "vegeta-hdrplot", "pgbench",
                  "sysbench", "kafka-perf"},
                 bytes);
}

void fuzz_json(std::string_view bytes) {
  read_as_one_of({"oha", "vegeta", "vegeta-encode", "fio", "hyperfine", "google-benchmark", "k6",
                  "k6-json", "prometheus", "openmessaging"},
                 bytes);
}

void fuzz_fit_json(std::string_view bytes) {
  try {
    const UslFit fit =
        fit_from_json(JsonDocument::parse(std::string(bytes), {.source = "fit.json"}));
    const std::string text = to_json(fit).dump();
    const UslFit again = fit_from_json(JsonDocument::parse(text, {.source = "again.json"}));
    USLKIT_CHECK(to_json(again).dump() == text);
  } catch (const InputError& error) {
    check_message(error);
  }
}

// What reads must write, and read back as the same scenario.
void fuzz_scenario(std::string_view bytes) {
  try {
    const Scenario scenario = scenario_from_text(std::string(bytes), "scenario.json");
    const Scenario again = scenario_from_text(write_scenario(scenario), "again.json");
    USLKIT_CHECK(scenario_hash(again) == scenario_hash(scenario));
  } catch (const InputError& error) {
    check_message(error);
  }
}

std::span<const NamedTarget> fuzz_targets() {
  static constexpr std::array<NamedTarget, 6> kTargets = {{{"csv", fuzz_csv},
                                                           {"text", fuzz_text},
                                                           {"json", fuzz_json},
                                                           {"fit_json", fuzz_fit_json},
                                                           {"scenario", fuzz_scenario},
                                                           {"http", fuzz_http}}};
  return kTargets;
}

}  // namespace uslkit
