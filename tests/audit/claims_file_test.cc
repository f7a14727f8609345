#include "audit/claims_file.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "audit/audit.h"
#include "audit/claims_fields.h"
#include "base/byte_source.h"
#include "base/input_error.h"
#include "scenario/field_writer.h"

namespace uslkit {
namespace {

constexpr const char* kPapers = "data/claims/a2_paper.json";

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(claims_from_text(text, "vendor.json"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

// The files of tests/data/bad_claims and what must be said of them.
void check_bad_file(const std::string& name) {
  const std::string file = "tests/data/bad_claims/" + name;
  std::string said = "no error";
  try {
    static_cast<void>(run_audit(read_claims(file + ".json")));
  } catch (const InputError& error) {
    said = error.what();
  }
  CHECK(said + "\n" == ByteSource::open(file + ".txt").read_all());
}

TEST_CASE("everything that is wrong with the fields is told at once, with pointers and remedies") {
  check_bad_file("fields");
}

TEST_CASE("rules between fields name both places") { check_bad_file("rules"); }

TEST_CASE("every formula that fails is told at once, and what needs it is not told again") {
  check_bad_file("formulas");
}

TEST_CASE("a file of a newer version, of none, or of no JSON is refused") {
  CHECK(error_of("{}").find("no \"schema\" in this file") != std::string::npos);
  CHECK(error_of(R"({"schema": 2, "claims": []})").find("newer uslkit") != std::string::npos);
  CHECK(error_of("{").starts_with("vendor.json:1:2"));
}

TEST_CASE("claims that are written read back as the same claims") {
  const ClaimsFile file = read_claims(kPapers);
  const std::string text = write_as_json(file.claims).dump();
  CHECK(claims_from_text(text, kPapers).claims == file.claims);
}

TEST_CASE("the published schema knows every key of the shipped claims, and what they require") {
  const nlohmann::json schema = nlohmann::json::parse(claims_schema());
  const nlohmann::json document =
      nlohmann::json::parse(ByteSource::open(kPapers).read_all(1u << 20));
  const auto check_keys = [&](const nlohmann::json& object, const nlohmann::json& definition) {
    for (const auto& [key, value] : object.items()) {
      CAPTURE(key);
      CHECK(definition.at("properties").contains(key));
    }
    for (const nlohmann::json& required : definition.at("required")) {
      CHECK(object.contains(required.get<std::string>()));
    }
  };
  const nlohmann::json& definitions = schema.at("$defs");
  check_keys(document, schema);
  for (const nlohmann::json& claim : document.at("claims")) {
    check_keys(claim, definitions.at("claim"));
    for (const nlohmann::json& reading : claim.at("readings")) {
      check_keys(reading, definitions.at("reading"));
    }
  }
}

TEST_CASE("files are looked for in the stated directory, seen from the file's own") {
  const std::string text = R"({"schema": 1, "directory": "../data", "claims": [
    {"id": "a", "family": "f", "statement": "s", "stated": {"value": 1},
     "readings": [{"name": "n", "formula": "1"}]}]})";
  CHECK(claims_from_text(text, "claims/vendor.json").directory == "data");
  CHECK(claims_from_text(text, "/x/claims/vendor.json").directory == "/x/data");
  CHECK(claims_from_text(text, "-").directory == "../data");
}

}  // namespace
}  // namespace uslkit
