// Plots of fits, runs and plans, as the bytes of a file.
#include <pybind11/stl.h>

#include "bindings.h"
#include "plan_handle.h"
#include "report/fit_plots.h"
#include "report/plan_plots.h"
#include "report/render.h"
#include "report/run_plots.h"

namespace py = pybind11;

namespace uslkit::python {

void bind_plots(py::module_& module) {
  py::class_<Plot>(module, "Plot")
      .def_readonly("title", &Plot::title)
      .def_readonly("description", &Plot::description)
      .def("render", [](const Plot& plot, const std::string& format) {
        return py::bytes(render(plot, format));
      });
  module.def("plot_format_of", &plot_format_of);
  module.def("plot_fit", [](const FitHandle& fit, const std::string& kind) {
    return plot_of_kind(fit.input.fit, kind);
  });
  module.def("plot_fits", [](const std::vector<std::pair<std::string, FitRef>>& fits) {
    std::vector<NamedFit> named;
    for (const auto& [name, fit] : fits) named.push_back({.name = name, .fit = &fit->input.fit});
    return comparison_plot(named);
  });
  module.def("plot_run", [](const RunHandle& run, const std::string& kind) {
    return run_plot_of_kind(run.input.result, kind);
  });
  module.def("plot_plan", [](const PlanHandle& plan, const std::string& kind) {
    return plan_plot_of_kind(plan.answer, kind);
  });
}

}  // namespace uslkit::python
