// What is written is what the ingress's own schema and router read.
#include "pipeline/load/event_format.h"

#include <algorithm>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "pipeline/ingress/event_router.h"
#include "pipeline/ingress/event_schema.h"
#include "pipeline/ingress/http_head.h"
#include "pipeline/ingress/request_reader.h"
#include "pipeline/load/load_plan.h"
#include "tests/pipeline/load/load_scenario.h"

namespace uslkit {
namespace {

constexpr std::int64_t kTime = 1'767'225'600'123'456;

LoadOptions options() {
  LoadOptions result;
  result.port = 1;
  return result;
}

std::string text_of(const EventFormat& format, const Attempt& attempt, std::int64_t ts = kTime) {
  std::string text(format.most_bytes(), '?');
  text.resize(static_cast<std::size_t>(format.write(text.data(), attempt, ts) - text.data()));
  return text;
}

EventResult read(EventSchema& schema, std::string& text) {
  text.reserve(text.size() + 256);
  return schema.read({text.data(), text.size()});
}

}  // namespace

TEST_CASE("an event has its class's size, and the schema reads every field back") {
  const Scenario scenario = load_scenario(10, 10, std::chrono::seconds(1));
  const LoadPlan plan(scenario, options());
  EventSchema schema(4096);
  const EventFormat format(plan.classes()[0], plan);
  std::string text = text_of(format, {.number = 5, .tenant = 42, .key = 3, .poison = false});
  CHECK(text.size() == 300);
  const EventResult result = read(schema, text);
  REQUIRE(result.fault.rule == EventRule::none);
  CHECK(result.event.type == "orders");
  CHECK(result.event.tenant_number == 42);
  CHECK(result.event.key == "t42-3");
  CHECK(result.event.timestamp_us == kTime);
  CHECK(result.event.id.size() == kIdBytes);
}

TEST_CASE("invalid events break the schema, poisonous ones say so and are valid") {
  const Scenario scenario = load_scenario(10, 10, std::chrono::seconds(1));
  const LoadPlan plan(scenario, options());
  EventSchema schema(4096);
  const EventFormat format(plan.classes()[1], plan);
  std::string invalid = text_of(format, {.invalid = true});
  const EventFault fault = read(schema, invalid).fault;
  CHECK(fault.rule == EventRule::missing);
  CHECK(fault.field == "type");
  std::string poison = text_of(format, {.poison = true});
  CHECK(read(schema, poison).fault.rule == EventRule::none);
  CHECK(poison.find(R"("payload":{"poison":true,)") != std::string::npos);
  CHECK(poison.size() == 300);
}

TEST_CASE("ids are unique over classes and numbers, and in the order of time") {
  const Scenario scenario = load_scenario(10, 10, std::chrono::seconds(1));
  const LoadPlan plan(scenario, options());
  std::set<std::string> ids;
  std::string last;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    for (std::size_t c = 0; c < 2; ++c) {
      const EventFormat format(plan.classes()[c], plan);
      const std::string id =
          text_of(format, {.number = i}, kTime + static_cast<std::int64_t>(i)).substr(7, kIdBytes);
      CHECK(std::ranges::all_of(
          id, [](char x) { return (x >= '0' && x <= '9') || (x >= 'a' && x <= 'f'); }));
      ids.insert(id);
      CHECK(last < id);
      last = id;
    }
  }
  CHECK(ids.size() == 2000);
  CHECK(last.substr(0, 14) == "06474846222627");  // kTime + 999
}

TEST_CASE("the keys of a class without tenants are on the partitions that they were made for") {
  Scenario scenario = load_scenario(10, 10, std::chrono::seconds(1));
  for (const std::int64_t partitions :
       {std::int64_t{1}, std::int64_t{4}, std::int64_t{60}, std::int64_t{3000}}) {
    CAPTURE(partitions);
    scenario.log->partitions = partitions;
    const LoadPlan plan(scenario, options());
    const EventRouter router(scenario);
    const ClassPlan& clicks = plan.classes()[1];
    std::set<std::string_view> keys;
    for (double uniform = 0.0001; uniform <= 1; uniform += 0.0007) {
      const KeyPlace place = clicks.placement->place(uniform);
      const std::string_view key = clicks.keys->key(clicks.keys->pick(place.partition, uniform));
      CHECK(router.place({.type = "clicks", .key = key}).partition == place.partition);
      keys.insert(key);
    }
    CHECK(keys.size() > 1000);
  }
}

TEST_CASE("a size below what the fields need is told, and the event is as long as it must be") {
  Scenario scenario = load_scenario(10, 0, std::chrono::seconds(1));
  scenario.traffic.classes[0].size = Bytes{50};
  const LoadPlan plan(scenario, options());
  REQUIRE(plan.notes().size() == 1);
  CHECK(plan.notes()[0].find("class orders: its events take up to") == 0);
  EventSchema schema(4096);
  std::string text = text_of(EventFormat(plan.classes()[0], plan), {.tenant = 99});
  CHECK(read(schema, text).fault.rule == EventRule::none);
}

TEST_CASE("batches are chosen by the peak rate, and 1 where policies act on events") {
  const auto chosen = [](double rate, bool policies) {
    Scenario scenario = load_scenario(rate, 0, std::chrono::seconds(10));
    if (policies) scenario.ingress.admission.push_back(TokenBucketSpec{.rate = {1000}});
    return chosen_batch_events(scenario);
  };
  CHECK(chosen(5'000, false) == 1);
  CHECK(chosen(20'000, false) == 4);
  CHECK(chosen(20'000, true) == 1);
  CHECK(chosen(30'000, true) == 6);
  CHECK(chosen(5'000'000, false) == 100);
  CHECK(chosen(0, false) == 1);
}

}  // namespace uslkit
