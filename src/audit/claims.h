// Claims: what somebody says about a system's capacity, as data that can be computed again.
//
// A claim never holds an answer. It holds what was stated, the numbers it was stated with, and
// formulas ("readings") that compute the quantity from these numbers; the verdict is derived.
// Plain data, read from a file by its declarations (claims_fields.cc).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace uslkit {

// How the stated number bounds the quantity that is computed.
enum class StatedBound {
  equal,     // the quantity is this, within the tolerance
  at_least,  // "holds to 500 nodes": the quantity is this or more
  at_most,   // "stays below a second": the quantity is this or less
};

enum class ClaimKind {
  value,    // a statement about a quantity
  listing,  // a piece of code or a definition: it is executed as printed and held to its promise
};

// A named number. Either a value, or a formula over the names before it.
struct NamedValue {
  std::string name{};
  std::optional<double> value{};
  std::string formula{};
  std::string unit{};
  std::string note{};

  friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

struct StatedValue {
  std::optional<double> value{};
  std::string formula{};  // for a listing: what it does as printed
  std::string unit{};
  StatedBound bound = StatedBound::equal;

  friend bool operator==(const StatedValue&, const StatedValue&) = default;
};

// |law - stated| <= max(relative |stated|, absolute).
struct Tolerance {
  double relative = 0.01;
  double absolute = 0;

  friend bool operator==(const Tolerance&, const Tolerance&) = default;
};

// One way to understand the claim. The first of a claim is the literal one.
struct Reading {
  std::string name{};     // completes "if ..."
  std::string formula{};  // of the quantity
  Tolerance tolerance{};
  std::optional<StatedBound> bound{};  // where it differs from the claim's own

  friend bool operator==(const Reading&, const Reading&) = default;
};

// A quantity that decides the claim and that its author does not state.
struct FreeParameter {
  std::string name{};
  double from = 0;
  double to = 1;
  std::string note{};

  friend bool operator==(const FreeParameter&, const FreeParameter&) = default;
};

struct Claim {
  std::string id{};
  std::string family{};
  std::string where{};
  std::string statement{};
  ClaimKind kind = ClaimKind::value;
  std::vector<NamedValue> given{};
  StatedValue stated{};
  std::optional<FreeParameter> free{};
  std::vector<Reading> readings{};
  std::vector<NamedValue> also{};  // computed and shown beside the verdict
  std::string explanation{};       // one sentence; "{formula}" stands for its value
  std::string note{};

  friend bool operator==(const Claim&, const Claim&) = default;
};

// Statements that cannot all be true. The formula is not 0 where they can.
struct Combination {
  std::string id{};
  std::string statement{};
  std::vector<NamedValue> given{};
  std::string consistent{};
  std::string explanation{};
  std::string note{};

  friend bool operator==(const Combination&, const Combination&) = default;
};

struct Claims {
  std::int64_t schema = 1;
  std::string name{};
  std::vector<std::string> about{};  // sentences on top of the Markdown report
  std::string note{};
  std::string directory = ".";      // of the files in formulas, from that of the claims file
  std::vector<NamedValue> given{};  // known to every claim
  std::vector<Claim> claims{};
  std::vector<Combination> combinations{};

  friend bool operator==(const Claims&, const Claims&) = default;
};

}  // namespace uslkit
