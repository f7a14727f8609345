#include "documents/json_text.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

TEST_CASE("arrays of plain values and short objects stay on one line") {
  const Json document = {{"draws", {{1, 2, 3}, {4, 5, nullptr}}},
                         {"small", {{"a", 1}, {"b", "x"}}},
                         {"empty", Json::array()},
                         {"none", Json::object()}};
  CHECK(json_text(document) ==
        "{\n"
        "  \"draws\": [\n"
        "    [1,2,3],\n"
        "    [4,5,null]\n"
        "  ],\n"
        "  \"small\": {\"a\":1,\"b\":\"x\"},\n"
        "  \"empty\": [],\n"
        "  \"none\": {}\n"
        "}\n");
}

TEST_CASE("what is laid out reads back as the same document") {
  const Json document = {
      {"long", {{"key one", std::string(60, 'a')}, {"two", std::string(60, 'b')}}},
      {"number", 0.1},
      {"deep", {{{"x", {{{"y", {1, 2}}}}}}}}};
  CHECK(Json::parse(json_text(document)) == document);
}

TEST_CASE("text that is not UTF-8 is replaced, not refused") {
  const Json document = {{"name", std::string("caf\xE9.csv")}};
  CHECK(json_text(document) == "{\"name\":\"caf\xEF\xBF\xBD.csv\"}\n");
}

}  // namespace
}  // namespace uslkit
