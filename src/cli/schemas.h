// schemas: the published JSON Schemas of docs/schemas/, compiled in.
#pragma once

#include <string>
#include <vector>

namespace uslkit {

struct PublishedSchema {
  std::string document;  // "fit"
  std::string text;      // the schema itself
};

[[nodiscard]] const std::vector<PublishedSchema>& published_schemas();

}  // namespace uslkit
