#include "audit/audit_claim.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/derive_verdict.h"
#include "fit/quantity_text.h"

namespace uslkit {
namespace {

std::optional<double> stated_of(const Claim& claim, ClaimNumbers& numbers,
                                const std::string& pointer) {
  if (claim.stated.value) return claim.stated.value;
  return numbers.compute(claim.stated.formula, pointer + "/stated/formula");
}

// Fewer outcomes than readings where one could not be computed.
std::vector<ReadingOutcome> read_all_ways(const Claim& claim, double stated, ClaimNumbers& numbers,
                                          const std::string& pointer) {
  std::vector<ReadingOutcome> outcomes;
  for (std::size_t i = 0; i < claim.readings.size(); ++i) {
    const Reading& reading = claim.readings[i];
    const std::optional<double> law =
        numbers.compute(reading.formula, fmt::format("{}/readings/{}/formula", pointer, i));
    if (!law) continue;
    ReadingOutcome outcome{.name = reading.name,
                           .formula = reading.formula,
                           .bound = reading.bound.value_or(claim.stated.bound),
                           .law = *law,
                           .tolerance = tolerance_at(reading.tolerance, stated)};
    outcome.holds = holds(stated, outcome.law, outcome.bound, outcome.tolerance);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

std::optional<FreeOutcome> over_range(const FreeParameter& free, const AuditedClaim& audited,
                                      ClaimNumbers& numbers, const std::string& pointer) {
  const ReadingOutcome& literal = audited.readings.front();
  const FreeQuestion question{.parameter = free,
                              .stated = audited.stated,
                              .bound = literal.bound,
                              .tolerance = literal.tolerance};
  try {
    return over_free_range(question, [&](double value) {
      numbers.set(free.name, value);
      return numbers.compute_or_throw(literal.formula);
    });
  } catch (const InputError& error) {
    numbers.complain(error, pointer + "/readings/0/formula");
    return std::nullopt;
  }
}

// What the verdict itself says; the file's explanation follows it.
std::string verdict_sentence(const AuditedClaim& audited) {
  if (audited.verdict == AuditVerdict::conditional) {
    const ReadingOutcome& reading = audited.readings[*audited.deciding];
    return fmt::format("Holds if {}.", reading.name);
  }
  if (audited.verdict == AuditVerdict::underdetermined) {
    const FreeParameter& free = audited.free->parameter;
    return fmt::format("Depends on {}, which is not stated: {} at {}, {} at {}.",
                       free.note.empty() ? free.name : free.note,
                       number_text(audited.free->law_from), number_text(free.from),
                       number_text(audited.free->law_to), number_text(free.to));
  }
  return "";
}

std::string joined(const std::string& first, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + " " + second;
}

}  // namespace

std::optional<AuditedClaim> audit_claim(const Claim& claim, ClaimNumbers numbers,
                                        const std::string& pointer) {
  AuditedClaim audited{.id = claim.id,
                       .family = claim.family,
                       .where = claim.where,
                       .statement = claim.statement,
                       .kind = claim.kind,
                       .bound = claim.stated.bound,
                       .unit = claim.stated.unit};
  static_cast<void>(numbers.add(claim.given, pointer + "/given"));
  const std::optional<double> stated = stated_of(claim, numbers, pointer);
  if (claim.free) numbers.set(claim.free->name, claim.free->from);
  audited.stated = stated.value_or(0);
  audited.readings = read_all_ways(claim, audited.stated, numbers, pointer);
  const bool is_whole = stated && audited.readings.size() == claim.readings.size();
  if (is_whole) {
    audited.law = audited.readings.front().law;
    numbers.set("stated", audited.stated);
    numbers.set("law", audited.law);
    if (claim.free) audited.free = over_range(*claim.free, audited, numbers, pointer);
  }
  // Looked at even so, to tell all errors at once.
  audited.also = numbers.add(claim.also, pointer + "/also");
  const std::string explanation = numbers.explain(claim.explanation, pointer + "/explanation");
  if (!is_whole || claim.free.has_value() != audited.free.has_value()) return std::nullopt;
  audited.verdict = derive_verdict(claim.kind, audited.readings, audited.free);
  const auto deciding = std::find_if(audited.readings.begin(), audited.readings.end(),
                                     [](const ReadingOutcome& reading) { return reading.holds; });
  if (deciding != audited.readings.end()) {
    audited.deciding = static_cast<std::size_t>(deciding - audited.readings.begin());
  }
  audited.sentence = joined(verdict_sentence(audited), explanation);
  return audited;
}

std::optional<AuditedCombination> audit_combination(const Combination& combination,
                                                    ClaimNumbers numbers,
                                                    const std::string& pointer) {
  AuditedCombination audited{.id = combination.id, .statement = combination.statement};
  audited.values = numbers.add(combination.given, pointer + "/given");
  const std::optional<double> consistent =
      numbers.compute(combination.consistent, pointer + "/consistent");
  audited.sentence = numbers.explain(combination.explanation, pointer + "/explanation");
  if (!consistent) return std::nullopt;
  audited.consistent = *consistent != 0;
  return audited;
}

}  // namespace uslkit
