#include "scenario/migration.h"

#include <array>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

std::string error_of(const std::string& text) {
  SourcedJson file = SourcedJson::parse(text, "old.json");
  try {
    migrate(file, scenario_migrations());
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

// A format with three versions: "speed" became "rate", then "rate" got a unit.
Json rename_speed(Json file) {
  file["rate"] = file.at("speed");
  file.erase("speed");
  return file;
}
Json add_unit(Json file) {
  file["rate"] = file.at("rate").dump() + "/s";
  return file;
}
constexpr std::array<MigrationStep, 2> kSteps{&rename_speed, &add_unit};

TEST_CASE("a file of any older version takes every step from its own on") {
  for (const char* text : {R"({"schema": 1, "speed": 5})", R"({"schema": 2, "rate": 5})",
                           R"({"schema": 3, "rate": "5/s"})"}) {
    SourcedJson file = SourcedJson::parse(text, "old.json");
    migrate(file, kSteps);
    CHECK(file.root() == Json::parse(R"({"schema": 3, "rate": "5/s"})"));
  }
}

TEST_CASE("a file without a version that is known is refused") {
  CHECK(error_of(R"({"schema": 1})").empty());
  CHECK(error_of("{}") ==
        "old.json:1:1: error: found no \"schema\" in this file\n"
        "  allowed: a JSON object with \"schema\": 1\n"
        "  hint: the schema's version says how the file is to be read");
  CHECK(error_of(R"({"schema": 2})") ==
        "old.json:1:12 (/schema): error: found 2\n"
        "  allowed: 1\n"
        "  hint: the file was written for a newer uslkit");
  CHECK(error_of(R"({"schema": "1"})") ==
        "old.json:1:12 (/schema): error: found the string \"1\"\n"
        "  allowed: 1");
  CHECK(error_of("[]") ==
        "old.json:1:1: error: found an array of 0\n"
        "  allowed: a JSON object with \"schema\": 1\n"
        "  hint: the schema's version says how the file is to be read");
}

}  // namespace
}  // namespace uslkit
