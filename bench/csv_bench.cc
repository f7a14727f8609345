// How fast a CSV becomes measurements, beside what the machine can do with the same bytes (copy
// them, count their line feeds, hash them) and beside a plain reader of the standard library.
// Target: at least 200 MB/s on one core for the whole way (split, parse, average, hash).
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/csv_tokenizer.h"
#include "base/number_text.h"
#include "ingest/ingest.h"

namespace uslkit {
namespace {

// 32 MiB of rows as load tests write them.
const std::string& table() {
  static const std::string text = [] {
    std::string rows = "concurrency,throughput,latency_ms\n";
    for (int i = 0; rows.size() < (32u << 20); ++i) {
      const int n = 1 + i % 200;
      rows += std::to_string(n) + "," + format_number(955.16 * n / (1 + 0.02 * (n - 1)), 7) + "," +
              format_number(n * 1.0469 / 3, 5) + "\n";
    }
    return rows;
  }();
  return text;
}

ByteSource source() {
  return ByteSource::from_function(
      [at = std::size_t{0}](std::span<char> buffer) mutable {
        const std::size_t count = std::min(buffer.size(), table().size() - at);
        std::memcpy(buffer.data(), table().data() + at, count);
        at += count;
        return count;
      },
      "bench.csv");
}

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(table().size()));
}

void BM_copy_bytes(benchmark::State& state) {
  std::vector<char> copy(table().size());
  for (benchmark::State::StateIterator::value_type _ : state) {
    std::memcpy(copy.data(), table().data(), copy.size());
    benchmark::DoNotOptimize(copy.data());
    benchmark::ClobberMemory();
  }
  count_bytes(state);
}
BENCHMARK(BM_copy_bytes)->Unit(benchmark::kMillisecond);

void BM_count_lines(benchmark::State& state) {
  for (benchmark::State::StateIterator::value_type _ : state) {
    std::size_t lines = 0;
    const char* at = table().data();
    const char* const end = at + table().size();
    while ((at = static_cast<const char*>(
                std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
      ++lines;
      ++at;
    }
    benchmark::DoNotOptimize(lines);
  }
  count_bytes(state);
}
BENCHMARK(BM_count_lines)->Unit(benchmark::kMillisecond);

void BM_hash_bytes(benchmark::State& state) {
  for (benchmark::State::StateIterator::value_type _ : state) {
    benchmark::DoNotOptimize(sha256_hex(table()));
  }
  count_bytes(state);
}
BENCHMARK(BM_hash_bytes)->Unit(benchmark::kMillisecond);

// Split only; the source hashes what passes through it.
void BM_split_csv(benchmark::State& state) {
  for (benchmark::State::StateIterator::value_type _ : state) {
    ByteSource bytes = source();
    CsvTokenizer csv(bytes, {});
    std::size_t fields = 0;
    while (csv.next()) fields += csv.fields().size();
    benchmark::DoNotOptimize(fields);
  }
  count_bytes(state);
}
BENCHMARK(BM_split_csv)->Unit(benchmark::kMillisecond);

// The numbers alone: each field of the table as a double, through the strict reader.
void BM_parse_numbers(benchmark::State& state) {
  ByteSource bytes = source();
  CsvTokenizer csv(bytes, {});
  std::vector<std::string> fields;
  while (fields.size() < 100'000 && csv.next()) {
    fields.insert(fields.end(), csv.fields().begin(), csv.fields().end());
  }
  for (benchmark::State::StateIterator::value_type _ : state) {
    double sum = 0;
    for (const std::string& field : fields) sum += number_or_nan(field);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(fields.size()));
}
BENCHMARK(BM_parse_numbers)->Unit(benchmark::kMillisecond);

// The whole way of `uslkit ingest FILE.csv`.
void BM_ingest_csv(benchmark::State& state) {
  for (benchmark::State::StateIterator::value_type _ : state) {
    benchmark::DoNotOptimize(ingest_bytes(source(), {}).rows.data());
  }
  count_bytes(state);
}
BENCHMARK(BM_ingest_csv)->Unit(benchmark::kMillisecond);

// What one writes in an afternoon, without checks, places or a hash: getline, strtod, a map.
void BM_getline_strtod(benchmark::State& state) {
  struct Sums {
    double count = 0, throughput = 0, squares = 0, latency = 0;
  };
  for (benchmark::State::StateIterator::value_type _ : state) {
    state.PauseTiming();
    std::istringstream stream(table());
    state.ResumeTiming();
    std::unordered_map<double, Sums> groups;
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
      char* at = line.data();
      const double concurrency = std::strtod(at, &at);
      const double throughput = std::strtod(at + 1, &at);
      const double latency = std::strtod(at + 1, &at);
      Sums& sums = groups[concurrency];
      sums.count += 1;
      sums.throughput += throughput;
      sums.squares += throughput * throughput;
      sums.latency += throughput * latency;
    }
    benchmark::DoNotOptimize(groups);
  }
  count_bytes(state);
}
BENCHMARK(BM_getline_strtod)->Unit(benchmark::kMillisecond);

// Made before the first benchmark, whose time it would be otherwise.
const std::size_t kTableBytes = table().size();

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
