#include "audit/audit_json.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "audit/claims_fields.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

Json number_json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

template <class E>
std::string word_of(E value) {
  for (const Word<E>& word : words_of<E>()) {
    if (word.value == value) return word.name;
  }
  return "";
}

Json value_json(const ComputedValue& value) {
  return {{"name", value.name},
          {"value", number_json(value.value)},
          {"unit", value.unit},
          {"note", value.note}};
}

template <class List, class Function>
Json list_json(const List& list, Function each_json) {
  Json array = Json::array();
  for (const auto& each : list) array.push_back(each_json(each));
  return array;
}

Json reading_json(const ReadingOutcome& reading) {
  return {{"name", reading.name},
          {"formula", reading.formula},
          {"bound", word_of(reading.bound)},
          {"law", number_json(reading.law)},
          {"tolerance", number_json(reading.tolerance)},
          {"holds", reading.holds}};
}

Json free_json(const std::optional<FreeOutcome>& free) {
  if (!free) return nullptr;
  return {{"name", free->parameter.name},
          {"note", free->parameter.note},
          {"from", free->parameter.from},
          {"to", free->parameter.to},
          {"law_from", number_json(free->law_from)},
          {"law_to", number_json(free->law_to)},
          {"somewhere", free->somewhere},
          {"everywhere", free->everywhere}};
}

Json claim_json(const AuditedClaim& claim) {
  const bool is_decided = claim.deciding && !claim.free;
  return {{"id", claim.id},
          {"family", claim.family},
          {"where", claim.where},
          {"statement", claim.statement},
          {"kind", word_of(claim.kind)},
          {"bound", word_of(claim.bound)},
          {"unit", claim.unit},
          {"stated", number_json(claim.stated)},
          {"law", number_json(claim.law)},
          {"verdict", name_of(claim.verdict)},
          {"holds_if", is_decided ? Json(claim.readings[*claim.deciding].name) : Json(nullptr)},
          {"sentence", claim.sentence},
          {"readings", list_json(claim.readings, reading_json)},
          {"free", free_json(claim.free)},
          {"also", list_json(claim.also, value_json)}};
}

Json combination_json(const AuditedCombination& combination) {
  return {{"id", combination.id},
          {"statement", combination.statement},
          {"consistent", combination.consistent},
          {"values", list_json(combination.values, value_json)},
          {"sentence", combination.sentence}};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

Json to_json(const AuditReport& report) {
  return {{"file", report.sources.front().name},
          {"name", report.name},
          {"complete", !report.stopped},
          {"claims", list_json(report.claims, claim_json)},
          {"combinations", list_json(report.combinations, combination_json)}};
}

Json audit_summary_json(const std::vector<AuditReport>& reports) {
  Json summary = {{"claims", 0}};
  std::size_t claims = 0;
  std::size_t inconsistent = 0;
  for (const AuditReport& report : reports) {
    claims += report.claims.size();
    for (const AuditedCombination& each : report.combinations) inconsistent += !each.consistent;
  }
  summary["claims"] = claims;
  for (const AuditVerdict verdict : all_verdicts()) {
    std::size_t count = 0;
    for (const AuditReport& report : reports) count += count_of(report.claims, verdict);
    summary[lower(name_of(verdict))] = count;
  }
  summary["inconsistent_combinations"] = inconsistent;
  return summary;
}

}  // namespace uslkit
