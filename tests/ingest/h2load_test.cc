#include "ingest/h2load.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("h2load: clients, rate and mean time are read with their units") {
  const Measurements run = read_sample("h2load", "h2load_c8.txt");
  check_expected(run, "h2load_c8.txt");
  CHECK(*run.rows[0].duration_s == doctest::Approx(0.40043));
  CHECK_FALSE(has_note(run, "h2load-streams"));
}

TEST_CASE("h2load: its rate includes answers with an error status, ours does not") {
  const Measurements run =
      read_text("h2load", with(sample_text("h2load_c8.txt"), "4000 succeeded, 0 failed",
                               "1000 succeeded, 3000 failed"));
  CHECK(run.rows[0].throughput == doctest::Approx(1000 / 0.40043));
  CHECK(run.rows[0].error_ratio == 0.75);
}

TEST_CASE("h2load: clients of all threads add up; streams show by Little's law") {
  const std::string text = sample_text("h2load_c8.txt");
  const Measurements two =
      read_text("h2load", with(text, "spawning thread #0: 8 total client(s). 4000 total requests",
                               "spawning thread #0: 4 total client(s). 2000 total requests\n"
                               "spawning thread #1: 4 total client(s). 2000 total requests"));
  CHECK(two.rows[0].concurrency == 8);
  const Measurements streams = read_text("h2load", with(text, "778us", "7.78ms"));
  CHECK(note_text(streams, "h2load-streams") ==
        "line 15: X R is 10 times the clients; h2load does not print -m, and N is clients times "
        "streams");
}

TEST_CASE("h2load: a cut report is refused") {
  const std::string text = sample_text("h2load_c8.txt");
  CHECK(read_message("h2load", text.substr(0, text.find("traffic:"))) ==
        "run.txt:17: error: found the end of the h2load report that begins in line 1, without "
        "\"time for request:\"\n  allowed: a complete report of h2load\n"
        "  hint: run h2load to its end and keep all it prints");
}

}  // namespace
}  // namespace uslkit
