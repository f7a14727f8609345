#include "audit/audit_report.h"

#include <algorithm>

namespace uslkit {

const char* name_of(AuditVerdict verdict) {
  switch (verdict) {
    case AuditVerdict::ok:
      return "OK";
    case AuditVerdict::conditional:
      return "CONDITIONAL";
    case AuditVerdict::contradicted:
      return "CONTRADICTED";
    case AuditVerdict::bug:
      return "BUG";
    case AuditVerdict::underdetermined:
      return "UNDERDETERMINED";
  }
  return "";
}

const std::vector<AuditVerdict>& all_verdicts() {
  static const std::vector<AuditVerdict> kVerdicts = {AuditVerdict::ok, AuditVerdict::conditional,
                                                      AuditVerdict::contradicted, AuditVerdict::bug,
                                                      AuditVerdict::underdetermined};
  return kVerdicts;
}

std::vector<std::string> verdict_names() {
  std::vector<std::string> names;
  for (const AuditVerdict verdict : all_verdicts()) names.emplace_back(name_of(verdict));
  return names;
}

std::size_t count_of(const std::vector<AuditedClaim>& claims, AuditVerdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(claims.begin(), claims.end(),
                    [&](const AuditedClaim& claim) { return claim.verdict == verdict; }));
}

std::vector<std::string> families_of(const std::vector<AuditedClaim>& claims) {
  std::vector<std::string> families;
  for (const AuditedClaim& claim : claims) {
    const bool is_known =
        std::find(families.begin(), families.end(), claim.family) != families.end();
    if (!is_known) families.push_back(claim.family);
  }
  return families;
}

}  // namespace uslkit
