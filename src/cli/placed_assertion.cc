#include "cli/placed_assertion.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/spelling.h"
#include "cli/exit_code.h"

namespace uslkit {

bool KnownMetrics::contains(const std::string& name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void raise_at_place(const InputError::Parts& parts) {
  if (parts.place.source.starts_with("--")) throw UsageError(parts);
  throw InputError(parts);
}

PlacedAssertion split_assertion_at(const std::string& text, const Place& place) {
  try {
    return {.assertion = split_assertion(text), .place = place};
  } catch (const UsageError& error) {
    InputError::Parts parts = error.parts();
    parts.place = place;
    raise_at_place(parts);
  }
}

void refuse_metric(const std::string& metric, const Place& place, const KnownMetrics& known) {
  const std::optional<std::string> nearest = did_you_mean(metric, known.names);
  InputError::Parts parts;
  parts.place = place;
  parts.found = "unknown metric " + uslkit::quoted(metric);
  parts.allowed = fmt::format("one of the {} metrics of {}", known.names.size(), known.of);
  parts.hint = nearest ? fmt::format("did you mean {}?", *nearest) : known.list;
  raise_at_place(parts);
}

PlacedAssertion parse_placed_assertion(const std::string& text, const Place& place,
                                       const KnownMetrics& known) {
  PlacedAssertion result = split_assertion_at(text, place);
  const std::string& metric = result.assertion.metric;
  if (!known.contains(metric)) refuse_metric(metric, place, known);
  return result;
}

std::vector<PlacedAssertion> placed_assertions(const AssertionSources& sources,
                                               const KnownMetrics& known) {
  std::vector<PlacedAssertion> assertions;
  for (std::size_t i = 0; i < sources.expected.size(); ++i) {
    const Place place{.source = sources.file, .pointer = fmt::format("/expect/{}", i)};
    assertions.push_back(parse_placed_assertion(sources.expected[i], place, known));
  }
  for (const std::string& text : sources.asserted) {
    assertions.push_back(parse_placed_assertion(text, {.source = "--assert"}, known));
  }
  return assertions;
}

}  // namespace uslkit
