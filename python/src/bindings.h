// bindings: the parts of the module, one function each, and the handles that they share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <pybind11/pybind11.h>

#include "documents/kept_results.h"
#include "documents/run_document.h"
#include "documents/scenario_text.h"
#include "model/measurements.h"
#include "scenario/run_result.h"

namespace uslkit::python {

// A document that `uslkit COMMAND --json` would print.
struct Document {
  nlohmann::ordered_json json;
};

// Measurements, and how they were read, for provenance.
struct MeasurementsHandle {
  Measurements measurements;
  nlohmann::ordered_json read;
};

// A fit and its document: the one that was read, or the one that `uslkit fit --json` prints.
struct FitHandle {
  FitInput input;
  nlohmann::ordered_json document;
};

// A run, and what its document says besides.
struct RunHandle {
  RunInput input;
  nlohmann::ordered_json document;
};

using Measured = std::shared_ptr<MeasurementsHandle>;
using FitRef = std::shared_ptr<FitHandle>;
using RunRef = std::shared_ptr<RunHandle>;

// The source of a result that is in memory only: what the file would be that `save` writes.
[[nodiscard]] MeasurementSource source_of(const nlohmann::ordered_json& document,
                                          const std::string& name, const std::string& format);

// A scenario or request: the name of a file, or a dict.
struct DocumentText {
  std::string text;
  MeasurementSource source;
};
[[nodiscard]] DocumentText document_text(const pybind11::object& from, const std::string& kind);

// As many as wanted; for 0 as many as the machine has cores.
[[nodiscard]] int thread_count(const pybind11::handle& wanted);

// Settings as --set takes them: "/ingress/nodes=4".
using Sets = std::vector<std::string>;

void bind_documents(pybind11::module_& module);
void bind_law(pybind11::module_& module);
void bind_measurements(pybind11::module_& module);
void bind_fit(pybind11::module_& module);
void bind_predict(pybind11::module_& module);
void bind_run(pybind11::module_& module);
void bind_sweep(pybind11::module_& module);
void bind_compare(pybind11::module_& module);
void bind_size(pybind11::module_& module);
void bind_audit(pybind11::module_& module);
void bind_plots(pybind11::module_& module);

}  // namespace uslkit::python
