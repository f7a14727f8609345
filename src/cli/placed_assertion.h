// placed_assertion: an assertion and where it stands: on the command line, or in a file's "expect".
#pragma once

#include <string>
#include <vector>

#include "base/input_error.h"
#include "cli/assertions.h"

namespace uslkit {

struct PlacedAssertion {
  Assertion assertion;
  Place place;  // "--assert", or a place in a file
};

// The metrics that can be asked for, and how a message speaks of them.
struct KnownMetrics {
  std::vector<std::string> names;
  std::string of;    // "this scenario"
  std::string list;  // "uslkit simulate SCENARIO --list-metrics lists them"

  [[nodiscard]] bool contains(const std::string& name) const;
};

// What stands on the command line is usage (exit code 2), what stands in a file is bad input (3).
[[noreturn]] void raise_at_place(const InputError::Parts& parts);

// Throws UsageError or InputError at `place` for a text that is no assertion, and for a ratio.
[[nodiscard]] PlacedAssertion split_assertion_at(const std::string& text, const Place& place);

// The same for a metric that is not known, with the nearest name as its hint.
[[noreturn]] void refuse_metric(const std::string& metric, const Place& place,
                                const KnownMetrics& known);

// Split, and its metric is known.
[[nodiscard]] PlacedAssertion parse_placed_assertion(const std::string& text, const Place& place,
                                                     const KnownMetrics& known);

// The assertions of a file's "expect", those of --assert behind them.
struct AssertionSources {
  std::string file;
  std::vector<std::string> expected;  // empty unless they are asked for
  std::vector<std::string> asserted;
};
[[nodiscard]] std::vector<PlacedAssertion> placed_assertions(const AssertionSources& sources,
                                                             const KnownMetrics& known);

}  // namespace uslkit
