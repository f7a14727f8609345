// Measurements from files and arrays.
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <pybind11/stl.h>

#include "arrays.h"
#include "base/byte_source.h"
#include "bindings.h"
#include "documents/ingest_document.h"
#include "ingest/row_checks.h"
#include "interruptible.h"
#include "usage.h"

namespace py = pybind11;

namespace uslkit::python {
namespace {

// The options of `uslkit fit` and `ingest` that say how to read.
struct ReadArguments {
  std::string format;
  std::optional<double> n;
  std::string n_from_name;
  std::optional<double> work;
  std::string delimiter;
  std::optional<double> min_n;
  std::string unit;
  double drop_first = 0;
  std::int64_t max_rows = 0;
};

char delimiter_of(const std::string& text) {
  if (text.empty()) return 0;
  if (text.size() == 1) return text.front();
  throw UsageError({.place = {.source = "--delimiter"},
                    .found = uslkit::quoted(text),
                    .allowed = "one character",
                    .hint = ""});
}

IngestOptions ingest_options(const ReadArguments& arguments) {
  IngestOptions options{.format = arguments.format,
                        .concurrency = arguments.n,
                        .n_from_name = arguments.n_from_name,
                        .work_per_run = arguments.work,
                        .drop_first_s = arguments.drop_first,
                        .throughput_unit = arguments.unit,
                        .min_concurrency = arguments.min_n,
                        .max_rows = arguments.max_rows,
                        .delimiter = delimiter_of(arguments.delimiter)};
  as_usage([&] { options.check(); });
  return options;
}

Measured read(const std::vector<std::string>& files, const ReadArguments& arguments) {
  IngestOptions options = ingest_options(arguments);
  nlohmann::ordered_json used = to_json(files, options);
  return interruptible([&](StopRequest stop) -> Measured {
    options.on_bytes = [stop](std::string_view, std::int64_t) { throw_if_stopped(stop); };
    return std::make_shared<MeasurementsHandle>(
        MeasurementsHandle{.measurements = ingest(files, options), .read = std::move(used)});
  });
}

// ---- From arrays. ----

struct Columns {
  std::optional<DoublesIn> concurrency;
  DoublesIn throughput;
  std::optional<DoublesIn> latency_s;
  std::optional<DoublesIn> throughput_sd;
  std::optional<DoublesIn> error_ratio;
};

// The values of a column; all have as many rows as the throughput.
const double* values_of(const std::optional<DoublesIn>& column, const char* name,
                        py::ssize_t rows) {
  if (!column) return nullptr;
  if (column->ndim() == 1 && column->size() == rows) return column->data();
  throw UsageError(
      {.place = {.source = name},
       .found = fmt::format("{} values in {} dimension{}", column->size(), column->ndim(),
                            column->ndim() == 1 ? "" : "s"),
       .allowed = fmt::format("one dimension with {} values, as many as throughput", rows),
       .hint = ""});
}

double checked(double value, const char* name, py::ssize_t row, bool zero_allowed) {
  if (std::isfinite(value) && (value > 0 || (zero_allowed && value == 0))) return value;
  throw InputError(
      {.place = {.source = name, .line = row + 1},
       .found = fmt::format("{}", value),
       .allowed = zero_allowed ? "a finite number of at least 0" : "a finite number above 0",
       .hint = "line is the number of the row, from 1"});
}

// NaN in a column that is not needed means: not measured.
std::optional<double> optional_value(const double* values, const char* name, py::ssize_t row,
                                     bool zero_allowed) {
  if (values == nullptr || std::isnan(values[row])) return std::nullopt;
  return checked(values[row], name, row, zero_allowed);
}

std::vector<Measurement> measured_rows(const Columns& columns) {
  if (columns.throughput.ndim() != 1) {
    throw UsageError({.place = {.source = "throughput"},
                      .found = fmt::format("{} dimensions", columns.throughput.ndim()),
                      .allowed = "one dimension: a value for each run",
                      .hint = ""});
  }
  const py::ssize_t count = columns.throughput.size();
  const double* throughput = columns.throughput.data();
  const double* concurrency = values_of(columns.concurrency, "concurrency", count);
  const double* latency = values_of(columns.latency_s, "latency_s", count);
  const double* sd = values_of(columns.throughput_sd, "throughput_sd", count);
  const double* errors = values_of(columns.error_ratio, "error_ratio", count);
  std::vector<Measurement> rows;
  for (py::ssize_t i = 0; i < count; ++i) {
    Measurement row{.concurrency = 0,
                    .throughput = checked(throughput[i], "throughput", i, false),
                    .latency_s = optional_value(latency, "latency_s", i, false),
                    .throughput_sd = optional_value(sd, "throughput_sd", i, false),
                    .target_throughput = {},
                    .error_ratio = optional_value(errors, "error_ratio", i, true),
                    .duration_s = {},
                    .line = i + 1,
                    .source = 0,
                    .label = {}};
    if (concurrency != nullptr && !std::isnan(concurrency[i])) {
      row.concurrency = checked(concurrency[i], "concurrency", i, false);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

struct Names {
  std::string source;
  std::string concurrency;
  std::string throughput;
  std::string unit;
};

Measured from_arrays(const Columns& columns, const Names& names) {
  IngestOptions options{.throughput_unit = names.unit};
  as_usage([&] { options.check(); });
  Measurements read;
  read.rows = measured_rows(columns);
  read.concurrency_name = names.concurrency;
  read.throughput_name = names.throughput;
  read.throughput_unit = names.unit;
  read.sources = {{.name = names.source, .format = "arrays", .sha256 = {}}};
  Measurements result = checked_rows(std::move(read), {.file = names.source}, options);
  result.sources.front().rows = static_cast<std::int64_t>(result.rows.size());
  note_generator_limit(result);
  return std::make_shared<MeasurementsHandle>(
      MeasurementsHandle{.measurements = std::move(result), .read = to_json({}, options)});
}

// ---- What they say. ----

// Absent values are NaN: such a column cannot be a view.
py::array optional_column(const std::vector<Measurement>& rows,
                          std::optional<double> Measurement::*member) {
  py::array_t<double> array(static_cast<py::ssize_t>(rows.size()));
  double* to = array.mutable_data();
  for (const Measurement& row : rows) {
    *to++ = (row.*member).value_or(std::numeric_limits<double>::quiet_NaN());
  }
  return array;
}

py::dict columns_of(const Measured& self) {
  const std::vector<Measurement>& rows = self->measurements.rows;
  const py::capsule owner = kept_alive(self);
  py::dict columns;
  columns["concurrency"] = column(rows, &Measurement::concurrency, owner);
  columns["throughput"] = column(rows, &Measurement::throughput, owner);
  columns["latency_s"] = optional_column(rows, &Measurement::latency_s);
  columns["throughput_sd"] = optional_column(rows, &Measurement::throughput_sd);
  columns["target_throughput"] = optional_column(rows, &Measurement::target_throughput);
  columns["error_ratio"] = optional_column(rows, &Measurement::error_ratio);
  columns["duration_s"] = optional_column(rows, &Measurement::duration_s);
  columns["line"] = column(rows, &Measurement::line, owner);
  return columns;
}

}  // namespace

void bind_measurements(py::module_& module) {
  py::class_<MeasurementsHandle, Measured>(module, "Measurements")
      .def("columns", columns_of)
      .def("document", [](const MeasurementsHandle& self) {
        return Document{ingest_document(self.measurements, self.read)};
      });
  module.def(
      "read",
      [](const std::vector<std::string>& files, std::string format, std::optional<double> n,
         std::string n_from_name, std::optional<double> work, std::string delimiter,
         std::optional<double> min_n, std::string unit, double drop_first, std::int64_t max_rows) {
        return read(files, {.format = std::move(format),
                            .n = n,
                            .n_from_name = std::move(n_from_name),
                            .work = work,
                            .delimiter = std::move(delimiter),
                            .min_n = min_n,
                            .unit = std::move(unit),
                            .drop_first = drop_first,
                            .max_rows = max_rows});
      },
      py::arg("files"), py::kw_only(), py::arg("format"), py::arg("n"), py::arg("n_from_name"),
      py::arg("work"), py::arg("delimiter"), py::arg("min_n"), py::arg("unit"),
      py::arg("drop_first"), py::arg("max_rows"));
  module.def(
      "from_arrays",
      [](std::optional<DoublesIn> concurrency, DoublesIn throughput,
         std::optional<DoublesIn> latency_s, std::optional<DoublesIn> throughput_sd,
         std::optional<DoublesIn> error_ratio, std::string source, std::string concurrency_name,
         std::string throughput_name, std::string unit) {
        return from_arrays({.concurrency = std::move(concurrency),
                            .throughput = std::move(throughput),
                            .latency_s = std::move(latency_s),
                            .throughput_sd = std::move(throughput_sd),
                            .error_ratio = std::move(error_ratio)},
                           {.source = std::move(source),
                            .concurrency = std::move(concurrency_name),
                            .throughput = std::move(throughput_name),
                            .unit = std::move(unit)});
      },
      py::arg("concurrency"), py::arg("throughput"), py::arg("latency_s"), py::arg("throughput_sd"),
      py::arg("error_ratio"), py::kw_only(), py::arg("source"), py::arg("concurrency_name"),
      py::arg("throughput_name"), py::arg("unit"));
}

}  // namespace uslkit::python
