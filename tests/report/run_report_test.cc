#include "report/run_report.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "report/safe_text.h"
#include "report/timeline_chart.h"
#include "tests/report/golden.h"
#include "tests/report/sample_fit.h"
#include "tests/report/sample_run.h"

namespace uslkit {
namespace {

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

TEST_CASE("scaling is told from the decision to the moment when the consumers are at work") {
  RunResult run = surge_run();
  run.events.push_back({.time_s = 752, .cell = 0, .kind = "rebalance", .text = "to 128"});
  CHECK(
      contains(run_report_text(run, {.width = 200}),
               "Scaled from 64 to 128 consumers: decided at 12 min 30 s, at work at 12 min 32 s."));
  run.cells.resize(2);
  CHECK(
      contains(run_report_text(run, {.width = 200}), "Scaled from 64 to 128 consumers in 2 cells"));
  std::fill(run.series.consumers.begin(), run.series.consumers.end(), 64.0);
  CHECK(contains(run_report_text(run, {.width = 200}),
                 "The autoscaler decides at 12 min 30 s, but no more consumers come to work."));
}

TEST_CASE("what was shed is told by class, with the reason") {
  CHECK(contains(run_report_text(surge_run(), {.width = 200}),
                 "Shed: 5M attempts, of analytics 5M (priority shed)."));
  CHECK_FALSE(contains(run_report_text(queue_run(), {.width = 200}), "Shed:"));
}

TEST_CASE("a synchronous run tells its collapse, its crash and its recovery") {
  RunResult run = queue_run();
  run.architecture = "synchronous";
  run.series.interval_s = 10;
  run.series.availability.assign(40, 1.0);
  CHECK(contains(run_report_text(run, {.width = 200}),
                 "No collapse: in its worst interval 100 % of the requests are answered."));
  std::fill_n(run.series.availability.begin() + 10, 5, 0.8);
  CHECK(contains(run_report_text(run, {.width = 200}),
                 "At worst 80 % of the requests are answered, between 100 s and 150 s."));
  std::fill_n(run.series.availability.begin() + 10, 5, 0.25);
  CHECK(
      contains(run_report_text(run, {.width = 200}),
               "It collapses: from 100 s on fewer than half of the requests are answered, 25 % in "
               "the worst interval; it recovers at 150 s."));
  run.events = {{.time_s = 120, .cell = 0, .kind = "crash", .text = "too many in flight"},
                {.time_s = 130, .cell = 0, .kind = "restarted", .text = "up"}};
  run.series.availability.back() = 0;
  CHECK(
      contains(run_report_text(run, {.width = 300}),
               "it has not recovered when the run ends. The process crashes at 120 s: too many in "
               "flight; it is up again at 130 s."));
}

TEST_CASE("a closed system tells its throughput beside theory") {
  RunResult run = queue_run();
  run.scalability =
      ScalabilityPoint{.concurrency = 20, .throughput_per_s = 45e3, .latency_ms = 0.4};
  run.theory.push_back({.quantity = "throughput",
                        .formula = "USL",
                        .unit = "/s",
                        .theory = 50e3,
                        .simulated = {.value = 45e3},
                        .gap = -0.1});
  CHECK(contains(run_report_text(run, {.width = 200}),
                 "20 workers: 45,000/s, 400 us each; theory says 50,000/s (-10.00 %)."));
  run.theory.back().holds = false;
  CHECK(contains(run_report_text(run, {.width = 200}), "though its assumption does not hold"));
}

TEST_CASE("a formula stands once however many rows it has, and its assumption where it fails") {
  RunResult run = queue_run();
  run.theory.push_back(run.theory.front());
  run.theory.back().quantity = "another mean";
  const std::string text = run_report_text(run, {});
  CHECK(contains(text, "\n  [1] M/M/1: 1/(mu - lambda)\n"));
  CHECK_FALSE(contains(text, "[2]"));
  CHECK_FALSE(contains(text, "Poisson"));
  CHECK(contains(run_report_text(run, {}, true), "Poisson"));
  run.theory.back().holds = false;
  CHECK(contains(run_report_text(run, {}), "[1] *"));
  CHECK(contains(run_report_text(run, {}), "Poisson"));
  CHECK(contains(run_report_text(run, {}), "* Its assumption does not hold here, or not quite."));
}

TEST_CASE("an interval is written in the unit of the value beside it") {
  RunResult run = queue_run();
  run.theory.front().theory = 0.05;
  run.theory.front().simulated = {.value = 0.0504, .low = 0.0491, .high = 0.0517};
  CHECK(contains(run_report_text(run, {}), "50 us    50.4 us   [49.1, 51.7]"));
}

TEST_CASE("Little's law is one line for all stations, and a miss is called a bug") {
  RunResult run = surge_run();
  run.theory = {{.quantity = "consumers number inside", .formula = "L = X T", .theory = 78}};
  CHECK(contains(run_report_text(run, {}), "Little's law L = X T holds at every station"));
  CHECK_FALSE(contains(run_report_text(run, {}), "number inside"));
  run.stations[0].littles_law_gap = 0.01;
  CHECK(contains(run_report_text(run, {}), "is missed by 1 % at station consumers: a bug."));
}

TEST_CASE("a signal below its threshold is no row, and a correction is for those who ask") {
  RunResult run = surge_run();
  run.golden_signals.push_back(
      {.name = "latency", .definition = "p99", .worst = 0.002, .threshold = 30});
  const std::string text = run_report_text(run, {});
  CHECK(contains(text, "Below its threshold: latency (at most 2 ms, alert above 30 s)."));
  CHECK_FALSE(contains(text, "the papers"));
  CHECK(contains(run_report_text(run, {}, true), "the papers"));
}

TEST_CASE("batch consumers show their load beside their busy time") {
  RunResult run = surge_run();
  CHECK_FALSE(contains(run_report_text(run, {}), " load "));
  run.stations[0].load = 0.54;
  CHECK(contains(run_report_text(run, {}), "  54 %"));
  CHECK(contains(run_report_text(run, {}), "batches/s"));
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
  CHECK_FALSE(contains(text, " lost "));
  CHECK_FALSE(contains(text, "\n  all "));
  CHECK(contains(run_report_text(surge_run(), {}), "\n  all "));
}

}  // namespace
}  // namespace uslkit
