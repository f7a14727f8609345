#include "pipeline/ingress/event_schema.h"

#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "pipeline/ingress/http_reply.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

EventFault fault_of(const std::string& json) {
  EventSchema schema(4096);
  const std::string padded = json + std::string(64, ' ');
  return schema.read({padded.data(), json.size()}).fault;
}

// A good event with one field's text replaced.
std::string with(std::string_view field, std::string_view value) {
  std::string json = "{";
  for (const auto& [name, good] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"id", R"("a")"},
                                                                            {"tenant", R"("7")"},
                                                                            {"ts", "1"},
                                                                            {"type", R"("orders")"},
                                                                            {"key", R"("k")"},
                                                                            {"payload", "{}"}}) {
    if (json.size() > 1) json += ',';
    json += fmt::format(R"("{}":{})", name, name == field ? value : good);
  }
  return json + "}";
}

std::string text_of(std::size_t bytes) { return '"' + std::string(bytes, 'x') + '"'; }

}  // namespace

TEST_CASE("a good event is read, field by field, with escapes undone") {
  EventSchema schema(4096);
  const std::string json =
      R"({"payload":{"a":[1,2]},"key":"k\u0041","type":"t","ts":5,"tenant":"\"q","id":"i"})";
  const std::string padded = json + std::string(64, ' ');
  const EventResult result = schema.read({padded.data(), json.size()});
  CHECK(result.fault.rule == EventRule::none);
  CHECK(result.event.id == "i");
  CHECK(result.event.tenant == "\"q");
  CHECK(result.event.type == "t");
  CHECK(result.event.key == "kA");
  CHECK(result.event.timestamp_us == 5);
  CHECK(result.event.json == json);
}

TEST_CASE("broken JSON is refused wherever it is broken, also where no field is read") {
  for (const char* payload :
       {R"({"bad": nope,]})", R"({"a":01})", R"({"a":1.})", R"({"a":"\x"})", R"({"a":1,})",
        R"({"a":"b)", "{\"a\":\"\xff\"}", "{\"a\":\"\n\"}", R"({"a":NaN})", "{} {}", "{}}"}) {
    CAPTURE(payload);
    CHECK(fault_of(with("payload", payload)).rule == EventRule::not_json);
  }
  CHECK(fault_of("").rule == EventRule::not_json);
  CHECK(fault_of(event_json(1) + "x").rule == EventRule::not_json);
}

TEST_CASE("each rule of a field names the field") {
  struct Case {
    const char* field;
    std::string value;
    EventRule rule;
  };
  const std::vector<Case> cases = {
      {"id", "1", EventRule::wrong_type},
      {"id", R"("")", EventRule::out_of_range},
      {"id", text_of(128), EventRule::none},
      {"id", text_of(129), EventRule::out_of_range},
      {"tenant", "0", EventRule::none},
      {"tenant", "-1", EventRule::out_of_range},
      {"tenant", "1.5", EventRule::wrong_type},
      {"tenant", "null", EventRule::wrong_type},
      {"tenant", R"("")", EventRule::out_of_range},
      {"ts", "0", EventRule::none},
      {"ts", "9007199254740992", EventRule::none},
      {"ts", "9007199254740993", EventRule::out_of_range},
      {"ts", "18446744073709551615", EventRule::out_of_range},
      {"ts", "-1", EventRule::out_of_range},
      {"ts", "1e3", EventRule::wrong_type},
      {"ts", R"("1")", EventRule::wrong_type},
      {"type", "{}", EventRule::wrong_type},
      {"key", text_of(256), EventRule::none},
      {"key", text_of(257), EventRule::out_of_range},
      {"payload", "[]", EventRule::wrong_type},
      {"payload", R"("x")", EventRule::wrong_type},
  };
  for (const Case& each : cases) {
    CAPTURE(each.field);
    CAPTURE(each.value);
    const EventFault fault = fault_of(with(each.field, each.value));
    CHECK(fault.rule == each.rule);
    if (each.rule != EventRule::none) CHECK(fault.field == each.field);
  }
}

TEST_CASE("exactly the six fields, each once, in an object of bounded depth") {
  CHECK(fault_of("[]").rule == EventRule::not_an_object);
  CHECK(fault_of("7").rule == EventRule::not_an_object);
  CHECK(fault_of("{}").rule == EventRule::missing);
  CHECK(fault_of("{}").field == "id");
  CHECK(fault_of(R"({"id":"a","ts":1})").field == "tenant");
  CHECK(fault_of(R"({"id":"a","id":"b"})").rule == EventRule::twice);
  CHECK(fault_of(R"({"Id":"a"})").rule == EventRule::unknown);
  const auto nested = [](std::size_t depth) {
    std::string payload;
    for (std::size_t i = 0; i < depth; ++i) payload += R"({"a":)";
    return payload + "1" + std::string(depth, '}');
  };
  CHECK(fault_of(with("payload", nested(60))).rule == EventRule::none);
  CHECK(fault_of(with("payload", nested(64))).rule == EventRule::too_deep);
  CHECK(fault_of(with("payload", nested(500))).rule == EventRule::too_deep);
}

TEST_CASE("a fault's whole text names line, field, rule and remedy, and nothing of the client's") {
  CHECK(fault_body({.rule = EventRule::wrong_type, .field = "ts", .line = 3}) ==
        R"({"error":"invalid_event","violated":"wrong_type","line":3,"field":"ts",)"
        R"("rule":"ts is an integer from 0 to 2^53: microseconds since 1970-01-01T00:00Z",)"
        R"("remedy":"send the field as the rule says"})");
}

}  // namespace uslkit
