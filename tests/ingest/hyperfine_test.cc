#include "ingest/hyperfine.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("hyperfine: the parameter is N and X is the work of a run by its mean time") {
  const Measurements scan = read_sample("hyperfine", "hyperfine_list_t.json");
  check_expected(scan, "hyperfine_list_t.json");
  CHECK(*scan.rows[0].throughput_sd ==
        doctest::Approx(1.62807 * 0.01972830882455183 / 0.6142231369 / std::sqrt(3.0)));
  IngestOptions options;
  options.work_per_run = 2000;
  const Measurements work = read_sample("hyperfine", "hyperfine_list_t.json", options);
  CHECK(work.rows[0].throughput == doctest::Approx(2000 / 0.6142231369));
  CHECK(work.rows[0].latency_s == scan.rows[0].latency_s);
}

TEST_CASE("hyperfine: runs that failed do not count") {
  const Measurements scan = read_text(
      "hyperfine", with(sample_text("hyperfine_list_t.json"), "\"exit_codes\": [\n        0,",
                        "\"exit_codes\": [\n        1,"));
  CHECK(scan.rows[0].throughput == doctest::Approx(2.0 / 3 / 0.6142231369));
  CHECK(*scan.rows[0].error_ratio == doctest::Approx(1.0 / 3));
}

TEST_CASE("hyperfine: of several parameters the one that is named like N counts") {
  const std::string text = sample_text("hyperfine_list_t.json");
  const std::string first = "\"parameters\": {\n        \"t\": \"1\"";
  CHECK(read_text("hyperfine",
                  with(text, first, "\"parameters\": {\"size\": \"7\", \"threads\": \"3\""))
            .rows[0]
            .concurrency == 3);
  CHECK(read_message("hyperfine",
                     with(text, first, "\"parameters\": {\"size\": \"7\", \"q\": \"3\"")) ==
        "run.txt:22:21 (/results/0/parameters): error: found several parameters, none of them "
        "named as N "
        "usually is\n  allowed: one parameter, or one of these: n, N, threads, t, concurrency, c, "
        "clients, connections, workers, w, jobs, j, procs, processes, nodes, p, users or vus");
}

TEST_CASE("hyperfine: a timing without N is refused, unless N is given otherwise") {
  const std::string text = R"({"results":[{"command":"x","mean":0.5}]})";
  CHECK(read_message("hyperfine", text) ==
        "run.txt:1:13 (/results/0): error: found a timing without parameters, so without N\n"
        "  allowed: a parameter scan, or --n\n"
        "  hint: hyperfine --parameter-list threads 1,2,4,8 'program --threads {threads}' "
        "--export-json FILE");
  IngestOptions options;
  options.concurrency = 4;
  CHECK(read_text("hyperfine", text, options).rows[0].throughput == 2);
}

}  // namespace
}  // namespace uslkit
