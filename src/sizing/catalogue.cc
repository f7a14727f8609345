#include "sizing/catalogue.h"

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/input_errors.h"
#include "base/spelling.h"
#include "scenario/field_reader.h"
#include "scenario/relative_file.h"

namespace uslkit {

template <>
const ObjectFields<InstanceType>& fields_of<InstanceType>() {
  static const ObjectFields<InstanceType> fields =
      ObjectFields<InstanceType>("instance_type", "A type of machine.")
          .field("name", &InstanceType::name,
                 {.doc = "How requests call it", .fewest = 1, .required = true})
          .field("note", &InstanceType::note, {.doc = "What it is for, to people"})
          .field("cores", &InstanceType::cores, {.doc = "Its processors", .lowest = 1})
          .field("memory", &InstanceType::memory, {.doc = "Its memory"})
          .field("network", &InstanceType::network, {.doc = "In each direction", .above = 0})
          .field("disk", &InstanceType::disk, {.doc = "Throughput of its volumes", .above = 0})
          .field("disk_network", &InstanceType::disk_network,
                 {.doc = "Between instance and volumes", .above = 0})
          .field("storage", &InstanceType::storage, {.doc = "Of its volumes"})
          .field("price_per_hour", &InstanceType::price_per_hour,
                 {.doc = "In the catalogue's currency", .lowest = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<Catalogue>& fields_of<Catalogue>() {
  static const ObjectFields<Catalogue> fields =
      ObjectFields<Catalogue>("catalogue", "Types of machines with their limits and prices.")
          .field("schema", &Catalogue::schema,
                 {.doc = "Version of this format: 1", .lowest = 1, .highest = 1, .required = true})
          .field("name", &Catalogue::name, {.doc = "What it is called"})
          .field("note", &Catalogue::note, {.doc = "Where the prices come from, and when"})
          .field("currency", &Catalogue::currency,
                 {.doc = "Of all prices", .fewest = 1, .most = 10})
          .field("storage_gb_month", &Catalogue::storage_gb_month,
                 {.doc = "Per gigabyte (1e9 bytes) and month", .lowest = 0})
          .field("instances", &Catalogue::instances,
                 {.doc = "The types", .fewest = 1, .most = 10000, .required = true});
  return fields;
}

namespace {

constexpr std::size_t kMostBytes = 16u << 20;

// One role of a request that may name a type.
class Role {
 public:
  Role(const Catalogue* catalogue, Findings& findings)
      : catalogue_(catalogue), findings_(findings) {}

  // The type, or nullptr where none is named or it cannot be had, which is then a finding.
  [[nodiscard]] const InstanceType* type(const std::optional<std::string>& name,
                                         const std::string& pointer) const {
    if (!name) return nullptr;
    if (catalogue_ == nullptr) {
      findings_.add({.pointer = pointer,
                     .found = fmt::format("the type {} without a catalogue", uslkit::quoted(*name)),
                     .allowed = "\"catalogue\" beside it, a file with types and prices"});
      return nullptr;
    }
    std::vector<std::string> names;
    for (const InstanceType& each : catalogue_->instances) {
      if (each.name == *name) return &each;
      names.push_back(each.name);
    }
    const std::optional<std::string> near = did_you_mean(*name, names);
    findings_.add({.pointer = pointer,
                   .found = fmt::format("the unknown type {}", uslkit::quoted(*name)),
                   .allowed = one_of(names),
                   .hint = near ? fmt::format("did you mean {}?", uslkit::quoted(*near)) : ""});
    return nullptr;
  }

 private:
  const Catalogue* catalogue_;
  Findings& findings_;
};

template <class T>
void fill(std::optional<T>& target, const std::optional<T>& value) {
  if (!target) target = value;
}

void price(std::optional<double>& target, const InstanceType* type) {
  if (type != nullptr) fill(target, std::optional<double>(type->price_per_hour));
}

void apply(const Catalogue* catalogue, SizingRequest& request, Findings& findings) {
  const Role role(catalogue, findings);
  BrokerCapacity& broker = request.log.broker;
  const InstanceType* ingress_type = role.type(request.ingress.instance, "/ingress/instance");
  const InstanceType* broker_type = role.type(broker.instance, "/log/broker/instance");
  const InstanceType* consumer_type = role.type(request.consumers.instance, "/consumers/instance");
  const InstanceType* shard_type =
      request.database ? role.type(request.database->instance, "/database/instance") : nullptr;
  if (ingress_type != nullptr) fill(request.ingress.network, ingress_type->network);
  if (broker_type != nullptr) {
    fill(broker.network, broker_type->network);
    fill(broker.disk, broker_type->disk);
    fill(broker.disk_network, broker_type->disk_network);
    fill(broker.storage, broker_type->storage);
  }
  if (shard_type != nullptr) fill(request.database->cores, shard_type->cores);
  if (catalogue == nullptr) return;
  if (!request.prices) request.prices = PricesSpec{.currency = catalogue->currency};
  price(request.prices->ingress_node, ingress_type);
  price(request.prices->broker, broker_type);
  price(request.prices->consumer, consumer_type);
  price(request.prices->database_shard, shard_type);
  fill(request.prices->storage_gb_month, catalogue->storage_gb_month);
}

}  // namespace

Catalogue read_catalogue(const std::string& file) {
  ByteSource source = ByteSource::open(file);
  SourcedJson input = SourcedJson::parse(source.read_all(kMostBytes), file);
  input.erase("/$schema");
  Findings findings(input);
  Catalogue catalogue = read_as<Catalogue>(input, findings);
  findings.throw_if_any();
  return catalogue;
}

void apply_catalogue(SizingRequest& request, const SourcedJson& input, Findings& findings) {
  if (!request.catalogue) return apply(nullptr, request, findings);
  const Place place = input.place_of("/catalogue");
  try {
    const Catalogue catalogue = read_catalogue(resolve_file(*request.catalogue, place.source));
    apply(&catalogue, request, findings);
  } catch (const InputErrors& errors) {
    for (const InputError::Parts& parts : errors.errors()) findings.add(parts);
  } catch (const InputError& error) {
    findings.add(fault_of_file(error, place));
  }
}

}  // namespace uslkit
