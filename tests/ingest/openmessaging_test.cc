#include "ingest/openmessaging.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("OpenMessaging: N is all producers, X the mean publish rate") {
  const Measurements run = read_sample("openmessaging", "openmessaging_benchmark.json");
  check_expected(run, "openmessaging_benchmark.json");
  CHECK(run.rows[0].error_ratio == 0.0);
  CHECK(has_note(run, "target-rate"));
  CHECK_FALSE(has_note(run, "growing-backlog"));
}

TEST_CASE("OpenMessaging: a growing backlog and publish errors are said") {
  const std::string text = sample_text("openmessaging_benchmark.json");
  const Measurements run =
      read_text("openmessaging", with(with(text, "[ 210, 180, 195 ]", "[ 1000, 50000, 90000 ]"),
                                      "\"publishErrorRate\" : [ 0.0, 0.0, 0.0 ]",
                                      "\"publishErrorRate\" : [ 30.0, 0.0, 0.0 ]"));
  CHECK(
      note_text(run, "growing-backlog") ==
      "the backlog grew from 1000 to 90000 messages: the consumers did not keep up, so the publish "
      "rate is more than the system sustains");
  CHECK(*run.rows[0].error_ratio == doctest::Approx(10 / 200005.0));
}

TEST_CASE("OpenMessaging: wrong fields are named") {
  CHECK(read_message("openmessaging", with(sample_text("openmessaging_benchmark.json"),
                                           "\"topics\" : 1", "\"topics\" : 0")) ==
        "run.txt:5:14 (/topics): error: found 0\n"
        "  allowed: a whole number between 1 and 1000000000");
}

}  // namespace
}  // namespace uslkit
