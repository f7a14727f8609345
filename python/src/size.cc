// Sizing: requests to plans, and plans to scenarios.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include "base/byte_source.h"
#include "bindings.h"
#include "documents/size_document.h"
#include "fit/fit_json.h"
#include "fit/fit_usl.h"
#include "ingest/ingest.h"
#include "interruptible.h"
#include "json_to_python.h"
#include "plan_handle.h"
#include "report/plan_report.h"
#include "scenario/scenario_file.h"
#include "sim/simulate.h"
#include "sizing/forecast.h"
#include "sizing/growth.h"
#include "sizing/month.h"
#include "sizing/plan_scenario.h"
#include "sizing/plan_sizing.h"
#include "sizing/request_file.h"
#include "usage.h"
#include "whole_number.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

struct SizeArguments {
  Sets sets;
  std::map<std::string, FitRef> fits;  // by the name under which the request holds them
  std::int64_t draws = 100'000;
  bool verify = false;
  bool verify_all_cells = false;
  std::string from;  // YYYY-MM
  std::string until;
  std::string growth;
  int threads = 0;
  std::string present_month;  // where a forecast starts unless something else says so

  [[nodiscard]] bool wants_verification() const { return verify || verify_all_cells; }
};

// Fits that came as objects are found by their name, others are read.
UslFit fit_from(const std::string& file, const SizeArguments& arguments,
                std::vector<MeasurementSource>& sources) {
  const std::map<std::string, FitRef>::const_iterator given = arguments.fits.find(file);
  if (given != arguments.fits.end()) {
    sources.push_back(given->second->input.source);
    return given->second->input.fit;
  }
  ByteSource source = ByteSource::open(file);
  if (looks_like_uslkit_document(source.head())) {
    FitInput input = read_fit(std::move(source));
    sources.push_back(input.source);
    return std::move(input.fit);
  }
  const Measurements measurements = ingest_bytes(std::move(source), {});
  sources.push_back(measurements.sources.at(0));
  return fit_usl(measurements);
}

Month month_of(const std::string& text, const char* argument) {
  return as_usage([&] { return parse_month(text, {.source = argument}); });
}

bool wants_forecast(const SizeArguments& arguments, const SizingRequest& request) {
  const bool asked = !arguments.until.empty() || !arguments.growth.empty();
  return asked || (request.growth && (request.as_of || !arguments.from.empty()));
}

std::optional<SizingForecast> forecast_of(const SizeArguments& arguments,
                                          const SizingRequest& request, const SizingPlan& plan) {
  constexpr std::int64_t kMonthsAhead = 12;
  if (!plan.infeasible.empty() || !wants_forecast(arguments, request)) return std::nullopt;
  const std::string from =
      arguments.from.empty() ? request.as_of.value_or(arguments.present_month) : arguments.from;
  ForecastOptions options{.from = month_of(from, "from_month")};
  options.until = arguments.until.empty() ? Month{.index = options.from.index + kMonthsAhead}
                                          : month_of(arguments.until, "until");
  if (options.until <= options.from) {
    throw UsageError({.place = {.source = "until"},
                      .found = month_text(options.until),
                      .allowed = fmt::format("a month after {}, from which on is forecast",
                                             month_text(options.from)),
                      .hint = ""});
  }
  std::optional<GrowthSpec> growth;
  if (!arguments.growth.empty()) {
    growth = as_usage([&] { return parse_growth(arguments.growth, {.source = "growth"}); });
  }
  return forecast(request, plan, options, growth);
}

PlanScenarioOptions scenario_options(bool all_cells) {
  return {.one_cell = !all_cells, .counts = {.cells = 0}};
}

nlohmann::ordered_json options_json(const SizeArguments& arguments) {
  return {{"set", arguments.sets},
          {"draws", arguments.draws},
          {"verify", arguments.verify},
          {"verify_all_cells", arguments.verify_all_cells},
          {"until", arguments.until},
          {"from", arguments.from},
          {"growth", arguments.growth},
          {"explain", nlohmann::ordered_json::array()},
          {"expect", false}};
}

PlanRef plan_of(const SizingRequest& request, const SizeArguments& arguments,
                std::vector<MeasurementSource> sources, StopRequest stop) {
  SizingAnswer answer{.plan = plan_sizing(request, {.draws = arguments.draws, .stop = stop})};
  answer.forecast = forecast_of(arguments, request, answer.plan);
  if (arguments.wants_verification() && answer.plan.infeasible.empty()) {
    const Scenario scenario =
        plan_scenario(request, answer.plan, scenario_options(arguments.verify_all_cells));
    const RunResult run = simulate(scenario, {.threads = arguments.threads, .stop = stop});
    throw_if_stopped(stop);
    if (run.provenance.stopped_early.empty()) {
      answer.verification = verify_plan(request, answer.plan, run);
    }
  }
  nlohmann::ordered_json document = size_document(
      answer,
      {.seed = request.seed, .options = options_json(arguments), .inputs = std::move(sources)});
  return std::make_shared<PlanHandle>(
      PlanHandle{.request = request, .answer = std::move(answer), .document = std::move(document)});
}

PlanRef size_of(const py::object& from, const SizeArguments& arguments) {
  const DocumentText text = document_text(from, "request");
  return interruptible([&](StopRequest stop) {
    std::vector<MeasurementSource> sources{text.source};
    const FitLoader load = [&](const std::string& file) {
      return fit_from(file, arguments, sources);
    };
    const SizingRequest request =
        request_from_text(text.text, text.source.name, {.sets = arguments.sets, .load_fit = load});
    return plan_of(request, arguments, std::move(sources), stop);
  });
}

}  // namespace

void bind_size(py::module_& module) {
  py::class_<PlanHandle, PlanRef>(module, "Plan")
      .def("document", [](const PlanHandle& self) { return Document{self.document}; })
      .def(
          "scenario",
          [](const PlanHandle& self, bool all_cells) {
            return write_scenario(
                plan_scenario(self.request, self.answer.plan, scenario_options(all_cells)));
          },
          py::arg("all_cells"))
      .def(
          "report",
          [](const PlanHandle& self, std::size_t width, bool verbose, bool markdown) {
            return markdown ? plan_report_markdown(self.answer, verbose)
                            : plan_report_text(self.answer, {.width = width}, verbose);
          },
          py::kw_only(), py::arg("width"), py::arg("verbose"), py::arg("markdown"))
      .def(
          "explain",
          [](const PlanHandle& self, const std::string& quantity, std::size_t width) {
            return plan_explanation_text(self.answer.plan, quantity, {.width = width});
          },
          py::arg("quantity"), py::kw_only(), py::arg("width"));
  module.def(
      "size",
      [](const py::object& request, Sets sets, std::map<std::string, FitRef> fits,
         const py::object& draws, bool verify, bool verify_all_cells, std::string from,
         std::string until, std::string growth, const py::object& threads,
         std::string present_month) {
        return size_of(request, {.sets = std::move(sets),
                                 .fits = std::move(fits),
                                 .draws = whole_number("draws", draws, std::int64_t{1},
                                                       PlanOptions::kMostDraws),
                                 .verify = verify,
                                 .verify_all_cells = verify_all_cells,
                                 .from = std::move(from),
                                 .until = std::move(until),
                                 .growth = std::move(growth),
                                 .threads = thread_count(threads),
                                 .present_month = std::move(present_month)});
      },
      py::arg("request"), py::kw_only(), py::arg("sets"), py::arg("fits"), py::arg("draws"),
      py::arg("verify"), py::arg("verify_all_cells"), py::arg("from_month"), py::arg("until"),
      py::arg("growth"), py::arg("threads"), py::arg("present_month"));
}

}  // namespace uslkit::python
