// Predictions and advice from a fit.
#include "fit/predict.h"

#include <fmt/format.h>
#include <pybind11/stl.h>

#include "base/units_text.h"
#include "bindings.h"
#include "documents/next_document.h"
#include "documents/predict_document.h"
#include "fit/next_measurement.h"
#include "interruptible.h"
#include "usage.h"
#include "whole_number.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

// What is asked for: numbers, and texts as the command line takes them ("12k/s", "2ms").
using Asked = std::vector<std::variant<double, std::string>>;

std::vector<std::string> texts_of(const Asked& asked) {
  std::vector<std::string> texts;
  for (const std::variant<double, std::string>& each : asked) {
    const double* number = std::get_if<double>(&each);
    texts.push_back(number != nullptr ? fmt::format("{}", *number) : std::get<std::string>(each));
  }
  return texts;
}

// Far above any real system, far below where squares overflow.
constexpr double kMost = 1e15;

double positive(double value, const char* argument) {
  if (value > 0 && value <= kMost) return value;
  throw UsageError({.place = {.source = argument},
                    .found = fmt::format("{}", value),
                    .allowed = "a number above 0 and up to 1e15",
                    .hint = ""});
}

double throughput_of(const std::variant<double, std::string>& asked, double time_unit_s) {
  if (const double* number = std::get_if<double>(&asked)) return positive(*number, "throughput");
  return as_usage([&] {
    const Rate rate = parse_rate(std::get<std::string>(asked), {.source = "throughput"});
    return rate.per_second * time_unit_s;
  });
}

double latency_s_of(const std::variant<double, std::string>& asked) {
  if (const double* number = std::get_if<double>(&asked)) return positive(*number, "latency");
  return as_usage([&] {
    return in_seconds(parse_duration(std::get<std::string>(asked), {.source = "latency"}));
  });
}

Document predict(const FitRef& self, const std::vector<double>& concurrency,
                 const Asked& throughput, const Asked& latency) {
  const UslFit& fit = self->input.fit;
  Predictions result;
  std::vector<std::string> asked;
  for (const double n : concurrency) {
    result.at_concurrency.push_back(predict_at_concurrency(fit, positive(n, "n")));
    asked.push_back(fmt::format("{}", n));
  }
  for (const auto& each : throughput) {
    result.at_throughput.push_back(
        predict_at_throughput(fit, throughput_of(each, fit.time_unit_s())));
  }
  for (const auto& each : latency) {
    result.at_latency.push_back(predict_at_latency(fit, latency_s_of(each)));
  }
  const nlohmann::ordered_json options = {{"files", {self->input.source.name}},
                                          {"n", asked},
                                          {"throughput", texts_of(throughput)},
                                          {"latency", texts_of(latency)}};
  return {predictions_document(self->input, result, options)};
}

// The limits of `uslkit next`; max_n 0 is twice the largest measured.
Document next(const FitRef& self, const std::string& target, const py::object& max_n,
              const py::object& repeats, const py::object& draws) {
  NextOptions options{
      .max_concurrency = whole_number("max_n", max_n, std::int64_t{0}, std::int64_t{1'000'000}),
      .runs = whole_number("repeats", repeats, 1, 1000),
      .draws = whole_number("draws", draws, 1, 100'000)};
  set_target(target, options);
  if (options.max_concurrency == 0) options.max_concurrency = largest_candidate(self->input.fit);
  as_usage([&] { options.check(); });
  return interruptible([&](StopRequest stop) {
    options.stop = stop;
    const NextAdvice advice = next_measurement(self->input.fit, options);
    nlohmann::ordered_json used = {{"files", {self->input.source.name}},
                                   {"max_n", options.max_concurrency},
                                   {"target", target},
                                   {"repeats", options.runs},
                                   {"draws", options.draws}};
    return Document{next_document(self->input, advice, std::move(used))};
  });
}

}  // namespace

void bind_predict(py::module_& module) {
  module.def("predict", predict, py::arg("fit"), py::kw_only(), py::arg("n"), py::arg("throughput"),
             py::arg("latency"));
  module.def("next", next, py::arg("fit"), py::kw_only(), py::arg("target"), py::arg("max_n"),
             py::arg("repeats"), py::arg("draws"));
}

}  // namespace uslkit::python
