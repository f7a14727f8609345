// Catalogue: types of machines with their limits and prices, in a file that users replace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "scenario/findings.h"
#include "scenario/object_fields.h"
#include "scenario/sourced_json.h"
#include "sizing/sizing_request.h"

namespace uslkit {

struct InstanceType {
  std::string name{};
  std::string note{};
  std::optional<std::int64_t> cores{};
  std::optional<Bytes> memory{};
  std::optional<Bandwidth> network{};
  std::optional<Bandwidth> disk{};
  std::optional<Bandwidth> disk_network{};
  std::optional<Bytes> storage{};
  double price_per_hour = 0;
};

struct Catalogue {
  std::int64_t schema = 1;
  std::string name{};
  std::string note{};  // where the prices come from, and of which day
  std::string currency = "USD";
  std::optional<double> storage_gb_month{};
  std::vector<InstanceType> instances{};
};

template <>
const ObjectFields<InstanceType>& fields_of<InstanceType>();
template <>
const ObjectFields<Catalogue>& fields_of<Catalogue>();

// Throws InputErrors with everything that is wrong with the file.
[[nodiscard]] Catalogue read_catalogue(const std::string& file);

// Fills in what the request leaves to the catalogue that it names: limits of brokers and ingress
// nodes, cores of a shard, prices. What the request says itself stays. An unknown type, or a type
// without a catalogue, is a finding.
void apply_catalogue(SizingRequest& request, const SourcedJson& input, Findings& findings);

}  // namespace uslkit
