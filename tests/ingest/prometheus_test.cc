#include "ingest/prometheus.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

std::string matrix(const std::string& values) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[)" +
         values + "]}]}}";
}

Measurements join(const std::vector<std::pair<std::string, std::string>>& named_texts) {
  std::vector<ByteSource> files;
  for (const auto& [name, text] : named_texts) files.push_back(ByteSource::from_text(text, name));
  return tool_format("prometheus").read(files, {});
}

std::string join_message(const std::vector<std::pair<std::string, std::string>>& named_texts) {
  try {
    static_cast<void>(join(named_texts));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("prometheus: X alone is one row with the mean of its steps") {
  const Measurements run = read_sample("prometheus", "prometheus_query_range.json");
  check_expected(run, "prometheus_query_range.json");
  CHECK(*run.rows[0].duration_s == 5);
  CHECK(has_note(run, "mean-of-steps"));
}

TEST_CASE("prometheus: X, N and R are joined on their timestamps, in this order or by prefix") {
  const std::string x = matrix(R"([10,"100"],[11,"150"],[12,"180"],[13,"0"])");
  const std::string n = matrix(R"([10,"1"],[11,"2"],[13,"1"])");
  const std::string r = matrix(R"([10,"0.01"],[11,"0.0133"],[12,"0.02"],[13,"0.01"])");
  for (const Measurements& run :
       {join({{"a", x}, {"b", n}, {"c", r}}), join({{"r=c", r}, {"n=b", n}, {"x=a", x}})}) {
    REQUIRE(run.rows.size() == 2);
    CHECK(run.rows[0].concurrency == 1);
    CHECK(run.rows[0].throughput == 100);
    CHECK(run.rows[0].latency_s == 0.01);
    CHECK(run.rows[1].concurrency == 2);
    CHECK(run.rows[1].latency_s == 0.0133);
    CHECK(note_text(run, "unmatched-steps") == "1 steps of X have no partner in the other answers");
    CHECK(note_text(run, "idle-steps") == "1 steps without load left out");
  }
  CHECK(join({{"x=a", x}, {"r=c", r}}).rows.size() == 3);
  CHECK(join({{"x=a", x}, {"r=c", r}}).rows[0].concurrency == 0);
}

TEST_CASE("prometheus: series add up; NaN, infinity and gaps make a step unusable") {
  const std::string x =
      matrix(R"([1795212392,"50"],[1795212393,"51"],[1795212394,"52"],[1795212396,"53"])");
  const Measurements run = join({{"x", x}, {"n", sample_text("prometheus_query_range_edge.json")}});
  REQUIRE(run.rows.size() == 2);
  CHECK(run.rows[0].concurrency == 23);
  CHECK(run.rows[0].throughput == 50);
  CHECK(run.rows[1].concurrency ==
        14);  // after its last sample a series is gone, not zero by accident
  CHECK(run.rows[1].throughput == 53);
  CHECK(note_text(run, "series-combined") == "N: 2 series were added up");
  CHECK(note_text(run, "unusable-steps") ==
        "N: 2 steps left out (NaN, infinite or missing values)");
  CHECK(note_text(run, "prometheus-warning") == "Prometheus warned: \"sample warning\"");
  // A gap inside the life of a series is a lost sample.
  const std::string two_series =
      R"({"status":"success","data":{"resultType":"matrix","result":[)"
      R"({"metric":{"i":"a"},"values":[[1795212392,"1"],[1795212393,"1"],[1795212394,"1"]]},)"
      R"({"metric":{"i":"b"},"values":[[1795212392,"1"],[1795212394,"1"]]}]}})";
  CHECK(join({{"x", x}, {"n", two_series}}).rows.size() == 2);
}

TEST_CASE("prometheus: an error answer, a wrong query and answers that do not meet are refused") {
  CHECK(
      read_message("prometheus", sample_text("prometheus_error.json")) ==
      "run.txt:1:11 (/status): error: found an error answer of Prometheus: \"1:5: parse error: "
      "unclosed left parenthesis\" (bad_data)\n  allowed: an answer with \"status\": \"success\"\n"
      "  hint: mend the query and save its answer again");
  CHECK(
      read_message("prometheus",
                   R"({"status":"success","data":{"resultType":"vector","result":[]}})") ==
      "run.txt:1:42 (/data/resultType): error: found the string \"vector\"\n  allowed: \"matrix\"\n"
      "  hint: ask /api/v1/query_range with start, end and step");
  CHECK(read_message("prometheus",
                     R"({"status":"success","data":{"resultType":"matrix","result":[]}})") ==
        "run.txt:1:60 (/data/result): error: found no series\n  allowed: at least one series\n"
        "  hint: the query matched nothing");
  CHECK(read_message("prometheus", matrix(R"([10,"1e999"])")) ==
        "run.txt:1:88 (/data/result/0/values/0/1): error: found the string \"1e999\"\n"
        "  allowed: a number, NaN, +Inf or -Inf, as a string");
  CHECK(join_message({{"x=a", matrix(R"([10,"1"])")}, {"n=b", matrix(R"([11,"1"])")}}) ==
        "x=a: error: found no step at which all quantities are known and positive\n"
        "  allowed: answers that share their timestamps\n"
        "  hint: ask all queries with the same start, end and step");
  CHECK(join_message({{"n=b", matrix(R"([11,"1"])")}}) ==
        "n=b: error: found no answer for X\n"
        "  allowed: x=FILE with the throughput, such as sum(rate(http_requests_total[1m]))");
  CHECK(join_message({{"x=a", matrix(R"([10,"1"])")}, {"x=b", matrix(R"([10,"1"])")}}) ==
        "x=b: error: found a second answer for the same quantity\n"
        "  allowed: X, then N, then R, or x=FILE n=FILE r=FILE");
}

}  // namespace
}  // namespace uslkit
