#include "report/run_report.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "report/safe_text.h"
#include "report/timeline_chart.h"
#include "tests/report/sample_fit.h"
#include "tests/report/sample_run.h"

namespace uslkit {
namespace {

void check_golden(const std::string& name, const std::string& bytes) {
  const std::string path = "tests/report/golden/" + name;
  if (std::getenv("USLKIT_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  CAPTURE(path);
  CHECK((file_bytes(path) == bytes));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

TEST_CASE("the report of a surge is the golden one, as text, as ASCII and as Markdown") {
  check_golden("surge_run.txt", run_report_text(surge_run(), {}));
  check_golden("surge_run_verbose_ascii.txt",
               run_report_text(surge_run(), {.width = 100, .unicode = false}, true));
  check_golden("surge_run.md", run_report_markdown(surge_run(), {.color = true}));
  check_golden("queue_run.txt", run_report_text(queue_run(), {}));
}

TEST_CASE("no line of a run's report is wider than asked and none ends in a blank") {
  for (const RunResult& run : {surge_run(), queue_run()}) {
    for (const std::size_t width : {78U, 100U, 160U}) {
      for (const std::string& line : lines_of(run_report_text(run, {.width = width}, true))) {
        CAPTURE(line);
        CHECK(cells_of(line) <= width);
        CHECK((line.empty() || line.back() != ' '));
      }
    }
  }
}

TEST_CASE("colours are escape bytes, and without them there is none; ASCII is ASCII") {
  const std::string coloured = run_report_text(surge_run(), {.color = true});
  CHECK(contains(coloured, "\x1b["));
  const std::string plain = run_report_text(surge_run(), {.unicode = false}, true);
  for (const char byte : plain) {
    CHECK(static_cast<unsigned char>(byte) < 0x80);
    CHECK(byte != '\x1b');
  }
}

TEST_CASE("a run that stopped early says so before anything else") {
  RunResult run = surge_run();
  run.provenance.stopped_early = "the budget of events is used up";
  CHECK(run_report_text(run, {}).starts_with(
      "surge\n  - Stopped early: the budget of events is used up."));
}

TEST_CASE("a backlog that does not drain is said in words") {
  RunResult run = surge_run();
  run.lag.recovered_at_s.reset();
  run.lag.drain_time_s.reset();
  CHECK(contains(run_report_text(run, {.width = 200}), "the backlog does not drain."));
  run.lag.drain_time_s = 90;
  CHECK(contains(run_report_text(run, {.width = 200}), "the backlog needs another 90 s."));
}

TEST_CASE("text of a scenario cannot steer the terminal") {
  RunResult run = surge_run();
  run.name = "evil\x1b[2Jname";
  run.classes[0].name = "c\x1b]0;x";
  run.events[0].text = "a\nb\x07";
  const std::string text = run_report_text(run, {}, true);
  CHECK_FALSE(contains(text, "\x1b"));
  CHECK_FALSE(contains(text, "\x07"));
}

TEST_CASE("a class that lost nothing has no column for it; two or more classes have a sum") {
  const std::string text = run_report_text(queue_run(), {});
  CHECK_FALSE(contains(text, "lost"));
  CHECK_FALSE(contains(text, "\n  all "));
  CHECK(contains(run_report_text(surge_run(), {}), "\n  all "));
}

}  // namespace
}  // namespace uslkit
