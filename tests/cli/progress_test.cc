#include "cli/progress.h"

#include <doctest/doctest.h>

#include "cli/run_progress.h"

namespace uslkit {
namespace {

TEST_CASE("progress says what is known: bytes, share, rate and the seconds left") {
  CHECK(progress_text({.source = "big.csv",
                       .bytes = 250'000'000,
                       .total_bytes = 1'000'000'000,
                       .elapsed_s = 2}) ==
        "reading big.csv: 250 MB of 1 GB (25 %), 125 MB/s, 6 s left");
  CHECK(progress_text({.source = "-", .bytes = 5'000'000, .elapsed_s = 1}) ==
        "reading standard input: 5 MB, 5 MB/s");
  CHECK(progress_text({.source = "big.csv", .bytes = 10, .total_bytes = 0}) ==
        "reading big.csv: 10 B");
}

TEST_CASE("a file that grew while it was read is never more than whole") {
  const ProgressState grown{.source = "a", .bytes = 30, .total_bytes = 20, .elapsed_s = 1};
  CHECK(progress_text(grown) == "reading a: 30 B of 20 B (100 %), 30 B/s, 0 s left");
  CHECK(progress_bar(1.5, 12) == "[==========]");
}

TEST_CASE("the bar fills from left to right and is absent where the end is not known") {
  CHECK(progress_bar(0, 12) == "[>         ]");
  CHECK(progress_bar(0.5, 12) == "[=====>    ]");
  CHECK(progress_bar(1, 12) == "[==========]");
  CHECK(progress_bar(std::nullopt, 12) == "");
}

TEST_CASE("a file name cannot steer the terminal") {
  CHECK(progress_text({.source = "a\x1b[31m", .bytes = 1}).find('\x1b') == std::string::npos);
}

TEST_CASE("the share done is that of the requests where their number is known, else of the time") {
  const SimulateProgress night{.fraction = 0.5, .requests = 100, .simulated_s = 10};
  CHECK(share_done(night, 1000) == doctest::Approx(0.1));
  CHECK(share_done(night, 0) == doctest::Approx(0.5));
  CHECK(share_done(night, 50) == doctest::Approx(1));
  CHECK(share_done({.fraction = 1, .requests = 990, .simulated_s = 20}, 1000) == 1);
}

TEST_CASE("the wait that is announced is as coarse as it is sure") {
  CHECK(wait_text(0.004) == "under a second");
  CHECK(wait_text(12.4) == "about 12 s");
  CHECK(wait_text(200) == "about 3 min");
  CHECK(wait_text(7200) == "about 2.0 h");
}

TEST_CASE("the progress of a run says share, requests, rate, simulated time and time left") {
  CHECK(run_progress_text({.what = "simulating mm1",
                           .fraction = 0.25,
                           .requests = 5'000'000,
                           .simulated_s = 900,
                           .elapsed_s = 2}) ==
        "simulating mm1: 25 %, 5M requests at 2.5M/s, simulated 15 min, 6 s left");
  CHECK(run_progress_text({.what = "sweep: 1 of 7 runs", .fraction = 0, .requests = 0}) ==
        "sweep: 1 of 7 runs: 0 %, 0 requests");
  CHECK(run_progress_text({.what = "simulating",
                           .fraction = 0.5,
                           .requests = 100,
                           .elapsed_s = 10,
                           .unit = "cells",
                           .parts_done = 6,
                           .parts = 16}) ==
        "simulating: 50 %, 6 of 16 cells, 100 requests at 10/s, 10 s left");
}

}  // namespace
}  // namespace uslkit
