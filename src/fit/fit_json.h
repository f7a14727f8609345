// fit_json: a UslFit as a JSON document, and back without loss.
//
// The document is described by docs/schemas/fit.schema.json. Rules of the format:
// - An open interval end is null, and so is any other infinity and any value that does not exist.
// - The quoted interval carries its level in its key: `interval95` at confidence_level 0.95,
//   `interval90` at 0.9, so that a script which wants 95 % never reads another level by mistake.
// - Within one schema version keys are only ever added; readers ignore keys they do not know.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "model/usl_fit.h"

namespace uslkit {

// Grows by one when a key changes its meaning or goes away.
inline constexpr int kFitSchemaVersion = 1;

// "interval95" for 0.95.
[[nodiscard]] std::string interval_key(double confidence_level);

// [lower, upper], open ends as null; null without an interval.
[[nodiscard]] nlohmann::ordered_json interval_to_json(const std::optional<Interval>& interval);

// {estimate, standard_error, interval95, intervals: {wald, profile, bootstrap}}.
[[nodiscard]] nlohmann::ordered_json estimate_to_json(const Estimate& estimate,
                                                      double confidence_level);

// {alpha, beta, gamma}.
[[nodiscard]] nlohmann::ordered_json parameters_to_json(const UslParameters& parameters);

// A finite number, else null.
[[nodiscard]] nlohmann::ordered_json number_to_json(double value);
[[nodiscard]] nlohmann::ordered_json number_to_json(const std::optional<double>& value);

// [{name, format, sha256, bytes, rows}].
[[nodiscard]] nlohmann::ordered_json sources_to_json(const std::vector<MeasurementSource>& sources);

// [{code, text}].
[[nodiscard]] nlohmann::ordered_json notes_to_json(const std::vector<Note>& notes);

[[nodiscard]] nlohmann::ordered_json to_json(const UslFit& fit);

// True for text that starts like a document of uslkit: an object with "schema_version". Cheap; used
// to tell a fit from measurements in JSON.
[[nodiscard]] bool looks_like_uslkit_document(std::string_view head);

// Reads what to_json wrote. Throws InputError for another document, another schema version, a
// missing key, a wrong type or a value out of range, with line, column and JSON pointer.
[[nodiscard]] UslFit fit_from_json(const JsonDocument& document);

}  // namespace uslkit
