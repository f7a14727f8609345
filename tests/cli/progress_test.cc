#include "cli/progress.h"

#include <doctest/doctest.h>

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
  CHECK(progress_bar(grown, 12) == "[==========]");
}

TEST_CASE("the bar fills from left to right and is absent where the end is not known") {
  CHECK(progress_bar({.source = "a", .bytes = 0, .total_bytes = 10}, 12) == "[>         ]");
  CHECK(progress_bar({.source = "a", .bytes = 5, .total_bytes = 10}, 12) == "[=====>    ]");
  CHECK(progress_bar({.source = "a", .bytes = 10, .total_bytes = 10}, 12) == "[==========]");
  CHECK(progress_bar({.source = "a", .bytes = 5, .total_bytes = 0}, 12) == "");
}

TEST_CASE("a file name cannot steer the terminal") {
  CHECK(progress_text({.source = "a\x1b[31m", .bytes = 1}).find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace uslkit
