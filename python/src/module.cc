// uslkit._core: the library under the Python package; what users see is uslkit/__init__.py.
#include <pybind11/pybind11.h>

#include "bindings.h"
#include "documents/provenance.h"
#include "errors.h"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The library under uslkit; use the functions of the package uslkit.";
  module.attr("version") = uslkit::build_info().version;
  module.attr("version_text") = uslkit::version_text();
  uslkit::python::translate_errors();
  uslkit::python::bind_documents(module);
  uslkit::python::bind_law(module);
  uslkit::python::bind_measurements(module);
  uslkit::python::bind_fit(module);
  uslkit::python::bind_predict(module);
  uslkit::python::bind_run(module);
  uslkit::python::bind_sweep(module);
  uslkit::python::bind_compare(module);
  uslkit::python::bind_size(module);
  uslkit::python::bind_audit(module);
  uslkit::python::bind_plots(module);
}
