#include "sizing/replay_policies.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/units_text.h"
#include "scenario/field_reader.h"
#include "scenario/scenario_fields.h"
#include "scenario/set_value.h"

namespace uslkit {

// All of them at once, so that one pointer names any field: /lag/trigger.
struct ReplayPolicies {
  KedaAutoscalerSpec keda{};
  FlinkAutoscalerSpec flink{};
  UslAutoscalerSpec usl{};
  LagAutoscalerSpec lag{};
  CpuAutoscalerSpec cpu{};
};

template <>
const ObjectFields<ReplayPolicies>& fields_of<ReplayPolicies>();
template <>
const ObjectFields<ReplayPolicies>& fields_of<ReplayPolicies>() {
  static const ObjectFields<ReplayPolicies> fields =
      ObjectFields<ReplayPolicies>("policies", "The autoscalers of a replay.")
          .field("keda", &ReplayPolicies::keda, {.doc = "KEDA's Kafka scaler"})
          .field("flink", &ReplayPolicies::flink, {.doc = "The Flink operator's rule"})
          .field("usl", &ReplayPolicies::usl, {.doc = "The inverse of the USL"})
          .field("lag", &ReplayPolicies::lag, {.doc = "Steps above a lag"})
          .field("cpu", &ReplayPolicies::cpu, {.doc = "The Kubernetes HPA on CPU"});
  return fields;
}

namespace {

constexpr const char* kSource = "--set";

// "lag/trigger=15s" as "/lag/trigger=15s"; "all/..." once for each policy that has the field.
std::vector<std::string> pointers_of(const std::string& setting,
                                     const std::vector<std::string>& names) {
  constexpr std::string_view kAll = "all/";
  const std::string_view bare = std::string_view(setting).substr(setting.starts_with('/') ? 1 : 0);
  if (!bare.starts_with(kAll)) return {"/" + std::string(bare)};
  const std::string rest(bare.substr(kAll.size()));
  const std::string field = rest.substr(0, rest.find('='));
  std::vector<std::string> pointers;
  for (const std::string& name : names) {
    if (find_field(replay_policy_shape(name), field) == nullptr) continue;
    pointers.push_back(fmt::format("/{}/{}", name, rest));
  }
  // None has it: let one of them say what there is.
  if (pointers.empty()) pointers.push_back(fmt::format("/{}/{}", names.front(), rest));
  return pointers;
}

AutoscalerSpec spec_of(const ReplayPolicies& policies, const std::string& name) {
  if (name == "keda") return policies.keda;
  if (name == "flink") return policies.flink;
  if (name == "usl") return policies.usl;
  if (name == "lag") return policies.lag;
  USLKIT_CHECK(name == "cpu");
  return policies.cpu;
}

void check_bounds(const NamedPolicy& policy, Findings& findings) {
  const auto bounds = [](const auto& spec) { return std::pair(spec.lowest, spec.highest); };
  const auto [lowest, highest] = std::visit(bounds, policy.spec);
  if (lowest <= highest) return;
  findings.add({.place = {.source = kSource},
                .found = fmt::format("{}/lowest={} above {}/highest={}", policy.name, lowest,
                                     policy.name, highest),
                .allowed = "lowest <= highest",
                .hint = ""});
}

}  // namespace

const std::vector<std::string>& replay_policy_names() {
  static const std::vector<std::string> names{"keda", "flink", "usl", "lag", "cpu"};
  return names;
}

const ObjectShape& replay_policy_shape(const std::string& name) {
  const FieldShape* field = find_field(shape_of<ReplayPolicies>(), name);
  USLKIT_CHECK(field != nullptr);
  return field->value.object();
}

std::vector<NamedPolicy> replay_policies(const std::vector<std::string>& names,
                                         const std::vector<std::string>& settings,
                                         const UslParameters& capacity) {
  Json known = Json::object();
  // The rule's own model begins where contention does; a fit may lie a little below.
  known["usl"] = {{"alpha", std::clamp(capacity.alpha, 0.0, 1.0)},
                  {"beta", std::clamp(capacity.beta, 0.0, 1.0)},
                  {"gamma", format_rate(Rate{capacity.gamma})}};
  SourcedJson input = SourcedJson::parse(known.dump(), kSource);
  Findings findings(input);
  for (const std::string& setting : settings) {
    for (const std::string& pointer : pointers_of(setting, replay_policy_names())) {
      apply_setting(pointer, shape_of<ReplayPolicies>(), input, findings);
    }
  }
  const ReplayPolicies policies = read_as<ReplayPolicies>(input, findings);
  std::vector<NamedPolicy> chosen;
  for (const std::string& name : names) {
    chosen.push_back({.name = name, .spec = spec_of(policies, name)});
    check_bounds(chosen.back(), findings);
  }
  findings.throw_if_any();
  return chosen;
}

}  // namespace uslkit
