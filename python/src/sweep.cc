// Sweeps: a scenario simulated at many points.
#include "sim/sweep.h"

#include <pybind11/stl.h>

#include "bindings.h"
#include "documents/sweep_document.h"
#include "interruptible.h"
#include "whole_number.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

Document sweep_of(const py::object& from, const std::vector<std::string>& vary, const Sets& sets,
                  bool zip, const py::object& repeats, const std::string& costs,
                  const py::object& threads) {
  const auto runs = whole_number("repeats", repeats, std::int64_t{1}, std::int64_t{10'000});
  const int count = thread_count(threads);
  DocumentText read = document_text(from, "scenario");
  ScenarioText text{.text = std::move(read.text), .source = std::move(read.source)};
  if (!costs.empty()) add_costs(costs, text);
  const ReadPoint read_point = [&](const std::vector<std::string>& point) {
    Sets all = sets;
    all.insert(all.end(), point.begin(), point.end());
    return scenario_of(text, all);
  };
  const SweepPlan plan =
      plan_sweep({.vary = vary, .mode = zip ? VaryMode::zip : VaryMode::cartesian, .repeats = runs},
                 read_point);
  return interruptible([&](StopRequest stop) {
    const std::vector<SweepRow> rows = run_sweep(plan, {.threads = count, .stop = stop});
    throw_if_stopped(stop);
    nlohmann::ordered_json options = scenario_changes_json(sets, costs);
    options["vary"] = vary;
    options["zip"] = zip;
    options["replications"] = runs;
    return Document{
        sweep_document(rows, {.axes = plan.axes,
                              .points = plan.points,
                              .seed = plan.tasks.empty() ? 0 : plan.tasks.front().scenario.seed,
                              .runs = plan.tasks.size(),
                              .options = std::move(options),
                              .inputs = text.sources()})};
  });
}

}  // namespace

void bind_sweep(py::module_& module) {
  module.def("sweep", sweep_of, py::arg("scenario"), py::kw_only(), py::arg("vary"),
             py::arg("sets"), py::arg("zip"), py::arg("repeats"), py::arg("costs"),
             py::arg("threads"));
}

}  // namespace uslkit::python
