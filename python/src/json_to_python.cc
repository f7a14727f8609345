#include "json_to_python.h"

#include <cmath>
#include <string>

namespace py = pybind11;

namespace uslkit::python {
namespace {

py::object text_to_python(const std::string& text) {
  return py::reinterpret_steal<py::object>(
      PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "replace"));
}

}  // namespace

py::object to_python(const nlohmann::ordered_json& value) {
  using Type = nlohmann::ordered_json::value_t;
  switch (value.type()) {
    case Type::boolean:
      return py::bool_(value.get<bool>());
    case Type::number_integer:
      return py::int_(value.get<std::int64_t>());
    case Type::number_unsigned:
      return py::int_(value.get<std::uint64_t>());
    case Type::number_float: {
      const double number = value.get<double>();
      if (!std::isfinite(number)) return py::none();
      return py::float_(number);
    }
    case Type::string:
      return text_to_python(value.get_ref<const std::string&>());
    case Type::array: {
      py::list list(value.size());
      std::size_t i = 0;
      for (const nlohmann::ordered_json& each : value) list[i++] = to_python(each);
      return list;
    }
    case Type::object: {
      py::dict dict;
      for (const auto& [key, each] : value.items()) dict[text_to_python(key)] = to_python(each);
      return dict;
    }
    case Type::null:
    case Type::binary:
    case Type::discarded:
      break;
  }
  return py::none();
}

std::string json_text_of(const py::handle& value) {
  const py::object dumps = py::module_::import("json").attr("dumps");
  return dumps(value, py::arg("allow_nan") = false).cast<std::string>();
}

}  // namespace uslkit::python
