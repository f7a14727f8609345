// Theory of shedding: which share of a steady overload a limiter must turn away.
#include <algorithm>
#include <variant>

#include "model/shedding.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

struct Limit {
  RejectReason reason = RejectReason::none;
  double rate = 0;  // of all cells
  const char* quantity = "";
  const char* formula = "";
};

struct LimitOf {
  std::optional<Limit> operator()(const ProbabilisticSheddingSpec& spec) const {
    if (!spec.classes.empty()) return std::nullopt;
    return Limit{RejectReason::load_shed, spec.capacity.per_second, "share shed",
                 "p = 1 - c / lambda"};
  }
  std::optional<Limit> operator()(const TokenBucketSpec& spec) const {
    return bucket(spec.classes, spec.scope, spec.rate);
  }
  std::optional<Limit> operator()(const LeakyBucketSpec& spec) const {
    return bucket(spec.classes, spec.scope, spec.rate);
  }
  template <typename Other>
  std::optional<Limit> operator()(const Other&) const {
    return std::nullopt;
  }

  static std::optional<Limit> bucket(const std::vector<std::string>& classes, LimitScope scope,
                                     Rate rate) {
    if (!classes.empty() || scope != LimitScope::all) return std::nullopt;
    return Limit{RejectReason::rate_limit, rate.per_second, "share over the limit",
                 "p = 1 - R / lambda, the burst aside (Cruz 1991)"};
  }
};

}  // namespace

void add_shedding_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  const std::vector<AdmissionSpec>& admission = scenario.ingress.admission;
  const std::optional<SteadyLoad> load = offered_load(scenario);
  if (admission.size() != 1 || !load || result.totals.retried > 0) return;
  const std::optional<Limit> limit = std::visit(LimitOf{}, admission.front());
  if (!limit) return;
  const double offered = load->per_cell * static_cast<double>(scenario.cells.count);
  const double share = shed_probability(offered, limit->rate);
  if (!(share > 0)) return;
  const std::int64_t attempts = result.totals.arrived + result.totals.duplicates;
  const double shed =
      static_cast<double>(result.totals.rejected[static_cast<std::size_t>(limit->reason)]) /
      static_cast<double>(std::max<std::int64_t>(1, attempts));
  rows.push_back(theory_row(
      {.quantity = limit->quantity,
       .formula = limit->formula,
       .assumption = "a steady load above the limit, long against chance and burst: holds here",
       .theory = share},
      {.value = shed}));
}

}  // namespace uslkit
