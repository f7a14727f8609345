#include "pipeline/ingress/event_router.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "policy/key_hash.h"
#include "scenario/admission_stage.h"
#include "scenario/log_partitioner.h"

namespace uslkit {
namespace {

// "42", but not "042" or "+42": one spelling per tenant.
std::optional<std::uint64_t> number_of(std::string_view text) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::uint64_t number = 0;
  const std::from_chars_result read =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

EventRouter::EventRouter(const Scenario& scenario) {
  USLKIT_CHECK(!scenario.traffic.classes.empty());
  const Durability acks = scenario.log ? scenario.log->acks : Durability::leader;
  if (scenario.log) partitions_ = static_cast<std::uint32_t>(scenario.log->partitions);
  for (const TrafficClass& each : scenario.traffic.classes) {
    Class compiled{.name = each.name,
                   .tenants = tenant_count(each),
                   .level = ack_level(each.durability.value_or(acks))};
    if (scenario.log && compiled.tenants > 0) {
      compiled.partitioner.emplace(partitioner_options(*scenario.log, compiled.tenants));
    }
    classes_.push_back(std::move(compiled));
  }
  const auto last = std::ranges::max_element(scenario.traffic.classes, {}, &TrafficClass::priority);
  least_important_ = static_cast<std::uint32_t>(last - scenario.traffic.classes.begin());
}

EventPlace EventRouter::place(const Event& event) const {
  EventPlace place;
  place.traffic_class = class_named(event.type);
  place.listed = place.traffic_class < classes_.size();
  if (!place.listed) place.traffic_class = least_important_;
  const Class& traffic_class = classes_[place.traffic_class];

  std::optional<std::uint64_t> number = event.tenant_number;
  if (!event.tenant.empty()) number = number_of(event.tenant);
  const std::uint64_t hash = number ? key_hash(*number) : key_hash(event.tenant);
  place.tenant_key = number ? *number : hash;
  if (traffic_class.tenants == 0) {
    place.partition = index_from_bits(key_hash(event.key), partitions_);
    return place;
  }
  place.tenant = number && *number < traffic_class.tenants
                     ? static_cast<std::uint32_t>(*number)
                     : index_from_bits(hash, static_cast<std::uint32_t>(traffic_class.tenants));
  if (traffic_class.partitioner) place.partition = traffic_class.partitioner->route(place.tenant);
  return place;
}

// Few classes: a look at each length costs less than a hash.
std::uint32_t EventRouter::class_named(std::string_view type) const {
  for (std::uint32_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].name == type) return i;
  }
  return static_cast<std::uint32_t>(classes_.size());
}

}  // namespace uslkit
