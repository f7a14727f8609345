#include "policy/autoscaler.h"

namespace uslkit {
namespace {

template <typename... Makers>
struct Overloaded : Makers... {
  using Makers::operator()...;
};
template <typename... Makers>
Overloaded(Makers...) -> Overloaded<Makers...>;

}  // namespace

Autoscaler::Autoscaler(const AutoscalerOptions& options) : rule_(make_rule(options)) {}

Autoscaler::Rule Autoscaler::make_rule(const AutoscalerOptions& options) {
  return std::visit(
      Overloaded{[](const LagAutoscalerOptions& o) -> Rule { return LagAutoscaler(o); },
                 [](const CpuAutoscalerOptions& o) -> Rule { return CpuAutoscaler(o); },
                 [](const UslAutoscalerOptions& o) -> Rule { return UslAutoscaler(o); },
                 [](const KedaAutoscalerOptions& o) -> Rule { return KedaAutoscaler(o); },
                 [](const FlinkAutoscalerOptions& o) -> Rule { return FlinkAutoscaler(o); }},
      options);
}

}  // namespace uslkit
