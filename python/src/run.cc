// Runs: scenarios simulated, documents read, and their series as arrays.
#include <pybind11/stl.h>

#include "arrays.h"
#include "base/byte_source.h"
#include "bindings.h"
#include "interruptible.h"
#include "json_to_python.h"
#include "report/run_report.h"
#include "sim/simulate.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

RunRef run_of(RunResult result, nlohmann::ordered_json document) {
  RunInput input{.result = std::move(result), .source = source_of(document, "run", "uslkit run")};
  return std::make_shared<RunHandle>(
      RunHandle{.input = std::move(input), .document = std::move(document)});
}

RunRef simulate_scenario(const py::object& from, const Sets& sets, const std::string& costs,
                         const py::object& threads) {
  const int count = thread_count(threads);
  DocumentText read = document_text(from, "scenario");
  ScenarioText text{.text = std::move(read.text), .source = std::move(read.source)};
  if (!costs.empty()) add_costs(costs, text);
  const Scenario scenario = scenario_of(text, sets);
  return interruptible([&](StopRequest stop) {
    RunResult result = simulate(scenario, {.threads = count, .stop = stop});
    throw_if_stopped(stop);
    result.provenance.scenario_source = text.source.name;
    result.provenance.scenario_sha256 = scenario_hash(scenario);
    nlohmann::ordered_json options = scenario_changes_json(sets, costs);
    options["expect"] = false;
    nlohmann::ordered_json document =
        run_document(result, {.options = std::move(options), .inputs = text.sources()});
    return run_of(std::move(result), std::move(document));
  });
}

RunRef load_run(const std::string& file) {
  RunInput input = read_run(ByteSource::open(file));
  nlohmann::ordered_json document =
      nlohmann::ordered_json::parse(ByteSource::open(file).read_all());
  return std::make_shared<RunHandle>(
      RunHandle{.input = std::move(input), .document = std::move(document)});
}

py::dict series_of(const RunRef& self) {
  const SeriesResult& series = self->input.result.series;
  const py::capsule owner = kept_alive(self);
  py::dict columns;
  columns["time_s"] = column(series.time_s, owner);
  columns["arrived_per_s"] = column(series.arrived_per_s, owner);
  columns["admitted_per_s"] = column(series.admitted_per_s, owner);
  columns["shed_per_s"] = column(series.shed_per_s, owner);
  for (std::size_t i = 0; i < series.shed_per_s_by_class.size(); ++i) {
    const std::string name = "shed_per_s:" + self->input.result.classes.at(i).name;
    columns[name.c_str()] = column(series.shed_per_s_by_class[i], owner);
  }
  columns["acked_per_s"] = column(series.acked_per_s, owner);
  columns["applied_per_s"] = column(series.applied_per_s, owner);
  columns["backlog_events"] = column(series.backlog_events, owner);
  columns["work_lag_s"] = column(series.work_lag_s, owner);
  columns["age_lag_s"] = column(series.age_lag_s, owner);
  columns["consumers"] = column(series.consumers, owner);
  columns["consumer_utilization"] = column(series.consumer_utilization, owner);
  columns["database_utilization"] = column(series.database_utilization, owner);
  columns["ack_p99_ms"] = column(series.ack_p99_ms, owner);
  columns["end_to_end_p99_ms"] = column(series.end_to_end_p99_ms, owner);
  columns["availability"] = column(series.availability, owner);
  return columns;
}

// {name: (time_s, value)}: change points of what each policy decided.
py::dict traces_of(const RunRef& self) {
  const py::capsule owner = kept_alive(self);
  py::dict traces;
  for (const TraceResult& trace : self->input.result.traces) {
    traces[trace.name.c_str()] =
        py::make_tuple(column(trace.time_s, owner), column(trace.value, owner));
  }
  return traces;
}

}  // namespace

void bind_run(py::module_& module) {
  py::class_<RunHandle, RunRef>(module, "Run")
      .def("document", [](const RunHandle& self) { return Document{self.document}; })
      .def("series", series_of)
      .def("traces", traces_of)
      .def(
          "quantile_ms",
          [](const RunHandle& self, double probability, bool end_to_end) {
            const RunResult& result = self.input.result;
            const Histogram& latency = end_to_end ? result.end_to_end : result.ack;
            // Divided as in the document: 12,340,000 ns is 12.34 ms and not 12.340000000000002.
            return static_cast<double>(latency.quantile(probability).count()) / 1e6;
          },
          py::arg("probability"), py::arg("end_to_end"))
      .def(
          "report",
          [](const RunHandle& self, std::size_t width, bool verbose, bool markdown) {
            const SectionLayout layout{.width = width};
            return markdown ? run_report_markdown(self.input.result, layout, verbose)
                            : run_report_text(self.input.result, layout, verbose);
          },
          py::kw_only(), py::arg("width"), py::arg("verbose"), py::arg("markdown"));
  module.def("simulate", simulate_scenario, py::arg("scenario"), py::kw_only(), py::arg("sets"),
             py::arg("costs"), py::arg("threads"));
  module.def("load_run", load_run);
}

}  // namespace uslkit::python
