#include "base/number_text.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

std::string message_for(std::string_view field) {
  try {
    static_cast<void>(parse_number(field, {.source = "data.csv", .line = 4, .column = 13}));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("every number prints as the shortest text that reads back as the same double") {
  Random random(1, "number text");
  for (int i = 0; i < 20'000; ++i) {
    const double value = random.normal() * std::pow(10.0, 40 * random.uniform() - 20);
    CAPTURE(value);
    const std::string text = format_number(value);
    REQUIRE(parse_number(text, {}) == value);
  }
}

TEST_CASE("decimals of up to 17 characters read exactly as the standard library reads them") {
  Random random(2, "number text");
  constexpr std::string_view kStrangers(".-+/:; ,eE\x00\x80\xB0\xFF", 14);
  for (int i = 0; i < 2'000'000; ++i) {
    std::string text = std::to_string(10'000'000'000'000'000'000ULL + random.next_u64() / 2);
    text = text.substr(2, 1 + random.index(17));
    if (random.index(4) != 0) text[random.index(text.size())] = '.';
    if (random.index(16) == 0) text[0] = '-';
    if (random.index(16) == 0) {
      text[random.index(text.size())] = kStrangers[random.index(kStrangers.size())];
    }
    const char first = text.front();
    if (first == '+' || first == ' ' || text.back() == ' ') continue;  // ours, not from_chars'
    double expected = 0;
    const std::from_chars_result result =
        std::from_chars(text.data(), text.data() + text.size(), expected);
    const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
    const double found = number_or_nan(text);
    if (whole ? found == expected : std::isnan(found)) continue;
    CAPTURE(text);
    REQUIRE(found == expected);
  }
}

TEST_CASE("reading a number touches no byte outside its field") {
  constexpr std::string_view kDigits = "12345678901234567";
  for (std::size_t size = 1; size <= kDigits.size(); ++size) {
    const std::vector<char> field(kDigits.begin(), kDigits.begin() + static_cast<long>(size));
    const double expected = std::strtod(std::string(field.data(), size).c_str(), nullptr);
    CHECK(number_or_nan({field.data(), size}) == expected);  // the address sanitizer watches
  }
}

TEST_CASE("blanks around a number and a leading plus are not part of it") {
  for (const std::string text :
       {"1.5", " 1.5", "1.5 ", "\t+1.5\r", "+1.5", "1.5e0", "15e-1", "01.50"}) {
    CAPTURE(text);
    CHECK(parse_number(text, {}) == 1.5);
  }
  CHECK(parse_number("-0.25", {}) == -0.25);
  CHECK(parse_number(".5", {}) == 0.5);
  CHECK(parse_number("5.", {}) == 5.0);
  CHECK(parse_number("1e18", {}) == 1e18);
  CHECK(parse_number("9007199254740993", {}) == 9007199254740992.0);
}

TEST_CASE("the remedy fits what stands in the way") {
  const auto hint = [](const char* text) { return bad_number(text, {}).parts().hint; };
  CHECK(hint("1,5") == "for decimal commas separate the fields by ';'");
  CHECK(hint("-1,5") == "for decimal commas separate the fields by ';'");
  for (const char* grouped :
       {"1_000", "1'000", "1 000", "1.000.000", "1,000.5", "1\u00A0000", "1\u202F000"}) {
    CAPTURE(grouped);
    CHECK(hint(grouped) == "write digits without group separators: 1000, not 1_000");
  }
  CHECK(hint("--5") == "");
  CHECK(hint("1.5.") == "write digits without group separators: 1000, not 1_000");
}

TEST_CASE("whatever is not wholly one finite number is refused") {
  for (const std::string text : {"",
                                 " ",
                                 "nan",
                                 "NAN(123)",
                                 "-nan",
                                 "inf",
                                 "-inf",
                                 "Infinity",
                                 "1,5",
                                 "1_000",
                                 "1'000",
                                 "0x10",
                                 "1 2",
                                 "12ms",
                                 "1e",
                                 "e5",
                                 ".",
                                 "-",
                                 "+",
                                 "+-1",
                                 "-+1",
                                 "--1",
                                 "1.2.3",
                                 "1e400",
                                 "-1e400",
                                 "1e-400",
                                 "1e5x",
                                 "12%",
                                 "\xEF\xBB\xBF"
                                 "1"}) {
    CAPTURE(text);
    CHECK_FALSE(try_parse_number(text).has_value());
  }
  CHECK_FALSE(try_parse_number(std::string(100'000, '1')).has_value());
}

TEST_CASE("a refused number says where, what was found, what is allowed and how to mend it") {
  CHECK(message_for("1,5") ==
        "data.csv:4:13: error: found \"1,5\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: for decimal commas separate the fields by ';'");
  CHECK(message_for("nan") ==
        "data.csv:4:13: error: found \"nan\"\n"
        "  allowed: a finite number, such as 1.5\n"
        "  hint: remove rows without a measurement");
  CHECK(message_for("-inf") ==
        "data.csv:4:13: error: found \"-inf\"\n"
        "  allowed: a finite number, such as 1.5\n"
        "  hint: remove rows without a measurement");
  CHECK(message_for("1e400") ==
        "data.csv:4:13: error: found \"1e400\"\n"
        "  allowed: 0, or a number of magnitude 2.3e-308 to 1.7e308");
  CHECK(message_for("1e-400") ==
        "data.csv:4:13: error: found \"1e-400\"\n"
        "  allowed: 0, or a number of magnitude 2.3e-308 to 1.7e308");
  CHECK(message_for("") ==
        "data.csv:4:13: error: found an empty field\n"
        "  allowed: a number, such as 1.5");
  CHECK(message_for("1_000") ==
        "data.csv:4:13: error: found \"1_000\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: write digits without group separators: 1000, not 1_000");
  CHECK(message_for("0x10") ==
        "data.csv:4:13: error: found \"0x10\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: write the number in decimal");
  CHECK(message_for("12ms") ==
        "data.csv:4:13: error: found \"12ms\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: put the unit into the column's name, such as latency_ms");
  CHECK(message_for("many") ==
        "data.csv:4:13: error: found \"many\"\n"
        "  allowed: a number, such as 1.5");
}

TEST_CASE("significant digits round, and notation stays plain where people read it") {
  CHECK(format_number(0.1 + 0.2, 6) == "0.3");
  CHECK(format_number(1234567, 3) == "1230000");
  CHECK(format_number(0.00012345, 2) == "0.00012");
  CHECK(format_number(99.96, 3) == "100");
  CHECK(format_number(100000) == "100000");
  CHECK(format_number(-0.0) == "0");
  CHECK(format_number(-2.5) == "-2.5");
  CHECK(format_number(1.5e300) == "1.5e+300");
  CHECK(format_number(2e-7) == "2e-07");
  CHECK(format_number(1e15) == "1e+15");
  CHECK(format_number(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
}

TEST_CASE("trimming removes blanks at the ends only") {
  CHECK(trimmed(" \t a b \r\n") == "a b");
  CHECK(trimmed(" \t ").empty());
  CHECK(without_bom("\xEF\xBB\xBF"
                    "n") == "n");
  CHECK(without_bom("\xEF\xBB") == "\xEF\xBB");
}

}  // namespace uslkit
