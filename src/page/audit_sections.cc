#include "page/audit_sections.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

constexpr int kDigits = 4;

std::string with_unit(const std::string& number, const std::string& unit) {
  if (unit.empty()) return number;
  return unit.front() == '/' ? number + unit : number + " " + unit;
}

std::string stated_text(const AuditedClaim& claim) {
  const char* sign = claim.bound == StatedBound::at_least  ? ">= "
                     : claim.bound == StatedBound::at_most ? "<= "
                                                           : "";
  return sign + with_unit(human_number(claim.stated, kDigits), claim.unit);
}

std::string law_text(const AuditedClaim& claim) {
  if (!claim.free) return human_number(claim.law, kDigits);
  return fmt::format("{} to {}", human_number(claim.free->law_from, 3),
                     human_number(claim.free->law_to, 3));
}

std::string counted(std::size_t count, const std::string& one, const std::string& several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

// "68 claims: 9 OK, 14 CONDITIONAL, ...".
std::string counts_sentence(const std::vector<AuditedClaim>& claims) {
  std::vector<std::string> parts;
  for (const AuditVerdict verdict : all_verdicts()) {
    const std::size_t count = count_of(claims, verdict);
    if (count > 0) parts.push_back(fmt::format("{} {}", count, name_of(verdict)));
  }
  return fmt::format("{}: {}.", counted(claims.size(), "claim", "claims"), fmt::join(parts, ", "));
}

std::string combinations_sentence(const std::vector<AuditedCombination>& combinations) {
  const std::ptrdiff_t inconsistent =
      std::count_if(combinations.begin(), combinations.end(),
                    [](const AuditedCombination& each) { return !each.consistent; });
  return fmt::format(
      "{}: {} cannot be true together.",
      counted(combinations.size(), "combination of statements", "combinations of statements"),
      inconsistent);
}

ReportSection summary_section(const AuditReport& report) {
  Table table{.columns = {{"family"}, {"claims", Align::right}}};
  for (const AuditVerdict verdict : all_verdicts()) {
    table.columns.push_back({name_of(verdict), Align::right});
  }
  for (const std::string& family : families_of(report.claims)) {
    std::vector<AuditedClaim> claims;
    std::copy_if(report.claims.begin(), report.claims.end(), std::back_inserter(claims),
                 [&](const AuditedClaim& claim) { return claim.family == family; });
    std::vector<std::string> row = {family, std::to_string(claims.size())};
    for (const AuditVerdict verdict : all_verdicts()) {
      const std::size_t count = count_of(claims, verdict);
      row.push_back(count == 0 ? "-" : std::to_string(count));
    }
    table.add(std::move(row));
  }
  return {.name = "families", .heading = "By family", .table = std::move(table)};
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

// The row of a claim under the headings of the table.
using Row = std::function<std::vector<std::string>(const AuditedClaim&)>;

std::vector<ReportSection> family_sections(const AuditReport& report,
                                           const std::vector<Table::Column>& columns,
                                           const Row& row) {
  std::vector<ReportSection> sections;
  for (const std::string& family : families_of(report.claims)) {
    Table table{.columns = columns};
    for (const AuditedClaim& claim : report.claims) {
      if (claim.family == family) table.add(row(claim));
    }
    sections.push_back({.name = family, .heading = capitalised(family), .table = std::move(table)});
  }
  return sections;
}

std::vector<ReportSection> short_families(const AuditReport& report) {
  return family_sections(
      report, {{"id"}, {"stated", Align::right}, {"law", Align::right}, {"verdict"}, {"claim"}},
      [](const AuditedClaim& claim) -> std::vector<std::string> {
        return {claim.id, stated_text(claim), law_text(claim), name_of(claim.verdict),
                claim.statement};
      });
}

std::vector<ReportSection> full_families(const AuditReport& report) {
  return family_sections(report,
                         {{"id"},
                          {"where"},
                          {"claim"},
                          {"stated", Align::right},
                          {"law", Align::right},
                          {"verdict"},
                          {"why"}},
                         [](const AuditedClaim& claim) -> std::vector<std::string> {
                           return {claim.id,           claim.where,     claim.statement,
                                   stated_text(claim), law_text(claim), name_of(claim.verdict),
                                   claim.sentence};
                         });
}

ReportSection combination_section(const AuditReport& report) {
  Table table{.columns = {{"id"}, {"together"}, {"statements, and why"}}};
  for (const AuditedCombination& each : report.combinations) {
    table.add({each.id, each.consistent ? "possible" : "impossible",
               fmt::format("{}. {}", each.statement, each.sentence)});
  }
  return {.name = "combinations", .heading = "What is said together", .table = std::move(table)};
}

// "share_at_8" is a word of formulas.
std::string described(const ComputedValue& value) {
  if (!value.note.empty()) return value.note;
  std::string name = value.name;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string value_text(const ComputedValue& value) {
  return with_unit(human_number(value.value, kDigits), value.unit);
}

std::string outcome_text(const AuditedClaim& claim, const ReadingOutcome& reading) {
  if (claim.free) return claim.verdict == AuditVerdict::underdetermined ? "depends" : "";
  return reading.holds ? "holds" : "does not hold";
}

// One claim in full: each reading and each further value in a row.
ReportSection claim_section(const AuditedClaim& claim) {
  ReportSection section{.name = claim.id,
                        .heading = fmt::format("{}: {}", claim.id, name_of(claim.verdict)),
                        .sentences = {fmt::format("{} ({}).", claim.statement, claim.where)}};
  if (claim.where.empty()) section.sentences = {claim.statement + "."};
  const char* label = claim.kind == ClaimKind::listing ? "As printed" : "Stated";
  section.sentences.push_back(fmt::format("{}: {}.", label, stated_text(claim)));
  if (!claim.sentence.empty()) section.sentences.push_back(claim.sentence);
  Table table{.columns = {{"computed", Align::right}, {""}, {"what"}}};
  for (const ReadingOutcome& reading : claim.readings) {
    const std::string law = claim.free ? law_text(claim) : human_number(reading.law, kDigits);
    table.add({with_unit(law, claim.unit), outcome_text(claim, reading),
               fmt::format("if {}", reading.name)});
  }
  for (const ComputedValue& value : claim.also)
    table.add({value_text(value), "", described(value)});
  section.table = std::move(table);
  return section;
}

}  // namespace

std::vector<std::string> audit_answer_sentences(const AuditReport& report) {
  std::vector<std::string> sentences;
  if (!report.claims.empty()) sentences.push_back(counts_sentence(report.claims));
  if (!report.combinations.empty()) {
    sentences.push_back(combinations_sentence(report.combinations));
  }
  return sentences;
}

std::vector<ReportSection> audit_sections(const AuditReport& report, ClaimRow row) {
  std::vector<ReportSection> sections = {{.name = "answer",
                                          .heading = "Verdicts",
                                          .sentences = audit_answer_sentences(report),
                                          .table = {}}};
  if (families_of(report.claims).size() > 1) sections.push_back(summary_section(report));
  for (ReportSection& section :
       row == ClaimRow::brief ? short_families(report) : full_families(report)) {
    sections.push_back(std::move(section));
  }
  if (!report.combinations.empty()) sections.push_back(combination_section(report));
  return sections;
}

std::vector<ReportSection> claim_sections(const AuditReport& report) {
  std::vector<ReportSection> sections;
  for (const AuditedClaim& claim : report.claims) sections.push_back(claim_section(claim));
  return sections;
}

}  // namespace uslkit
