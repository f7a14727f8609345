// The law itself, for arrays of N, X or R.
#include <cmath>
#include <limits>

#include "arrays.h"
#include "bindings.h"
#include "model/usl.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template <class Function>
void def_mapped(py::module_& module, const char* name, const Function& function) {
  module.def(name, [function](const DoublesIn& at, double alpha, double beta, double gamma) {
    const UslParameters usl{.alpha = alpha, .beta = beta, .gamma = gamma};
    return mapped(at, [&](double value) { return function(usl, value); });
  });
}

py::object peak_of(double alpha, double beta, double gamma) {
  const std::optional<UslPeak> peak = usl_peak({.alpha = alpha, .beta = beta, .gamma = gamma});
  if (!peak) return py::none();
  return py::make_tuple(peak->concurrency, peak->throughput, peak->best_integer);
}

}  // namespace

void bind_law(py::module_& module) {
  def_mapped(module, "law_throughput", usl_throughput);
  def_mapped(module, "law_latency", usl_latency);
  def_mapped(module, "law_efficiency", usl_efficiency);
  def_mapped(module, "law_concurrency_at_throughput", [](const UslParameters& usl, double value) {
    return value > 0 ? usl_concurrency_at_throughput(usl, value).before_peak.value_or(kNone)
                     : kNone;
  });
  def_mapped(module, "law_concurrency_at_latency", [](const UslParameters& usl, double value) {
    return usl_concurrency_at_latency(usl, value).value_or(kNone);
  });
  module.def("law_peak", peak_of);
  module.def("law_throughput_limit", [](double alpha, double beta, double gamma) {
    return usl_throughput_limit({.alpha = alpha, .beta = beta, .gamma = gamma});
  });
}

}  // namespace uslkit::python
