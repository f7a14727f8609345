#include "pipeline/ingress/event_router.h"

#include <set>

#include <doctest/doctest.h>

#include "scenario/log_partitioner.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

Event event_of(std::string_view tenant, std::string_view type = "orders",
               std::string_view key = "k") {
  return {.tenant = tenant, .type = type, .key = key};
}

}  // namespace

TEST_CASE("tenant i goes to the partition where the simulator's partitioner puts it") {
  for (const PartitionerKind kind : {PartitionerKind::hash, PartitionerKind::range,
                                     PartitionerKind::ring, PartitionerKind::geography}) {
    Scenario scenario = ingress_scenario();
    scenario.log->partitioner.by = kind;
    const EventRouter router(scenario);
    const Partitioner simulated(partitioner_options(*scenario.log, 100));
    for (std::uint32_t tenant = 0; tenant < 100; ++tenant) {
      const std::string name = std::to_string(tenant);
      const EventPlace place = router.place(event_of(name));
      CHECK(place.tenant == tenant);
      CHECK(place.partition == simulated.route(tenant));
      Event numbered = event_of("");
      numbered.tenant_number = tenant;
      CHECK(router.place(numbered).partition == place.partition);
    }
  }
}

TEST_CASE("a tenant that is no number of the class has one fixed place within its bounds") {
  const EventRouter router(ingress_scenario());
  std::set<std::uint32_t> partitions;
  for (int i = 0; i < 200; ++i) {
    const std::string name = "acme-" + std::to_string(i);
    const EventPlace place = router.place(event_of(name));
    CHECK(place.tenant < 100);
    CHECK(place.partition < 4);
    CHECK(place.partition == router.place(event_of(name, "orders", "another key")).partition);
    partitions.insert(place.partition);
  }
  CHECK(partitions.size() == 4);
  CHECK(router.place(event_of("100")).tenant < 100);
  CHECK(router.place(event_of("18446744073709551616")).tenant < 100);
}

TEST_CASE("a class without tenants is spread by key") {
  const EventRouter router(ingress_scenario());
  std::set<std::uint32_t> partitions;
  for (int i = 0; i < 100; ++i) {
    const std::string key = std::to_string(i);
    partitions.insert(router.place(event_of("1", "clicks", key)).partition);
  }
  CHECK(partitions.size() == 4);
}

TEST_CASE("a type that names no class counts as the least important one") {
  const EventRouter router(ingress_scenario());
  CHECK(router.place(event_of("1", "orders")).traffic_class == 0);
  CHECK(router.place(event_of("1", "orders")).listed);
  CHECK(router.place(event_of("1", "unheard")).traffic_class == 1);
  CHECK(!router.place(event_of("1", "unheard")).listed);
}

TEST_CASE("a class asks for its own durability, or for that of the log") {
  const EventRouter router(ingress_scenario());
  CHECK(router.level_of(0) == AckLevel::fsync);
  CHECK(router.level_of(1) == AckLevel::os);
  CHECK(ack_level(Durability::none) == AckLevel::none);
}

}  // namespace uslkit
