// json_to_python: a JSON document as Python's own values.
#pragma once

#include <nlohmann/json.hpp>
#include <pybind11/pybind11.h>

namespace uslkit::python {

// What json.loads would make of the document's text: dict, list, str, int, float, bool, None. A
// number that JSON cannot say is None, text that is not UTF-8 is replaced, as in
// documents::json_text.
[[nodiscard]] pybind11::object to_python(const nlohmann::ordered_json& value);

// A plain Python value as JSON, by way of json.dumps: what a scenario or request given as a dict is
// read from. Throws what json.dumps throws.
[[nodiscard]] std::string json_text_of(const pybind11::handle& value);

}  // namespace uslkit::python
