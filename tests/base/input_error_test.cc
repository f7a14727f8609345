#include "base/input_error.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("the message names place, value, rule and remedy, in this order") {
  const InputError error({{"data.csv", 4, 13, ""},
                          uslkit::quoted("1,5"),
                          "a number, such as 1.5",
                          "for decimal commas separate the fields by ';'"});
  CHECK(std::string(error.what()) ==
        "data.csv:4:13: error: found \"1,5\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: for decimal commas separate the fields by ';'");
}

TEST_CASE("parts that are not known leave no trace") {
  CHECK(std::string(InputError({{}, "nothing", "", ""}).what()) == "error: found nothing");
  CHECK(Place{"k6.json", 0, 0, "/metrics"}.text() == "k6.json (/metrics)");
  CHECK(Place{"k6.json", 7, 0, ""}.text() == "k6.json:7");
  CHECK(Place{"", 0, 0, "/metrics"}.text() == "/metrics");
}

TEST_CASE("quoted text cannot steer a terminal, whatever bytes a file holds") {
  CHECK(uslkit::quoted("plain") == "\"plain\"");
  CHECK(uslkit::quoted("a\"b\\") == "\"a\\\"b\\\\\"");
  CHECK(uslkit::quoted("\x1b[31m\n") == "\"\\x1b[31m\\x0a\"");
  CHECK(uslkit::quoted(std::string_view("\0", 1)) == "\"\\x00\"");
  CHECK(uslkit::quoted("µs") == "\"µs\"");
  CHECK(uslkit::quoted("\xff\xc3") == "\"\\xff\\xc3\"");
  CHECK(uslkit::quoted("\xc2\x9b") == "\"\\xc2\\x9b\"");
  CHECK(uslkit::quoted(std::string(100, 'x')) == "\"" + std::string(60, 'x') + "\"...");
}

TEST_CASE("no part of a message can steer a terminal, file names included") {
  const InputError error({{"a\x1b[31m\nb.csv", 1, 0, "/k\x07"}, "x\n", "y\x9b", "\xc2\x9bz"});
  CHECK(std::string(error.what()) ==
        "a\\x1b[31m\\x0ab.csv:1 (/k\\x07): error: found x\\x0a\n"
        "  allowed: y\\x9b\n"
        "  hint: \\xc2\\x9bz");
  CHECK(without_controls("Größe \"n\"") == "Größe \"n\"");
  // What has no shape of its own: an override to the left, a zero-width space, a byte order mark.
  CHECK(without_controls("a\xE2\x80\xAE"
                         "b") == "a\\xe2\\x80\\xaeb");
  CHECK(without_controls("\xE2\x80\x8B") == "\\xe2\\x80\\x8b");
  CHECK(without_controls("\xEF\xBB\xBF") == "\\xef\\xbb\\xbf");
  CHECK(without_controls("–…\xE2\x82\xAC") == "–…\xE2\x82\xAC");
}

}  // namespace
}  // namespace uslkit
