#include "ingest/oha.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("oha: seconds are taken from the summary, not milliseconds from the metrics") {
  const Measurements run = read_sample("oha", "oha.json");
  check_expected(run, "oha.json");
  CHECK(*run.rows[0].duration_s == doctest::Approx(60.0041));
}

TEST_CASE("oha: answers with an error status and errors are no throughput") {
  const std::string text = sample_text("oha.json");
  const Measurements run = read_text(
      "oha", with(text, R"({"200":18000},"errorDistribution":{})",
                  R"({"200":9000,"302":1000,"500":7000},"errorDistribution":{"refused":1000})"));
  CHECK(run.rows[0].throughput == doctest::Approx(299.98 * 10 / 18));
  CHECK(*run.rows[0].error_ratio == doctest::Approx(8.0 / 18));
  const Measurements none =
      read_text("oha", with(with(text, R"({"200":18000},"errorDistribution":{})",
                                 R"({},"errorDistribution":{"refused":18000})"),
                            R"("average":0.05321)", R"("average":null)"));
  CHECK(none.rows[0].throughput == 0);
}

TEST_CASE("oha: a wrong or cut file is refused with line, column and pointer") {
  const std::string text = sample_text("oha.json");
  CHECK(read_message("oha",
                     with(text, "\"requestsPerSec\":299.98", "\"requestsPerSec\":\"299.98\"")) ==
        "run.txt:1:117 (/summary/requestsPerSec): error: found the string \"299.98\"\n"
        "  allowed: a number");
  CHECK(read_message("oha", text.substr(0, 300)) ==
        "run.txt:2:111: error: found the end of the text inside a JSON value\n"
        "  allowed: one complete JSON value\n"
        "  hint: the file may be cut off; write it again to its end");
}

}  // namespace
}  // namespace uslkit
