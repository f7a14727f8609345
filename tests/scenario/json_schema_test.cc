#include "scenario/json_schema.h"

#include <regex>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/shop.h"

namespace uslkit {
namespace {

Json shop_schema() {
  return json_schema(shape_of<Shop>(), {.id = "shop",
                                        .title = "Shop",
                                        .envelope = {{"extends", R"({"type": "string"})"}},
                                        .envelope_required = {}});
}

TEST_CASE("the schema closes every object and says ranges, defaults and docs") {
  const Json schema = shop_schema();
  CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema.at("additionalProperties") == false);
  CHECK(schema.at("required").dump() == R"(["name"])");
  CHECK(schema.at("properties").at("extends").dump() == R"({"type":"string"})");
  CHECK(schema.at("properties").at("share").dump() ==
        R"({"type":"number","minimum":0.0,"maximum":1.0,"description":"Of the customers",)"
        R"("default":0.5})");
  CHECK(schema.at("properties").at("colour").at("oneOf")[1].dump() ==
        R"({"const":"green","description":"Like a frog"})");
  CHECK(schema.at("properties").at("timeout").at("description") == "Patience (1ms to 1h)");
  CHECK(schema.at("$defs").at("time").at("oneOf").size() == 3);
  CHECK(schema.at("$defs").at("trouble").at("oneOf")[0].at("required").dump() ==
        R"(["kind","at","broker"])");
  CHECK_FALSE(schema.at("$defs").contains("loss"));
}

TEST_CASE("the patterns of quantities accept what the reader accepts") {
  const std::string pattern =
      shop_schema().at("properties").at("timeout").at("pattern").get<std::string>();
  const std::regex regex(pattern, std::regex::ECMAScript);
  for (const char* good : {"5ms", "1.5 s", ".5s", "5.s", "1e3us", "2min"}) {
    INFO(good);
    CHECK(std::regex_match(good, regex));
    CHECK(shop_errors(std::string(R"({"name": "x", "timeout": ")") + good + "\"}").empty());
  }
  for (const char* bad : {"5", "ms", "5 mss", "nan s", "5ms ", "1,5s", "0x5s"}) {
    INFO(bad);
    CHECK_FALSE(std::regex_match(bad, regex));
    CHECK_FALSE(shop_errors(std::string(R"({"name": "x", "timeout": ")") + bad + "\"}").empty());
  }
}

}  // namespace
}  // namespace uslkit
