#include "sizing/request_file.h"

#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/input_errors.h"
#include "base/number_text.h"
#include "scenario/extends.h"
#include "scenario/field_reader.h"
#include "scenario/field_writer.h"
#include "scenario/findings.h"
#include "scenario/json_schema.h"
#include "scenario/migration.h"
#include "scenario/rate_trace.h"
#include "scenario/reference_docs.h"
#include "scenario/relative_file.h"
#include "scenario/set_value.h"
#include "sizing/catalogue.h"
#include "sizing/request_rules.h"
#include "sizing/sizing_request_fields.h"

namespace uslkit {
namespace {

constexpr const char* kReferenceHead = R"(# Sizing requests: reference

Written by `uslkit schema request --reference` from the declarations in
`src/sizing/*_fields.cc`; do not edit it by hand. The same declarations feed the reader, the JSON
Schema (`uslkit schema request`) and `--set`.

- A request is one JSON object. Quantities carry their unit: durations `ns us ms s min h`, rates
  `/s k/s M/s G/s /min k/min M/min /h k/h`, bandwidths `B/s kB/s MB/s GB/s kbit/s Mbit/s Gbit/s`,
  sizes `B kB MB GB TB KiB MiB GiB TiB`.
- `traffic` is the section of the same name of a [scenario](scenario-reference.md#traffic).
- Unknown and duplicate keys are errors. All errors of a file are listed at once.
- `"extends"`, `"$schema"`, notes and `--set` work as in scenario files. Files that a request names
  (fits, traces, catalogues) are relative to its own directory.

)";

// Version 1 is the newest, so there are no steps.
std::span<const MigrationStep> request_migrations() { return {}; }

struct FitReader {
  const FitLoader& load;
  const SourcedJson& input;
  Findings& findings;

  void operator()(WorkerCapacity& capacity, const std::string& pointer) const {
    FitCapacity* fit = std::get_if<FitCapacity>(&capacity);
    if (fit == nullptr || fit->file.empty()) return;
    const Place place = input.place_of(pointer + "/file");
    if (!load) {
      findings.add({.pointer = pointer,
                    .found = "a fit",
                    .allowed = "a rate, a range or a USL: no fits can be read here"});
      return;
    }
    try {
      fill_from_fit(load(resolve_file(fit->file, place.source)), *fit);
    } catch (const InputError& error) {
      findings.add(fault_of_file(error, place));
    }
  }
};

SizingRequest request_of(SourcedJson input, const ReadRequestOptions& options) {
  input.erase("/$schema");
  Findings findings(input);
  for (const std::string& set : options.sets) {
    apply_setting(set, shape_of<SizingRequest>(), input, findings);
  }
  SizingRequest request = read_as<SizingRequest>(input, findings);
  load_rate_traces(request.traffic, input, findings);
  apply_catalogue(request, input, findings);
  if (request.growth && request.growth->history) {
    const Place place = input.place_of("/growth/history");
    request.growth->history = resolve_file(*request.growth->history, place.source);
  }
  const FitReader read_fit{options.load_fit, input, findings};
  read_fit(request.consumers.capacity, "/consumers/capacity");
  if (request.database) read_fit(request.database->capacity, "/database/capacity");
  // Rules over values that could not be read would complain of their defaults.
  findings.throw_if_any();
  check_request(request, findings);
  findings.throw_if_any();
  return request;
}

std::string schema_of(const ObjectShape& shape, const char* name, bool extends) {
  SchemaOptions options{
      .id = fmt::format("https://github.com/uslkit/uslkit/docs/schemas/{}.schema.json", name),
      .title = fmt::format("uslkit {}", name)};
  options.envelope = {
      {"$schema", R"({"type": "string", "description": "The JSON Schema, for editors"})"}};
  if (extends) {
    options.envelope.emplace_back("extends",
                                  R"({"type": "string", "minLength": 1, "description":
           "Another request file, which this one is a JSON merge patch (RFC 7386) over"})");
  }
  return json_schema(shape, options).dump(2) + "\n";
}

}  // namespace

SizingRequest request_from_text(std::string text, const std::string& name,
                                const ReadRequestOptions& options) {
  return request_of(load_text_with_extends(std::move(text), name, request_migrations()), options);
}

SizingRequest read_request(const std::string& name, const ReadRequestOptions& options) {
  return request_of(load_with_extends(name, request_migrations()), options);
}

std::string write_request(const SizingRequest& request) {
  return write_as_json(request, {}).dump(2) + "\n";
}

std::string request_schema() { return schema_of(shape_of<SizingRequest>(), "request", true); }

std::string catalogue_schema() { return schema_of(shape_of<Catalogue>(), "catalogue", false); }

std::string request_reference_markdown() {
  return kReferenceHead + reference_markdown(shape_of<SizingRequest>());
}

void fill_from_fit(const UslFit& fit, FitCapacity& capacity) {
  const auto per_second = [&fit](UslParameters usl) {
    usl.gamma /= fit.time_unit_s();
    return usl;
  };
  capacity.parameters = per_second(fit.parameters);
  capacity.draws.clear();
  for (const UslParameters& draw : fit.joint_draws.draws) {
    // A draw with a pole is no law of anything; the fitter does not write such, others might.
    if (draw.gamma > 0 && draw.alpha >= 0 && draw.beta >= 0) {
      capacity.draws.push_back(per_second(draw));
    }
  }
  capacity.largest_measured = fit.identifiability.max_concurrency;
  capacity.doubts.clear();
  if (fit.usability == Usability::wrong_model) {
    capacity.doubts.emplace_back("the USL does not describe its measurements (lack of fit)");
  }
  if (fit.usability == Usability::no_peak_shown) {
    capacity.doubts.push_back(
        fmt::format("its peak was not measured: {}", fit.identifiability.sentence));
  }
  if (fit.usability == Usability::superlinear) {
    capacity.doubts.emplace_back("it is superlinear, which does not go on for ever");
  }
  if (capacity.draws.empty()) {
    capacity.doubts.emplace_back("it has no joint draws, so its uncertainty is not in the plan");
  }
}

}  // namespace uslkit
