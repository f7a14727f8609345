#include "tests/cli/schema_check.h"

#include <regex>
#include <set>

namespace uslkit::test {
namespace {

using Json = nlohmann::json;

class Checker {
 public:
  Checker(const Json& root, bool closed) : root_(root), closed_(closed) {}

  void check(const Json& schema, const Json& value, const std::string& at) {
    check_keywords(schema, at);
    if (schema.contains("$ref")) check(resolve(schema.at("$ref")), value, at);
    if (schema.contains("type")) check_type(schema.at("type"), value, at);
    if (schema.contains("const")) expect(value == schema.at("const"), at, "is not the constant");
    if (schema.contains("enum")) check_enum(schema.at("enum"), value, at);
    if (schema.contains("anyOf")) check_any(schema.at("anyOf"), value, at);
    if (value.is_number()) check_range(schema, value.get<double>(), at);
    if (value.is_string() && schema.contains("pattern")) {
      expect(matches(schema.at("pattern"), value.get<std::string>()), at, "breaks its pattern");
    }
    if (value.is_array()) check_array(schema, value, at);
    if (value.is_object()) check_object(schema, value, at);
  }

  std::vector<std::string> faults;

 private:
  void expect(bool condition, const std::string& at, const std::string& fault) {
    if (!condition) faults.push_back(at + ": " + fault);
  }

  static bool matches(const Json& pattern, const std::string& text) {
    return std::regex_search(text, std::regex(pattern.get<std::string>()));
  }

  void check_keywords(const Json& schema, const std::string& at) {
    static const std::set<std::string> known{"$schema",  "$id",
                                             "$defs",    "$ref",
                                             "title",    "description",
                                             "type",     "const",
                                             "enum",     "anyOf",
                                             "pattern",  "minimum",
                                             "maximum",  "items",
                                             "minItems", "properties",
                                             "maxItems", "exclusiveMinimum",
                                             "required", "patternProperties"};
    for (const auto& [keyword, value] : schema.items()) {
      expect(known.contains(keyword), at, "the schema uses " + keyword + ", which is not checked");
    }
  }

  const Json& resolve(const std::string& reference) const {
    return root_.at(Json::json_pointer(reference.substr(1)));
  }

  static bool has_type(const std::string& type, const Json& value) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == value.type_name();
  }

  void check_type(const Json& type, const Json& value, const std::string& at) {
    const Json types = type.is_array() ? type : Json::array({type});
    bool any = false;
    for (const Json& each : types) any = any || has_type(each.get<std::string>(), value);
    expect(any, at, std::string("is ") + value.type_name() + ", not " + type.dump());
  }

  void check_enum(const Json& choices, const Json& value, const std::string& at) {
    expect(std::find(choices.begin(), choices.end(), value) != choices.end(), at,
           value.dump() + " is not one of " + choices.dump());
  }

  void check_any(const Json& choices, const Json& value, const std::string& at) {
    std::vector<std::string> why;
    for (const Json& choice : choices) {
      Checker attempt(root_, closed_);
      attempt.check(choice, value, at);
      if (attempt.faults.empty()) return;
      why.insert(why.end(), attempt.faults.begin(), attempt.faults.end());
    }
    faults.insert(faults.end(), why.begin(), why.end());
  }

  void check_range(const Json& schema, double value, const std::string& at) {
    if (schema.contains("minimum")) {
      expect(value >= schema.at("minimum").get<double>(), at, "is below the minimum");
    }
    if (schema.contains("maximum")) {
      expect(value <= schema.at("maximum").get<double>(), at, "is above the maximum");
    }
    if (schema.contains("exclusiveMinimum")) {
      expect(value > schema.at("exclusiveMinimum").get<double>(), at, "is not above the minimum");
    }
  }

  void check_array(const Json& schema, const Json& value, const std::string& at) {
    if (schema.contains("minItems")) {
      expect(value.size() >= schema.at("minItems").get<std::size_t>(), at, "has too few items");
    }
    if (schema.contains("maxItems")) {
      expect(value.size() <= schema.at("maxItems").get<std::size_t>(), at, "has too many items");
    }
    if (!schema.contains("items")) return;
    for (std::size_t i = 0; i < value.size(); ++i) {
      check(schema.at("items"), value.at(i), at + "/" + std::to_string(i));
    }
  }

  void check_object(const Json& schema, const Json& value, const std::string& at) {
    if (schema.contains("required")) {
      for (const Json& key : schema.at("required")) {
        expect(value.contains(key.get<std::string>()), at, "lacks " + key.get<std::string>());
      }
    }
    const bool described = schema.contains("properties") || schema.contains("patternProperties");
    for (const auto& [key, member] : value.items()) {
      const bool known = check_member(schema, key, member, at + "/" + key);
      if (closed_ && described) expect(known, at, "has " + key + ", which is not described");
    }
  }

  bool check_member(const Json& schema, const std::string& key, const Json& member,
                    const std::string& at) {
    bool known = false;
    if (schema.contains("properties") && schema.at("properties").contains(key)) {
      check(schema.at("properties").at(key), member, at);
      known = true;
    }
    if (!schema.contains("patternProperties")) return known;
    for (const auto& [pattern, rule] : schema.at("patternProperties").items()) {
      if (!matches(pattern, key)) continue;
      check(rule, member, at);
      known = true;
    }
    return known;
  }

  const Json& root_;
  bool closed_;
};

}  // namespace

std::vector<std::string> schema_faults(const Json& schema, const Json& document, bool closed) {
  Checker checker(schema, closed);
  checker.check(schema, document, "");
  return checker.faults;
}

}  // namespace uslkit::test
