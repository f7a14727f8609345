// json_schema: the JSON Schema (draft 2020-12) of a declared struct.
#pragma once

#include <string>

#include "scenario/value_shape.h"

namespace uslkit {

// One definition per object under "$defs", the root object's own keys at the top. `envelope` holds
// further properties of the root that are not fields, such as "extends"; those it calls required
// are listed in `envelope_required`.
struct SchemaOptions {
  std::string id{};
  std::string title{};
  std::vector<std::pair<std::string, std::string>> envelope{};  // name -> schema as JSON text
  std::vector<std::string> envelope_required{};
};

[[nodiscard]] Json json_schema(const ObjectShape& root, const SchemaOptions& options);

}  // namespace uslkit
