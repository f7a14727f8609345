// Damaged files: thousands of deterministic mutations of every sample. A reader may refuse them
// with an InputError or read rows whose numbers are finite and in range; anything else is a bug of
// ours.
#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"
#include "ingest/tool_text.h"
#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

constexpr int kMutationsPerSample = 2000;
constexpr std::uint64_t kSeed = 20261121;

std::size_t index_in(Random& random, std::size_t size) { return random.index(size); }

std::string without_bytes(const std::string& text, Random& random) {
  const std::size_t begin = index_in(random, text.size());
  return text.substr(0, begin) +
         text.substr(std::min(text.size(), begin + 1 + index_in(random, 40)));
}

std::string with_line_twice(const std::string& text, Random& random) {
  const std::size_t at = index_in(random, text.size());
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 = 0
  const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
  return text.substr(0, end) + text.substr(begin);
}

std::string with_bad_number(std::string text, Random& random) {
  const std::vector<std::string> bad = {"-1",    "0",    "nan", "1e400",
                                        "1e308", "-0.0", "1,5", "99999999999999999999"};
  const std::size_t at = text.find_first_of("0123456789", index_in(random, text.size()));
  if (at == std::string::npos) return text;
  const std::size_t end = std::min(text.find_first_not_of("0123456789.", at), text.size());
  return text.replace(at, end - at, bad[index_in(random, bad.size())]);
}

std::string mutated(std::string text, Random& random) {
  switch (random.index(6)) {
    case 0:
      text[index_in(random, text.size())] ^= static_cast<char>(1u << random.index(8));
      return text;
    case 1:
      return text.substr(0, index_in(random, text.size()));
    case 2:
      return without_bytes(text, random);
    case 3:
      return with_line_twice(text, random);
    case 4:
      return with_bad_number(std::move(text), random);
    default:
      text[index_in(random, text.size())] = static_cast<char>(random.index(256));
      return text;
  }
}

void check_rows(const Measurements& measurements) {
  for (const Measurement& row : measurements.rows) {
    CHECK(std::isfinite(row.concurrency));
    CHECK(row.concurrency >= 0);
    CHECK(std::isfinite(row.throughput));
    CHECK(row.throughput >= 0);
    CHECK(std::isfinite(row.latency_s.value_or(0)));
    CHECK(row.latency_s.value_or(0) >= 0);
    CHECK(row.error_ratio.value_or(0) >= 0);
    CHECK(row.error_ratio.value_or(0) <= 1);
    CHECK(row.duration_s.value_or(0) >= 0);
  }
}

void mutate(const std::string& format, const std::string& name) {
  const std::string original = sample_text(name);
  Random random(kSeed, name);
  int refused = 0;
  for (int i = 0; i < kMutationsPerSample; ++i) {
    std::string text = mutated(original, random);
    if (random.index(4) == 0 && !text.empty()) text = mutated(std::move(text), random);
    CAPTURE(name);
    CAPTURE(i);
    for (const FormatReader& each : tool_output_formats())
      static_cast<void>(recognises(each, text));
    try {
      check_rows(read_text(format, text));
    } catch (const InputError& error) {
      ++refused;
      CHECK(error.parts().place.source == "run.txt");
      CHECK_FALSE(error.parts().found.empty());
    }
  }
  MESSAGE(name << ": " << refused << " of " << kMutationsPerSample << " mutations refused");
  CHECK(refused > 0);
}

TEST_CASE("damaged text reports are refused or read, never worse") {
  mutate("wrk", "wrk_sweep.txt");
  mutate("wrk2", "wrk2_latency.txt");
  mutate("hey", "hey_c8.txt");
  mutate("ab", "ab_c8.txt");
  mutate("h2load", "h2load_c8.txt");
  mutate("vegeta-text", "vegeta_report.txt");
  mutate("pgbench", "pgbench_S_sweep.txt");
  mutate("pgbench", "pgbench_tpcb_c4.txt");
  mutate("sysbench", "sysbench_oltp_sweep.txt");
  mutate("kafka-perf", "kafka_producer_perf.txt");
}

TEST_CASE("damaged JSON reports are refused or read, never worse") {
  mutate("oha", "oha.json");
  mutate("vegeta", "vegeta_report.json");
  mutate("vegeta-encode", "vegeta_encode.ndjson");
  mutate("fio", "fio_numjobs4.json");
  mutate("hyperfine", "hyperfine_list_t.json");
  mutate("google-benchmark", "google_benchmark_threads.json");
  mutate("k6", "k6_handle_summary.json");
  mutate("k6", "k6_summary_export_legacy.json");
  mutate("k6", "k6_machine_readable_v1.json");
  mutate("k6-json", "k6_out_json.ndjson");
  mutate("prometheus", "prometheus_query_range_edge.json");
  mutate("openmessaging", "openmessaging_benchmark.json");
}

}  // namespace
}  // namespace uslkit
