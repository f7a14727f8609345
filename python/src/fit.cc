// Fits: made from measurements, read from documents, and what they say as arrays.
#include <pybind11/stl.h>

#include "arrays.h"
#include "base/byte_source.h"
#include "base/spelling.h"
#include "bindings.h"
#include "documents/fit_document.h"
#include "fit/fit_usl.h"
#include "interruptible.h"
#include "model/usl.h"
#include "report/fit_report.h"
#include "usage.h"
#include "whole_number.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

using Bootstrap = FitOptions::Bootstrap;

[[noreturn]] void refuse_word(const char* argument, const std::string& word,
                              const std::vector<std::string>& words) {
  const std::optional<std::string> near = did_you_mean(word, words);
  throw UsageError({.place = {.source = argument},
                    .found = uslkit::quoted(word),
                    .allowed = one_of(words),
                    .hint = near ? "did you mean " + *near + "?" : ""});
}

template <class Value>
Value value_of(const char* argument, const std::string& word,
               const std::vector<std::pair<std::string, Value>>& values) {
  std::vector<std::string> words;
  for (const auto& [name, value] : values) {
    if (name == word) return value;
    words.push_back(name);
  }
  refuse_word(argument, word, words);
}

// "free", "fixed", "quadratic" or a number.
void set_gamma(const py::object& gamma, FitOptions& options) {
  if (!py::isinstance<py::str>(gamma)) {
    options.gamma_mode = GammaMode::given;
    options.gamma = gamma.cast<double>();
    return;
  }
  options.gamma_mode = value_of<GammaMode>("gamma", gamma.cast<std::string>(),
                                           {{"free", GammaMode::fitted},
                                            {"fixed", GammaMode::first_row},
                                            {"quadratic", GammaMode::quadratic}});
}

FitOptions fit_options(const py::kwargs& given) {
  FitOptions options;
  options.error_model =
      value_of<ErrorModel>("error_model", given["error_model"].cast<std::string>(),
                           {{name_of(ErrorModel::relative), ErrorModel::relative},
                            {name_of(ErrorModel::additive), ErrorModel::additive},
                            {name_of(ErrorModel::known_sd), ErrorModel::known_sd},
                            {name_of(ErrorModel::replicates), ErrorModel::replicates}});
  set_gamma(given["gamma"], options);
  options.confidence_level = given["level"].cast<double>();
  options.bootstrap = value_of<Bootstrap>("bootstrap", given["bootstrap"].cast<std::string>(),
                                          {{"none", Bootstrap::none},
                                           {"residual", Bootstrap::residual},
                                           {"parametric", Bootstrap::parametric},
                                           {"replicates", Bootstrap::replicates}});
  options.bootstrap_draws = whole_number("draws", given["draws"], FitOptions::kFewestBootstrapDraws,
                                         FitOptions::kMostBootstrapDraws);
  options.bayes = given["bayes"].cast<bool>();
  options.robust = given["robust"].cast<bool>();
  options.unconstrained = given["unconstrained"].cast<bool>();
  options.joint_draws =
      whole_number("joint_draws", given["joint_draws"], 0, FitOptions::kMostJointDraws);
  options.seed = whole_number("seed", given["seed"], std::uint64_t{0}, UINT64_MAX);
  as_usage([&] { options.check(); });
  return options;
}

FitRef fit_of(const Measured& measured, const std::string& label, FitOptions options) {
  const Measurements& measurements = measured->measurements;
  nlohmann::ordered_json used = to_json(options);
  used["read"] = measured->read;
  return interruptible([&](StopRequest stop) -> FitRef {
    options.stop = stop;
    UslFit fit = fit_usl(measurements, options);
    nlohmann::ordered_json document = fit_document(
        fit, {.measurements = measurements, .options = std::move(used), .label = label});
    FitInput input{.fit = std::move(fit),
                   .source = source_of(document, "fit", "uslkit fit"),
                   .label = label.empty() ? measurements.sources.at(0).name : label};
    input.source.rows = input.fit.points;
    return std::make_shared<FitHandle>(
        FitHandle{.input = std::move(input), .document = std::move(document)});
  });
}

FitRef load_fit(const std::string& file) {
  FitInput input = read_fit(ByteSource::open(file));
  nlohmann::ordered_json document =
      nlohmann::ordered_json::parse(ByteSource::open(file).read_all());
  return std::make_shared<FitHandle>(
      FitHandle{.input = std::move(input), .document = std::move(document)});
}

// ---- Columns, as views. ----

py::dict rows_of(const FitRef& self) {
  const std::vector<FittedPoint>& rows = self->input.fit.rows;
  const py::capsule owner = kept_alive(self);
  py::dict columns;
  columns["concurrency"] = column(rows, &FittedPoint::concurrency, owner);
  columns["throughput"] = column(rows, &FittedPoint::throughput, owner);
  columns["fitted"] = column(rows, &FittedPoint::fitted, owner);
  columns["residual"] = column(rows, &FittedPoint::residual, owner);
  columns["standardized"] = column(rows, &FittedPoint::standardized, owner);
  columns["leverage"] = column(rows, &FittedPoint::leverage, owner);
  columns["cooks_distance"] = column(rows, &FittedPoint::cooks_distance, owner);
  columns["robust_weight"] = column(rows, &FittedPoint::robust_weight, owner);
  columns["outlier"] = column(rows, &FittedPoint::outlier, owner);
  columns["line"] = column(rows, &FittedPoint::line, owner);
  return columns;
}

py::dict band_of(const FitRef& self) {
  const std::vector<BandPoint>& band = self->input.fit.band;
  const py::capsule owner = kept_alive(self);
  const auto end = [&](Interval BandPoint::*interval, double Interval::*which) -> py::array {
    if (band.empty()) return py::array_t<double>(0);
    return strided_view(&(band.front().*interval.*which), band.size(), sizeof(BandPoint), owner);
  };
  py::dict columns;
  columns["concurrency"] = column(band, &BandPoint::concurrency, owner);
  columns["throughput"] = column(band, &BandPoint::throughput, owner);
  columns["confidence_lower"] = end(&BandPoint::confidence, &Interval::lower);
  columns["confidence_upper"] = end(&BandPoint::confidence, &Interval::upper);
  columns["prediction_lower"] = end(&BandPoint::prediction, &Interval::lower);
  columns["prediction_upper"] = end(&BandPoint::prediction, &Interval::upper);
  return columns;
}

py::dict draws_of(const FitRef& self) {
  const std::vector<UslParameters>& draws = self->input.fit.joint_draws.draws;
  const py::capsule owner = kept_alive(self);
  py::dict columns;
  columns["alpha"] = column(draws, &UslParameters::alpha, owner);
  columns["beta"] = column(draws, &UslParameters::beta, owner);
  columns["gamma"] = column(draws, &UslParameters::gamma, owner);
  return columns;
}

}  // namespace

void bind_fit(py::module_& module) {
  py::class_<FitHandle, FitRef>(module, "Fit")
      .def("document", [](const FitHandle& self) { return Document{self.document}; })
      .def("parameters",
           [](const FitHandle& self) {
             const UslParameters& usl = self.input.fit.parameters;
             return py::make_tuple(usl.alpha, usl.beta, usl.gamma);
           })
      .def("time_unit_s", [](const FitHandle& self) { return self.input.fit.time_unit_s(); })
      .def("rows", rows_of)
      .def("band", band_of)
      .def("draws", draws_of)
      .def(
          "report",
          [](const FitHandle& self, std::size_t width, bool verbose, bool markdown) {
            const TextOptions options{.width = width, .verbose = verbose};
            return markdown ? fit_report_markdown(self.input.fit, options)
                            : fit_report_text(self.input.fit, options);
          },
          py::kw_only(), py::arg("width"), py::arg("verbose"), py::arg("markdown"));
  module.def(
      "fit",
      [](const Measured& measured, const std::string& label, const py::kwargs& options) {
        return fit_of(measured, label, fit_options(options));
      },
      py::arg("measurements"), py::arg("label"));
  module.def("load_fit", load_fit);
}

}  // namespace uslkit::python
