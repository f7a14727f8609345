#include "report/text_width.h"

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("width is proportional to size and adds up over characters") {
  CHECK(text_width("abc", 20) == doctest::Approx(2 * text_width("abc", 10)));
  CHECK(text_width("abc", 10) ==
        doctest::Approx(text_width("a", 10) + text_width("b", 10) + text_width("c", 10)));
  CHECK(text_width("0", 1000) == doctest::Approx(636));
  CHECK(text_width("0", 1000, true) == doctest::Approx(696));
}

TEST_CASE("fitted text is never wider than its room and is whole when there is room") {
  CHECK(fit_text("requests/s", 500, 14) == "requests/s");
  for (double room = 30; room < 300; room += 17) {
    CHECK(text_width(fit_text(std::string(10'000, 'W'), room, 14), 14) <= room);
  }
}

}  // namespace uslkit
