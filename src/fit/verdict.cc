#include "fit/verdict.h"

#include <string>

#include "fit/curve_findings.h"
#include "fit/data_findings.h"
#include "fit/quantity_text.h"
#include "fit/usability.h"

namespace uslkit {
namespace {

std::string next_step(const UslFit& fit, Usability usability) {
  switch (usability) {
    case Usability::wrong_model:
      return "look at the curve and the residuals, and at what changes along the sweep (a "
             "saturated "
             "resource, a queue limit, a different regime) before you fit again.";
    case Usability::superlinear:
      return "repeat the runs at the smallest N, which decide alpha.";
    case Usability::amdahl:
    case Usability::no_peak_shown:
      if (fit.has_peak && fit.identifiability.reach && *fit.identifiability.reach >= 1) {
        return "repeat the runs at the smallest and the largest N; `uslkit next` ranks the "
               "candidates.";
      }
      return "measure beyond N = " + number_text(fit.identifiability.max_concurrency) +
             ", up to twice as many; `uslkit next` ranks the candidates.";
    case Usability::usable:
      break;
  }
  return "check the neighbours of N = " + std::to_string(fit.best_integer) +
         " by a run of their own; `uslkit next` says what else would narrow the answer.";
}

void append(FitVerdict& verdict, const Findings& findings) {
  for (const Finding& finding : findings) {
    verdict.sentences.push_back(finding.sentence);
    if (!finding.code.empty()) verdict.warnings.push_back({finding.code, finding.sentence});
  }
}

}  // namespace

FitVerdict judge(const UslFit& fit) {
  FitVerdict verdict;
  verdict.usability = usability_of(fit);
  append(verdict, curve_findings(fit, verdict.usability));
  append(verdict, data_findings(fit, verdict.usability));
  verdict.sentences.push_back(kNextStep + next_step(fit, verdict.usability));
  return verdict;
}

}  // namespace uslkit
