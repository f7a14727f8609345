#include "audit/claims_rules.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "audit/formula_registry.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

// name -> the pointer that brought it.
using Names = std::map<std::string, std::string>;

// Names that the audit itself brings.
constexpr const char* kReserved[] = {"stated", "law"};

void check_one_of(const std::optional<double>& value, const std::string& formula,
                  const std::string& pointer, Findings& findings) {
  if (value.has_value() != formula.empty()) {
    findings.add(
        {.pointer = pointer,
         .found = formula.empty() ? "neither a value nor a formula" : "both a value and a formula",
         .allowed = "one of \"value\" and \"formula\""});
  }
}

void check_name(const std::string& name, const std::string& pointer, Names& names,
                Findings& findings) {
  const bool is_reserved =
      std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved) ||
      is_function_name(name);
  if (!is_formula_name(name)) {
    findings.add({.pointer = pointer,
                  .found = fmt::format("the name {}", uslkit::quoted(name)),
                  .allowed = "letters, digits and _, not beginning with a digit"});
  } else if (is_reserved) {
    findings.add(
        {.pointer = pointer,
         .found = fmt::format("the name {}, which formulas know already", uslkit::quoted(name)),
         .allowed = "a name of its own",
         .hint = "uslkit audit --list-functions lists what is taken"});
  } else if (const auto [first, is_new] = names.emplace(name, pointer); !is_new) {
    findings.add({.pointer = pointer,
                  .found = fmt::format("the name {} a second time", uslkit::quoted(name)),
                  .allowed = "a name for each value",
                  .contradicts = first->second});
  }
}

void check_values(const std::vector<NamedValue>& values, const std::string& pointer, Names& names,
                  Findings& findings) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string at = fmt::format("{}/{}", pointer, i);
    check_name(values[i].name, at + "/name", names, findings);
    check_one_of(values[i].value, values[i].formula, at, findings);
  }
}

void check_free(const Claim& claim, const std::string& pointer, Names& names, Findings& findings) {
  if (!claim.free) return;
  check_name(claim.free->name, pointer + "/free/name", names, findings);
  if (!(claim.free->from < claim.free->to)) {
    findings.add({.pointer = pointer + "/free/to",
                  .found = fmt::format("{}", claim.free->to),
                  .allowed = fmt::format("above \"from\", which is {}", claim.free->from),
                  .contradicts = pointer + "/free/from"});
  }
  if (claim.readings.size() > 1) {
    findings.add({.pointer = pointer + "/readings",
                  .found = fmt::format("{} readings", claim.readings.size()),
                  .allowed = "one, where a quantity is free: it is computed over the whole range",
                  .contradicts = pointer + "/free"});
  }
}

void check_id(const std::string& id, const std::string& pointer, Names& ids, Findings& findings) {
  const auto [first, is_new] = ids.emplace(id, pointer);
  if (is_new) return;
  findings.add({.pointer = pointer,
                .found = fmt::format("the id {} a second time", uslkit::quoted(id)),
                .allowed = "an id for each claim and combination",
                .contradicts = first->second});
}

}  // namespace

bool is_formula_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (name.empty() || !is_letter(name.front())) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

void check_claims(const Claims& claims, Findings& findings) {
  Names known;
  Names ids;
  check_values(claims.given, "/given", known, findings);
  for (std::size_t i = 0; i < claims.claims.size(); ++i) {
    const Claim& claim = claims.claims[i];
    const std::string at = fmt::format("/claims/{}", i);
    Names names = known;
    check_id(claim.id, at + "/id", ids, findings);
    check_values(claim.given, at + "/given", names, findings);
    check_one_of(claim.stated.value, claim.stated.formula, at + "/stated", findings);
    check_free(claim, at, names, findings);
    check_values(claim.also, at + "/also", names, findings);
  }
  for (std::size_t i = 0; i < claims.combinations.size(); ++i) {
    const std::string at = fmt::format("/combinations/{}", i);
    Names names = known;
    check_id(claims.combinations[i].id, at + "/id", ids, findings);
    check_values(claims.combinations[i].given, at + "/given", names, findings);
  }
}

}  // namespace uslkit
