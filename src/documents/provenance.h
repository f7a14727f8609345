// provenance: which tool, which build, which input and which options made a result.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/measurements.h"

namespace uslkit {

// Filled in by CMake at build time; git_id is "unknown" where there is no repository.
struct BuildInfo {
  std::string version;    // "0.1.0"
  std::string git_id;     // "4e6f0f9c1d2e", "-dirty" behind it when files differed
  std::string compiler;   // "GNU 12.2.0, Release"
  std::string libraries;  // "Ceres 2.1.0, Eigen 3.4.0, ..."
};
[[nodiscard]] const BuildInfo& build_info();

// What --version prints.
[[nodiscard]] std::string version_text();

struct Provenance {
  std::string document{};  // "fit", "predict", ...
  std::uint64_t seed = 0;
  nlohmann::ordered_json options{};  // an object: every option as it was used
  std::vector<MeasurementSource> inputs{};
  std::vector<Note> notes{};
};

// The keys with which every JSON document of uslkit begins: schema_version, document, tool, seed,
// options, inputs, notes.
[[nodiscard]] nlohmann::ordered_json envelope(const Provenance& provenance);

}  // namespace uslkit
