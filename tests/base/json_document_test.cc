#include "base/json_document.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/json_scanner.h"

namespace uslkit {
namespace {

JsonDocument parse(const std::string& text) {
  return JsonDocument::parse(text, {.source = "a.json"});
}

template <typename Function>
std::string message_of(Function function) {
  try {
    static_cast<void>(function());
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string parse_message(const std::string& text) {
  return message_of([&] { return parse(text); });
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

TEST_CASE("values are read by type, never converted") {
  const JsonDocument document = parse(
      R"({"real": 1.5, "whole": 4, "float_whole": 4.0, "negative": -1, "text": "1", "yes": true,
          "none": null, "list": [1, 2], "object": {"a": 1}})");
  const JsonValue root = document.root();
  CHECK(root.number_at("real") == 1.5);
  CHECK(root.number_at("whole") == 4);
  CHECK(root.integer_at("whole") == 4);
  CHECK(root.integer_at("float_whole") == 4);
  CHECK(root.integer_at("negative") == -1);
  CHECK(root.string_at("text") == "1");
  CHECK(root.boolean_at("yes"));
  CHECK(root.at("none").is_null());
  CHECK(root.array_at("list").size() == 2);
  CHECK(root.at("list").element(1).integer() == 2);
  CHECK(root.object_at("object").number_at("a") == 1);
  CHECK_FALSE(root.find("absent").has_value());
  CHECK_THROWS_AS(static_cast<void>(root.number_at("text")), InputError);
  CHECK_THROWS_AS(static_cast<void>(root.string_at("whole")), InputError);
  CHECK_THROWS_AS(static_cast<void>(root.boolean_at("whole")), InputError);
  CHECK_THROWS_AS(static_cast<void>(root.array_at("object")), InputError);
  CHECK_THROWS_AS(static_cast<void>(root.object_at("list")), InputError);
}

TEST_CASE("an integer is whole, fits, and keeps its sign") {
  const JsonDocument document = parse(
      R"([1.5, -1, 18446744073709551616, 9223372036854775807, 9223372036854775808, 1e300, 1e3])");
  const JsonValue root = document.root();
  CHECK_THROWS_AS(static_cast<void>(root.element(0).integer()), InputError);
  CHECK_THROWS_AS(static_cast<void>(root.element(1).integer(0)), InputError);
  CHECK_THROWS_AS(static_cast<void>(root.element(2).integer()), InputError);
  CHECK(root.element(3).integer() == INT64_MAX);
  CHECK_THROWS_AS(static_cast<void>(root.element(4).integer()), InputError);
  CHECK_THROWS_AS(static_cast<void>(root.element(5).integer()), InputError);
  CHECK(root.element(6).integer() == 1000);
  CHECK(root.element(6).integer(1000, 1000) == 1000);
  CHECK_THROWS_AS(static_cast<void>(root.element(6).integer(0, 999)), InputError);
}

TEST_CASE("nesting up to the limit is read, one level more is refused before anything is built") {
  CHECK(parse(nested(64)).root().size() == 1);
  CHECK(parse_message(nested(65)) ==
        "a.json:1:65: error: found nesting 65 levels deep\n  allowed: at most 64 levels");
  CHECK(parse_message(std::string(1'000'000, '[')) ==
        "a.json:1:65: error: found nesting 65 levels deep\n  allowed: at most 64 levels");
  CHECK(parse("\"" + std::string(1000, '[') + "\\\"[[\"").root().is_string());
}

TEST_CASE("a byte order mark is skipped once and not counted as a column") {
  CHECK(parse("\xEF\xBB\xBF{}").root().is_object());
  CHECK(parse("\xEF\xBB\xBF[7]").root().element(0).place().text() == "a.json:1:2 (/0)");
}

TEST_CASE("every prefix of a document is refused, and no byte is ignored after it") {
  const std::string text = R"({"a": [1, {"b": "x\"y"}], "c": true})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(parse(text.substr(0, size)), InputError);
  }
  CHECK_THROWS_AS(parse(text + "x"), InputError);
  CHECK_THROWS_AS(parse(text + text), InputError);
  CHECK(parse(text + " \n").root().size() == 2);
}

TEST_CASE("every pointer of a document leads back to its value") {
  const std::string text =
      "{\"a\": [10, {\"x/y\": 1, \"~\": \"]}\"}, []],\n  \"esc\\u0061pe\": {\"\": 7}, \"\\\"\": "
      "null}";
  const JsonDocument document = parse(text);
  std::vector<JsonValue> queue = {document.root()};
  std::size_t visited = 0;
  for (; visited < queue.size(); ++visited) {
    const JsonValue value = queue[visited];
    const Place place = value.place();
    CAPTURE(place.pointer);
    CHECK(document.place_of(place.pointer).text() == place.text());
    const std::optional<std::size_t> offset = json_offset(text, place.pointer);
    REQUIRE(offset.has_value());
    const std::string_view first = std::string_view(text).substr(*offset, 1);
    if (value.is_object()) CHECK(first == "{");
    if (value.is_array()) CHECK(first == "[");
    if (value.is_string()) CHECK(first == "\"");
    if (value.is_null()) CHECK(first == "n");
    if (value.is_array()) {
      for (const JsonValue& element : value.elements()) queue.push_back(element);
    } else if (value.is_object()) {
      for (const auto& [key, member] : value.members()) queue.push_back(member);
    }
  }
  CHECK(visited == 10);
  CHECK(document.place_of("/escape/").text() == "a.json:2:23 (/escape/)");
  CHECK(document.place_of("/a/9").text() == "a.json (/a/9)");
  CHECK(document.place_of("/nowhere").text() == "a.json (/nowhere)");
}

TEST_CASE("the line of a text inside a longer file is counted from its first line") {
  const JsonDocument document =
      JsonDocument::parse("{\"a\": 1}", {.source = "log.ndjson", .first_line = 17});
  CHECK(document.root().at("a").place().text() == "log.ndjson:17:7 (/a)");
}

TEST_CASE("a duplicate key is an error at its second place, also when written differently") {
  CHECK(parse_message("{\"a\": 1,\n \"b\": [0, {\"k\": 1, \"\\u006b\": 2}]}") ==
        "a.json:2:20 (/b/1/k): error: found this key a second time in the same object\n"
        "  allowed: each key once");
  CHECK(parse("{\"a\": {\"a\": 1}, \"b\": {\"a\": 1}}").root().size() == 2);
}

TEST_CASE("messages give line, column, pointer, what was found and what is allowed") {
  CHECK(parse_message("{\"a\": 1,\n  \"b\": nul}") ==
        "a.json:2:8: error: found \"nul\"\n"
        "  allowed: an object, array, string, number, true, false or null");
  CHECK(parse_message("{\"a\" 1}") == "a.json:1:6: error: found \"1\"\n  allowed: ':'");
  CHECK(parse_message("{\"a\": NaN}") ==
        "a.json:1:7: error: found \"NaN\"\n"
        "  allowed: an object, array, string, number, true, false or null");
  CHECK(parse_message("[\"a\tb\"]") ==
        "a.json:1:4: error: found \"\\x09\"\n"
        "  allowed: a well-formed string: control character U+0009 (HT) must be escaped to \\u0009 "
        "or "
        "\\t");
  CHECK(parse_message("{\"a\": 1e999}") ==
        "a.json:1:7: error: found \"1e999\"\n  allowed: a number below 1.8e308");
  CHECK(parse_message("{\"a\": [1,\n") ==
        "a.json:2:1: error: found the end of the text inside a JSON value\n"
        "  allowed: one complete JSON value\n"
        "  hint: the file may be cut off; write it again to its end");
  CHECK(parse_message("") ==
        "a.json:1:1: error: found no text at all\n  allowed: one complete JSON value\n"
        "  hint: the file may be cut off; write it again to its end");
  CHECK(parse_message("{}\n{}") == "a.json:2:1: error: found \"{\"\n  allowed: end of input");
  CHECK(message_of([] {
          return JsonDocument::parse("[1, 2]", {.source = "a.json", .max_bytes = 5});
        }) == "a.json: error: found 6 bytes of JSON\n  allowed: at most 5 bytes");
  const JsonDocument document = parse("{\"metrics\": {\"http_reqs\": \"many\", \"n\": 1.5}}");
  const JsonValue metrics = document.root().at("metrics");
  CHECK(message_of([&] { return metrics.number_at("http_reqs"); }) ==
        "a.json:1:27 (/metrics/http_reqs): error: found the string \"many\"\n  allowed: a number");
  CHECK(message_of([&] { return metrics.integer_at("n", 1, 9); }) ==
        "a.json:1:40 (/metrics/n): error: found 1.5\n"
        "  allowed: a whole number between 1 and 9");
  CHECK(message_of([&] { return metrics.at("htp_reqs"); }) ==
        "a.json:1:13 (/metrics): error: found no key \"htp_reqs\" in this object\n"
        "  allowed: an object with \"htp_reqs\"\n"
        "  hint: there is \"http_reqs\": did you mean that?");
  CHECK(message_of([&] {
          metrics.reject_unknown_keys({"http_reqs", "name"});
          return 0;
        }) ==
        "a.json:1:35 (/metrics/n): error: found the unknown key \"n\"\n"
        "  allowed: http_reqs or name");
}

}  // namespace
}  // namespace uslkit
