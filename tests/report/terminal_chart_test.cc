#include "report/terminal_chart.h"

#include <limits>
#include <sstream>

#include <doctest/doctest.h>

#include "report/safe_text.h"
#include "tests/report/sample_fit.h"

namespace uslkit {
namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, cells_of(line));
  return widest;
}

}  // namespace

TEST_CASE("the chart of SDM91 in plain ASCII is this one") {
  CHECK(terminal_chart(sdm91_fit(), {.width = 60, .height = 10, .unicode = false}) ==
        R"chart(scripts/h
    2k +              ...........
       |        .--''o::::P:o:::'''o'--------...o:::::
       |      -o':                        ::::::'''''------
       |    .':                                      ::::::
       |   .'
    1k +  .o
       |  |
       | -'
       | |
     0 +o'
       ++--------+---------+--------+--------+--------+-----
        0       50        100      150      200      250
                                                   users (N)
    N*                |---P----------|
        o measured  -- fit  : 95 % confidence  P peak
)chart");
}

TEST_CASE("no line is wider than asked, at any width, and all seven runs are on it") {
  for (std::size_t width = 40; width <= 200; width += 20) {
    for (const bool unicode : {false, true}) {
      const std::string chart = terminal_chart(sdm91_fit(), {.width = width, .unicode = unicode});
      CHECK(widest_line(chart) <= width);
      // One more stands in the legend.
      CHECK(count_of(chart, unicode ? "●" : "o") >= 7);
    }
  }
}

TEST_CASE("without colour there is no escape byte, with colour every colour is switched off") {
  for (const UslFit& fit : {sdm91_fit(), cisco_fit(), amdahl_fit(), hostile_fit()}) {
    CHECK(terminal_chart(fit).find('\x1b') == std::string::npos);
    const std::string colored = terminal_chart(fit, {.color = true});
    CHECK(count_of(colored, "\x1b[0m") * 2 == count_of(colored, "\x1b["));
  }
}

TEST_CASE("ASCII charts hold only ASCII") {
  for (const char byte : terminal_chart(cisco_fit(), {.unicode = false})) CHECK(byte > 0);
}

TEST_CASE("axes carry names and units") {
  const std::string chart = terminal_chart(sdm91_fit());
  CHECK(chart.find("scripts/h\n") == 0);
  CHECK(chart.find("users (N)\n") != std::string::npos);
}

TEST_CASE("the interval of N* stands under the axis, with an arrow where it is open") {
  UslFit fit = sdm91_fit();
  CHECK(terminal_chart(fit).find("N*") != std::string::npos);
  CHECK(terminal_chart(fit).find("▶") == std::string::npos);
  fit.peak_concurrency.profile->upper = std::numeric_limits<double>::infinity();
  CHECK(terminal_chart(fit).find("▶") != std::string::npos);
  CHECK(terminal_chart(amdahl_fit()).find("N*") == std::string::npos);
}

TEST_CASE("a flagged run has its own mark") {
  CHECK(count_of(terminal_chart(cisco_fit(), {.width = 120}), "◎") == 3);
}

}  // namespace uslkit
