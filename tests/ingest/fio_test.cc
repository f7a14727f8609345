#include "ingest/fio.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("fio: N is numjobs x iodepth, given as strings") {
  const Measurements run = read_sample("fio", "fio_numjobs4.json");
  check_expected(run, "fio_numjobs4.json");
  CHECK(*run.rows[0].duration_s == 3.001);
  CHECK(*littles_law_gap(run.rows[0]) < 0.05);
}

TEST_CASE("fio: options may stand with all jobs, and depth counts for asynchronous engines only") {
  const std::string text = sample_text("fio_numjobs4.json");
  const std::string deep =
      with(text, "\"numjobs\" : \"4\"", "\"numjobs\" : \"4\", \"iodepth\" : \"16\"");
  CHECK(read_text("fio", deep).rows[0].concurrency == 4);
  const std::string aio = with(deep, "psync", "libaio");
  CHECK(read_text("fio", aio).rows[0].concurrency == 64);
  const std::string global =
      with(with(text, "\"numjobs\" : \"4\"", "\"x\" : \"4\""), "\"jobs\" : [",
           "\"global options\" : {\"numjobs\" : \"8\"}, \"jobs\" : [");
  CHECK(read_text("fio", global).rows[0].concurrency == 8);
}

std::string job(int group, const std::string& name, const std::string& iops) {
  return R"({"jobname":")" + name + R"(","groupid":)" + std::to_string(group) +
         R"(,"error":0,"job options":{"numjobs":"2","ioengine":"libaio","iodepth":"4"},)" +
         R"("read":{"iops":)" + iops +
         R"(,"total_ios":100,"runtime":1000,"lat_ns":{"mean":2000}},)" + R"("write":{"iops":)" +
         iops + R"(,"total_ios":300,"runtime":2000,"lat_ns":{"mean":4000}}})";
}

TEST_CASE("fio: without group_reporting the clones of a job add up, groups are rows of their own") {
  const Measurements run =
      read_text("fio", R"({"fio version":"fio-3.33","jobs":[)" + job(0, "a", "10") + "," +
                           job(0, "a", "20") + "," + job(1, "b", "5") + "]}");
  REQUIRE(run.rows.size() == 2);
  CHECK(run.rows[0].concurrency == 8);  // two entries of one clone each, 4 deep
  CHECK(run.rows[0].throughput == 60);  // reads and writes of both
  CHECK(*run.rows[0].latency_s == doctest::Approx(3.5e-6));  // weighted by operations
  CHECK(*run.rows[0].duration_s == 2);
  CHECK(run.rows[1].concurrency == 8);  // one entry for two clones
  CHECK(run.rows[1].throughput == 10);
}

TEST_CASE("fio: warnings before the document are skipped, wrong options name their place") {
  const std::string text = sample_text("fio_numjobs4.json");
  const Measurements run =
      read_text("fio", "note: both iodepth >= 1 and synchronous I/O engine\n" + text);
  CHECK(run.rows[0].line == read_text("fio", text).rows[0].line + 1);
  CHECK(read_message("fio", with(text, "\"numjobs\" : \"4\"", "\"numjobs\" : \"four\"")) ==
        "run.txt:21:21 (/jobs/0/job options/numjobs): error: found \"four\"\n"
        "  allowed: a number, such as 1.5");
  CHECK(has_note(read_text("fio", with(text, "\"error\" : 0", "\"error\" : 28")), "job-error"));
}

}  // namespace
}  // namespace uslkit
