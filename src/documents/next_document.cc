#include "documents/next_document.h"

#include <algorithm>
#include <utility>

#include "base/number_text.h"
#include "base/spelling.h"
#include "base/usage_error.h"
#include "documents/provenance.h"
#include "fit/fit_json.h"

namespace uslkit {

void set_target(const std::string& text, NextOptions& options) {
  using Target = NextOptions::Target;
  constexpr double kMost = 1e15;
  const std::string at = "throughput@";
  if (text == "peak") {
    options.target = Target::peak_concurrency;
  } else if (text == "alpha") {
    options.target = Target::alpha;
  } else if (text == "beta") {
    options.target = Target::beta;
  } else if (text.starts_with(at)) {
    options.target = Target::throughput;
    options.throughput_at = try_parse_number(text.substr(at.size())).value_or(0);
    if (options.throughput_at > 0 && options.throughput_at <= kMost) return;
    throw UsageError({.place = {.source = "--target"},
                      .found = uslkit::quoted(text),
                      .allowed = "throughput@N with N above 0 and up to 1e15",
                      .hint = ""});
  } else {
    const std::optional<std::string> word =
        did_you_mean(text.substr(0, text.find('@')), {"peak", "throughput", "alpha", "beta"});
    throw UsageError({.place = {.source = "--target"},
                      .found = uslkit::quoted(text),
                      .allowed = "peak, alpha, beta or throughput@N",
                      .hint = word ? "did you mean " + *word + "?" : ""});
  }
}

nlohmann::ordered_json next_document(const FitInput& input, const NextAdvice& advice,
                                     nlohmann::ordered_json options) {
  nlohmann::ordered_json document = envelope({.document = "next",
                                              .seed = input.fit.seed,
                                              .options = std::move(options),
                                              .inputs = {input.source},
                                              .notes = advice.cautions});
  document["confidence_level"] = input.fit.confidence_level;
  document["target"] = advice.target;
  document["sentence"] = advice.sentence;
  document["width_now"] = number_to_json(advice.width_now);
  document["recommended"] = advice.recommended;
  document["width_after_recommended"] = number_to_json(advice.width_after_recommended);
  document["draws_used"] = advice.draws_used;
  nlohmann::ordered_json candidates = nlohmann::ordered_json::array();
  for (const NextCandidate& candidate : advice.candidates) {
    candidates.push_back({{"concurrency", candidate.concurrency},
                          {"width_after_one", number_to_json(candidate.width_after_one)},
                          {"width_after_runs", number_to_json(candidate.width_after_runs)},
                          {"gain", number_to_json(candidate.gain)}});
  }
  document["candidates"] = std::move(candidates);
  return document;
}

std::int64_t largest_candidate(const UslFit& fit) {
  constexpr double kMostConcurrency = 1'000'000;
  const double twice = std::min(2 * fit.identifiability.max_concurrency, kMostConcurrency);
  return std::max<std::int64_t>(2, static_cast<std::int64_t>(twice));
}

}  // namespace uslkit
