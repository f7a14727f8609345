#include "documents/fit_document.h"

#include <utility>

#include "documents/provenance.h"
#include "fit/fit_json.h"

namespace uslkit {
namespace {

using Bootstrap = FitOptions::Bootstrap;

const char* name_of_bootstrap(Bootstrap bootstrap) {
  switch (bootstrap) {
    case Bootstrap::none:
      return "none";
    case Bootstrap::residual:
      return "residual";
    case Bootstrap::parametric:
      return "parametric";
    case Bootstrap::replicates:
      return "replicates";
  }
  return "";
}

}  // namespace

nlohmann::ordered_json to_json(const FitOptions& options) {
  nlohmann::ordered_json json;
  json["error_model"] = name_of(options.error_model);
  json["gamma_mode"] = name_of(options.gamma_mode);
  json["gamma"] = options.gamma_mode == GammaMode::given ? number_to_json(options.gamma) : nullptr;
  json["level"] = options.confidence_level;
  json["bootstrap"] = name_of_bootstrap(options.bootstrap);
  json["draws"] = options.bootstrap_draws;
  json["bayes"] = options.bayes;
  json["robust"] = options.robust;
  json["unconstrained"] = options.unconstrained;
  json["joint_draws"] = options.joint_draws;
  return json;
}

nlohmann::ordered_json fit_document(const UslFit& fit, FitDocumentParts parts) {
  nlohmann::ordered_json document = envelope({.document = "fit",
                                              .seed = fit.seed,
                                              .options = std::move(parts.options),
                                              .inputs = parts.measurements.sources,
                                              .notes = parts.measurements.notes});
  if (!parts.label.empty()) document["label"] = parts.label;
  document["assertions"] = std::move(parts.assertions);
  nlohmann::ordered_json body = to_json(fit);
  for (auto& [key, value] : body.items()) {
    if (!document.contains(key)) document[key] = std::move(value);
  }
  return document;
}

}  // namespace uslkit
