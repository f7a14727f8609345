#include "audit/audit.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "audit/audit_claim.h"
#include "audit/calculator.h"

namespace uslkit {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_asked(const AuditOptions& options, const std::string& id, const std::string& family) {
  const auto is_id = [&](const std::string& asked) { return selects_id(asked, id); };
  const bool id_fits =
      options.ids.empty() || std::any_of(options.ids.begin(), options.ids.end(), is_id);
  const bool family_fits =
      options.families.empty() ||
      std::find(options.families.begin(), options.families.end(), family) != options.families.end();
  return id_fits && family_fits;
}

bool is_stopped(const AuditOptions& options) {
  return options.files.stop != nullptr && options.files.stop->load();
}

}  // namespace

bool selects_id(const std::string& asked, const std::string& id) {
  if (asked == id) return true;
  const bool is_part = id.size() == asked.size() + 1 && id.starts_with(asked);
  return is_part && !asked.empty() && is_digit(asked.back()) && !is_digit(id.back());
}

AuditReport run_audit(const ClaimsFile& file, const AuditOptions& options) {
  const Claims& claims = file.claims;
  AuditReport report{.name = claims.name, .about = claims.about, .sources = {file.source}};
  FileValues files(file.directory, options.files);
  Calculator calculator(files);
  Findings findings(file.json);
  ClaimNumbers numbers(calculator, findings);
  static_cast<void>(numbers.add(claims.given, "/given"));
  for (std::size_t i = 0; i < claims.claims.size() && !is_stopped(options); ++i) {
    if (!is_asked(options, claims.claims[i].id, claims.claims[i].family)) continue;
    std::optional<AuditedClaim> audited =
        audit_claim(claims.claims[i], numbers, fmt::format("/claims/{}", i));
    // What a stopped simulation gave is no answer.
    if (audited && !is_stopped(options)) report.claims.push_back(std::move(*audited));
  }
  // Combinations belong to no family.
  for (std::size_t i = 0; i < claims.combinations.size() && !is_stopped(options); ++i) {
    const std::string& id = claims.combinations[i].id;
    if (!options.families.empty() || !is_asked(options, id, "")) continue;
    std::optional<AuditedCombination> audited =
        audit_combination(claims.combinations[i], numbers, fmt::format("/combinations/{}", i));
    if (audited && !is_stopped(options)) report.combinations.push_back(std::move(*audited));
  }
  report.stopped = is_stopped(options);
  if (!report.stopped) findings.throw_if_any();
  report.sources.insert(report.sources.end(), files.sources().begin(), files.sources().end());
  return report;
}

}  // namespace uslkit
