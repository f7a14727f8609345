// value_text: values and their rules in words, for messages, the schema and the reference pages.
#pragma once

#include <string>

#include "scenario/value_shape.h"

namespace uslkit {

// What a value of this shape is called: "a duration", "a whole number", "one of a, b or c".
[[nodiscard]] std::string type_text(const ValueShape& shape);

// The rule: "a duration of at least 1ms", "a number above 0 and at most 1", "true or false".
[[nodiscard]] std::string rule_text(const ValueShape& shape);

// The range alone: "above 0 and at most 1", "1ms to 1h"; empty where there is none.
[[nodiscard]] std::string range_text(const ValueShape& shape);

// A limit of this shape with its unit: 0.005 is "5ms" for a duration.
[[nodiscard]] std::string limit_text(const ValueShape& shape, double limit);

[[nodiscard]] bool is_quantity(ValueKind kind);  // written with a unit, as a string
[[nodiscard]] std::vector<std::string> units_of(ValueKind kind);  // of a quantity

// A value found in a file: "the string \"abc\"", "an array of 3", "12.5".
[[nodiscard]] std::string found_text(const Json& value);

}  // namespace uslkit
