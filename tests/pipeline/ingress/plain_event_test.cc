// What is read in one pass is what simdjson and the schema would have read.
#include "pipeline/ingress/plain_event.h"

#include <cstring>
#include <string>

#include <doctest/doctest.h>

#include "base/random.h"
#include "pipeline/ingress/request_reader.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

// A text of its own, and behind it what a reader must not take for a part of it.
class Padded {
 public:
  explicit Padded(const std::string& json, const std::string& behind = {})
      : bytes_(json + behind + std::string(kBodyPadding, ' ')), size_(json.size()) {}

  [[nodiscard]] std::string_view json() const { return {bytes_.data(), size_}; }
  [[nodiscard]] bool is_plain() const { return read_plain_event(json()).has_value(); }

 private:
  std::string bytes_;
  std::size_t size_;
};

bool is_plain(const std::string& json) { return Padded(json).is_plain(); }

std::string with_payload(const std::string& payload) {
  return R"({"id":"a","tenant":7,"ts":1,"type":"orders","key":"k","payload":)" + payload + "}";
}

void check_same(const Event& plain, const Event& parsed) {
  CHECK(plain.id == parsed.id);
  CHECK(plain.tenant == parsed.tenant);
  CHECK(plain.tenant_number == parsed.tenant_number);
  CHECK(plain.timestamp_us == parsed.timestamp_us);
  CHECK(plain.type == parsed.type);
  CHECK(plain.key == parsed.key);
}

// One of several small damages, or none that matters.
std::string damaged(std::string json, Random& random) {
  constexpr std::string_view kPieces[] = {"{",       "}",         "[",
                                          "]",       "\"",        ":",
                                          ",",       "\\",        "0",
                                          "-",       ".",         "1e5",
                                          "true",    "null",      " ",
                                          "\n",      "\t",        "00",
                                          "\x01",    "\xc3\xa9",  "\xff",
                                          "\\u0041", "\"a\":1,",  "[1,2]",
                                          "{}",      "\"ts\":3,", "9999999999999999999",
                                          "-0",      "1.5",       "falsey",
                                          "/"};
  const std::uint64_t edits = 1 + random.index(3);
  for (std::uint64_t i = 0; i < edits && !json.empty(); ++i) {
    const std::size_t at = random.index(json.size());
    const std::string_view piece = kPieces[random.index(std::size(kPieces))];
    switch (random.index(4)) {
      case 0:
        json.insert(at, piece);
        break;
      case 1:
        json.erase(at, 1 + random.index(4));
        break;
      case 2:
        json.replace(at, 1, piece);
        break;
      default:
        json.insert(at, json.substr(random.index(json.size()), 1 + random.index(20)));
    }
  }
  return json;
}

}  // namespace

TEST_CASE("events as clients send them are plain, with blanks and in any order too") {
  CHECK(is_plain(event_json(1)));
  CHECK(is_plain(with_payload("{}")));
  CHECK(is_plain("\t" + with_payload(R"( { "a" : [ ] , "b" : [ 1 , { } ] } )") + "\r\n "));
  CHECK(
      is_plain(R"({"payload":{},"key":"k","type":"t","ts":9007199254740992,"tenant":0,"id":"i"})"));
  CHECK(is_plain(with_payload(R"({"a":-1.25,"b":0,"c":0.5,"d":true,"e":false,"f":null,"g":""})")));
}

TEST_CASE("good events of another form are left to the parser, which accepts them") {
  EventSchema schema(4096);
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += R"({"a":)";
  deep += "1" + std::string(40, '}');
  for (const std::string& payload :
       {std::string(R"({"a":"\n"})"), std::string(R"({"a":"\u00e9"})"),
        std::string("{\"a\":\"\xc3\xa9\"}"), std::string(R"({"a":1e5})"),
        std::string(R"({"a":1234567890123456789})"), std::string(R"({"a":0.1234567890123456789})"),
        deep}) {
    const Padded text(with_payload(payload));
    CAPTURE(payload);
    CHECK_FALSE(text.is_plain());
    CHECK(schema.read(text.json()).fault.rule == EventRule::none);
  }
}

TEST_CASE("an event that ends too early is not completed by what follows it") {
  const std::string whole = event_json(1);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(Padded(whole.substr(0, size), whole.substr(size)).is_plain());
  }
  CHECK(Padded(whole, "}").is_plain());
  // Nor does anyone read on and on behind the end.
  CHECK_FALSE(Padded(with_payload("{\"a\":["), std::string(4096, '1')).is_plain());
}

TEST_CASE("what is plain, the parser accepts with the same fields: 300,000 damaged events") {
  EventSchema schema(4096);
  Random random(1, "damaged events");
  const std::string seeds[] = {
      event_json(1), with_payload(R"({"a":[1,2.5,{"b":null}],"c":"d","e":false})"),
      R"( {"payload" : {"x":-3} , "key":"k","type":"t","ts":5,"tenant":12,"id":"i"} )"};
  std::int64_t plain = 0;
  std::int64_t refused = 0;
  for (int i = 0; i < 300'000; ++i) {
    const Padded text(damaged(seeds[random.index(std::size(seeds))], random));
    const std::optional<Event> event = read_plain_event(text.json());
    const EventResult parsed = schema.read_any(text.json());
    refused += parsed.fault.rule == EventRule::none ? 0 : 1;
    if (!event) continue;
    ++plain;
    CAPTURE(text.json());
    REQUIRE(parsed.fault.rule == EventRule::none);
    check_same(*event, parsed.event);
  }
  CHECK(plain > 10'000);
  CHECK(refused > 100'000);
}

}  // namespace uslkit
