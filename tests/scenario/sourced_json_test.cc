#include "scenario/sourced_json.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

SourcedJson merged(const std::string& base, const std::string& patch) {
  SourcedJson result = SourcedJson::parse(base, "base.json");
  result.merge(SourcedJson::parse(patch, "patch.json"));
  return result;
}

// The examples of RFC 7386, appendix A.
TEST_CASE("merging follows RFC 7386") {
  const char* cases[][3] = {
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", R"({})"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
      {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
      {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
      {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
  };
  for (const auto& row : cases) {
    INFO(std::string(row[0]), " + ", std::string(row[1]));
    CHECK(merged(row[0], row[1]).root() == Json::parse(row[2]));
  }
}

TEST_CASE("every value knows the file it stands in") {
  SourcedJson json = merged("{\"a\": {\"b\": 1,\n \"c\": [1, {\"d\": 2}]}, \"x\": 1}",
                            "{\n\n\"a\": {\"b\": 2}, \"n\": {\"m\": [7]}}");
  CHECK(json.place_of("/a/b").text() == "patch.json:3:12 (/a/b)");
  CHECK(json.place_of("/a/c/1/d").text() == "base.json:2:17 (/a/c/1/d)");
  CHECK(json.place_of("/n/m/0").text() == "patch.json:3:28 (/n/m/0)");
  CHECK(json.place_of("/n/m", JsonPart::kKey).text() == "patch.json:3:22 (/n/m)");
  CHECK(json.place_of("/nowhere").text() == "base.json (/nowhere)");
  json.set("/a/c", 5, "--set /a/c");
  CHECK(json.place_of("/a/c").text() == "--set /a/c");
  CHECK(json.place_of("/a/b").text() == "patch.json:3:12 (/a/b)");
  CHECK(json.find("/a/c/1") == nullptr);
}

}  // namespace
}  // namespace uslkit
