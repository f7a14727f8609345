#include <limits>

#include "audit/audit_json.h"
#include "audit/claims_fields.h"
#include "base/document_kind.h"
#include "base/spelling.h"

namespace uslkit {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double number_or_unknown(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  return value.is_null() ? kUnknown : value.number();
}

template <typename Convert>
auto items(const JsonValue& object, std::string_view key, Convert convert)
    -> std::vector<decltype(convert(object))> {
  std::vector<decltype(convert(object))> result;
  for (const JsonValue& element : object.array_at(key)) result.push_back(convert(element));
  return result;
}

template <class E>
E word_at(const JsonValue& object, std::string_view key) {
  const JsonValue value = object.at(key);
  std::vector<std::string> names;
  for (const Word<E>& word : words_of<E>()) {
    if (word.name == value.string()) return word.value;
    names.emplace_back(word.name);
  }
  value.fail(value.description(), one_of(names));
}

AuditVerdict verdict_at(const JsonValue& object) {
  const JsonValue value = object.at("verdict");
  for (const AuditVerdict verdict : all_verdicts()) {
    if (name_of(verdict) == value.string()) return verdict;
  }
  value.fail(value.description(), one_of(verdict_names()));
}

ComputedValue value_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .value = number_or_unknown(object, "value"),
          .unit = object.string_at("unit"),
          .note = object.string_at("note")};
}

ReadingOutcome reading_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .formula = object.string_at("formula"),
          .bound = word_at<StatedBound>(object, "bound"),
          .law = number_or_unknown(object, "law"),
          .tolerance = number_or_unknown(object, "tolerance"),
          .holds = object.boolean_at("holds")};
}

FreeOutcome free_from(const JsonValue& object) {
  return {.parameter = {.name = object.string_at("name"),
                        .from = object.number_at("from"),
                        .to = object.number_at("to"),
                        .note = object.string_at("note")},
          .law_from = number_or_unknown(object, "law_from"),
          .law_to = number_or_unknown(object, "law_to"),
          .somewhere = object.boolean_at("somewhere"),
          .everywhere = object.boolean_at("everywhere")};
}

// The place among the readings of the one that the claim holds under.
std::optional<std::size_t> deciding_reading(const JsonValue& object,
                                            const std::vector<ReadingOutcome>& readings) {
  const JsonValue name = object.at("holds_if");
  if (name.is_null()) return std::nullopt;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (readings[i].name == name.string()) return i;
  }
  name.fail(name.description(), "the name of one of the claim's readings");
}

AuditedClaim claim_from(const JsonValue& object) {
  AuditedClaim claim{.id = object.string_at("id"),
                     .family = object.string_at("family"),
                     .where = object.string_at("where"),
                     .statement = object.string_at("statement"),
                     .kind = word_at<ClaimKind>(object, "kind"),
                     .bound = word_at<StatedBound>(object, "bound"),
                     .unit = object.string_at("unit"),
                     .stated = number_or_unknown(object, "stated"),
                     .law = number_or_unknown(object, "law"),
                     .verdict = verdict_at(object),
                     .readings = items(object, "readings", reading_from),
                     .also = items(object, "also", value_from),
                     .sentence = object.string_at("sentence")};
  claim.deciding = deciding_reading(object, claim.readings);
  const JsonValue free = object.at("free");
  if (!free.is_null()) claim.free = free_from(free);
  return claim;
}

AuditedCombination combination_from(const JsonValue& object) {
  return {.id = object.string_at("id"),
          .statement = object.string_at("statement"),
          .consistent = object.boolean_at("consistent"),
          .values = items(object, "values", value_from),
          .sentence = object.string_at("sentence")};
}

AuditReport report_from(const JsonValue& object) {
  return {.name = object.string_at("name"),
          .claims = items(object, "claims", claim_from),
          .combinations = items(object, "combinations", combination_from),
          .sources = {{.name = object.string_at("file"), .format = "uslkit claims", .sha256 = {}}},
          .stopped = !object.boolean_at("complete")};
}

}  // namespace

std::vector<AuditReport> audit_reports_from_json(const JsonDocument& document) {
  const JsonValue root = document.root();
  check_document(root,
                 {.kind = "audit", .made_by = "uslkit audit claims.json --json > audit.json"});
  return items(root, "files", report_from);
}

}  // namespace uslkit
