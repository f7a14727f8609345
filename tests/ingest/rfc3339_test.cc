#include "ingest/rfc3339.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("moments are nanoseconds since 1970 in Greenwich, whatever their zone") {
  CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == 0);
  CHECK(parse_rfc3339("2000-02-29T12:00:00Z") == 951'825'600'000'000'000);
  CHECK(parse_rfc3339("2026-08-21T09:43:41.123456789Z") ==
        parse_rfc3339("2026-08-21T11:43:41.123456789+02:00"));
  CHECK(parse_rfc3339("2026-08-21T09:43:41Z") == parse_rfc3339("2026-08-21T04:13:41-05:30"));
  CHECK(*parse_rfc3339("1970-01-01T00:00:00.5Z") == 500'000'000);
  CHECK(*parse_rfc3339("1970-01-01T00:00:00.0000000019Z") == 1);  // beyond nanoseconds: cut
}

TEST_CASE("what is not a moment is refused") {
  for (const char* text :
       {"", "yesterday", "2026-08-21", "2026-08-21T09:43:41", "2026-13-21T09:43:41Z",
        "2026-02-30T09:43:41Z", "2026-08-21T24:43:41Z", "2026-08-21T09:43:41+2:00",
        "2026-08-21T09:43:41Zx", "1969-12-31T23:59:59Z", "2026-08-21T09:43:61Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
  }
}

}  // namespace
}  // namespace uslkit
