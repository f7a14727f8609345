// whole_number: a Python integer of any size as one of the library's, or a rule that says why not.
#pragma once

#include <fmt/format.h>
#include <pybind11/pybind11.h>

#include "base/usage_error.h"

namespace uslkit::python {

// `given` where it is whole and from `least` to `most`; else UsageError, in the program's words.
// pybind11's own conversion would refuse 10**12 draws without a word about the limit.
template <class Number>
[[nodiscard]] Number whole_number(const char* argument, const pybind11::handle& given, Number least,
                                  Number most) {
  namespace py = pybind11;
  const auto whole = py::reinterpret_steal<py::object>(PyNumber_Index(given.ptr()));
  if (!whole) PyErr_Clear();
  if (whole && whole >= py::int_(least) && whole <= py::int_(most)) return whole.cast<Number>();
  throw UsageError({.place = {.source = argument},
                    .found = py::repr(given).cast<std::string>(),
                    .allowed = fmt::format("a whole number from {} to {}", least, most),
                    .hint = ""});
}

}  // namespace uslkit::python
