// field_reader: a struct out of JSON by its declaration, with everything that is wrong told at
// once.
#pragma once

#include <string>

#include "scenario/findings.h"
#include "scenario/object_fields.h"
#include "scenario/sourced_json.h"
#include "scenario/value_shape.h"

namespace uslkit {

// Reads the object at `pointer` into `object`, an object of the type the shape was built for. What
// the JSON does not say keeps the value it has; what cannot be used is added to the findings and
// keeps it too.
void read_fields(const ObjectShape& shape, const SourcedJson& input, const std::string& pointer,
                 void* object, Findings& findings);

// The whole input as a T, or as much of it as is right.
template <class T>
[[nodiscard]] T read_as(const SourcedJson& input, Findings& findings) {
  T value{};
  read_fields(shape_of<T>(), input, "", &value, findings);
  return value;
}

}  // namespace uslkit
