#include "errors.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

#include "base/atomic_file.h"
#include "base/input_error.h"
#include "base/input_errors.h"
#include "base/stop_request.h"
#include "base/usage_error.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

// What the library calls otherwise than Python does.
std::string argument_name(const std::string& name) {
  if (name == "bootstrap_draws") return "draws";
  if (name == "confidence_level") return "level";
  if (name == "runs") return "repeats";
  return name == "at" ? "target" : name;
}

// "--min-n" is the argument min_n of a Python function, "--set /seed" what stands at /seed of its
// argument set.
Place argument_place(Place place) {
  if (!place.source.starts_with("--")) return place;
  const std::size_t space = place.source.find(' ');
  if (space != std::string::npos) {
    place.pointer = place.source.substr(space + 1);
    place.source.erase(space);
  }
  place.source.erase(0, 2);
  std::replace(place.source.begin(), place.source.end(), '-', '_');
  place.source = argument_name(place.source);
  return place;
}

InputError::Parts argument_parts(InputError::Parts parts) {
  parts.place = argument_place(std::move(parts.place));
  return parts;
}

py::dict parts_to_python(const InputError::Parts& parts) {
  py::dict result;
  result["place"] = parts.place.text();
  result["source"] = parts.place.source;
  result["line"] = parts.place.line;
  result["column"] = parts.place.column;
  result["pointer"] = parts.place.pointer;
  result["found"] = parts.found;
  result["allowed"] = parts.allowed;
  result["hint"] = parts.hint;
  return result;
}

void raise(const char* name, const std::string& message, const py::list& parts) {
  const py::object type = py::module_::import("uslkit._errors").attr(name);
  const py::object error = type(message, parts);
  PyErr_SetObject(type.ptr(), error.ptr());
}

void raise(const char* name, const InputError& error) {
  const InputError::Parts parts = argument_parts(error.parts());
  py::list list;
  list.append(parts_to_python(parts));
  raise(name, InputError(parts).what(), list);
}

void raise(const InputErrors& errors) {
  py::list list;
  std::vector<InputError::Parts> all;
  for (const InputError::Parts& each : errors.errors()) {
    all.push_back(argument_parts(each));
    list.append(parts_to_python(all.back()));
  }
  raise("InputError", InputErrors(std::move(all)).what(), list);
}

}  // namespace

void translate_errors() {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const UsageError& error) {
      raise("UsageError", error);
    } catch (const FitNotUsable& error) {
      raise("FitNotUsable", error);
    } catch (const InputErrors& errors) {
      raise(errors);
    } catch (const InputError& error) {
      raise("InputError", error);
    } catch (const OutputError& error) {
      PyErr_SetString(PyExc_OSError, error.what());
    } catch (const Stopped&) {
      PyErr_SetNone(PyExc_KeyboardInterrupt);
    }
  });
}

}  // namespace uslkit::python
