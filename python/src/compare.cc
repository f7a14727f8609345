// Two runs side by side, and a prediction against a measurement.
#include <pybind11/stl.h>

#include "bindings.h"
#include "documents/compare_document.h"
#include "scenario/compare_runs.h"
#include "scenario/prediction_check.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

Document compare_of(const RunRef& before, const RunRef& after,
                    const std::vector<std::string>& names) {
  const RunInput& first = before->input;
  const RunInput& second = after->input;
  const RunLabels labels{.before = names.empty() ? first.source.name : names[0],
                         .after = names.size() < 2 ? second.source.name : names[1]};
  const RunComparison comparison = compare_runs(first.result, second.result, labels);
  const nlohmann::ordered_json options = {{"files", {first.source.name, second.source.name}},
                                          {"names", names},
                                          {"assert", nlohmann::ordered_json::array()}};
  return {comparison_document(comparison, first, second, {.options = options})};
}

Document check_of(const RunRef& predicted, const RunRef& measured, double tolerance_percent) {
  const RunInput& first = predicted->input;
  const RunInput& second = measured->input;
  const PredictionCheck check =
      check_prediction(first.result, second.result, {.others = tolerance_percent / 100});
  return {prediction_document(check, first, second,
                              {{"files", {first.source.name, second.source.name}},
                               {"tolerance_percent", tolerance_percent}})};
}

}  // namespace

void bind_compare(py::module_& module) {
  module.def("compare", compare_of, py::arg("before"), py::arg("after"), py::kw_only(),
             py::arg("names"));
  module.def("check_prediction", check_of, py::arg("predicted"), py::arg("measured"), py::kw_only(),
             py::arg("tolerance_percent"));
}

}  // namespace uslkit::python
