#include "scenario/field_writer.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "tests/scenario/shop.h"

namespace uslkit {
namespace {

std::string expanded(const Shop& shop) { return write_as_json(shop, {.defaults = true}).dump(); }

TEST_CASE("defaults are left out, required fields are not") {
  CHECK(write_as_json(Shop{}).dump() == R"({"name":""})");
}

TEST_CASE("only what differs from the default of its place is written") {
  Shop shop;
  shop.name = "x";
  shop.till.count = 4;
  std::get<SpreadTime>(shop.till.time).cv = 0.2;
  shop.extra = FixedTime{std::chrono::milliseconds(3)};
  shop.troubles = {{.note = "a\nb", .at = Duration(5), .what = Slow{.factor = 3}}};
  shop.load.shape = SumLoad{{ShopLoad{FlatLoad{{7}}}, ShopLoad{}}};
  CHECK(write_as_json(shop).dump() ==
        R"({"name":"x","till":{"count":4,"time":{"kind":"spread","cv":0.2}},"extra":"3ms",)"
        R"("troubles":[{"kind":"slow","note":["a","b"],"at":"5ns","factor":3}],)"
        R"("load":{"kind":"sum","parts":["7/s",{"kind":"flat"}]}})");
  CHECK(write_as_json(shop, {.notes = false}).dump().find("note") == std::string::npos);
}

TEST_CASE("everything can be written, in the order of the declarations") {
  CHECK(expanded(Shop{}) ==
        R"({"name":"","open":true,"nodes":1,"seed":1,"share":0.5,"colour":"red","timeout":"5ms",)"
        R"("skew":"0s","rate":"1k/s","line":"10Gbit/s","size":"1KiB",)"
        R"("till":{"count":3,"time":{"kind":"spread","mean":"7ms","cv":0.1}},)"
        R"("weights":[1,2],"troubles":[],"load":{"kind":"flat","rate":"100/s"}})");
}

Duration any_duration(Random& random) {
  return Duration(1'000'000 + static_cast<std::int64_t>(random.index(3'599'000'000'000)));
}

Shop any_shop(Random& random) {
  Shop shop;
  shop.name = "shop " + std::to_string(random.next_u32());
  shop.open = random.index(2) == 0;
  shop.nodes = 1 + static_cast<std::int64_t>(random.next_u64() >> 2);
  shop.seed = random.next_u64();
  shop.share = random.uniform();
  shop.colour = random.index(2) == 0 ? Colour::red : Colour::green;
  shop.timeout = any_duration(random);
  shop.rate.per_second = random.uniform() * 1e7 + 1e-3;
  shop.line.bytes_per_second = random.uniform() * 1e10;
  shop.size.count = static_cast<std::int64_t>(random.next_u64() >> 3);
  if (random.index(2) == 0) shop.till.time = FixedTime{any_duration(random)};
  if (random.index(2) == 0) shop.extra = SpreadTime{any_duration(random), random.uniform()};
  if (random.index(2) == 0) shop.limit = random.uniform() + 0.01;
  shop.weights.resize(random.index(4), random.uniform() + 0.1);
  shop.troubles.resize(random.index(3),
                       {.note = "why", .at = any_duration(random), .what = Loss{}});
  if (random.index(2) == 0) {
    shop.load.shape = SumLoad{{ShopLoad{FlatLoad{{random.uniform() * 10 + 1}}}, ShopLoad{}}};
  }
  return shop;
}

TEST_CASE("whatever is written reads back as the same struct, bit for bit, short or expanded") {
  Random random(11, "shops");
  for (int i = 0; i < 500; ++i) {
    const Shop shop = any_shop(random);
    for (const bool defaults : {false, true}) {
      const std::string text = write_as_json(shop, {.defaults = defaults}).dump(2);
      INFO(text);
      CHECK(expanded(read_shop(text)) == expanded(shop));
    }
  }
}

}  // namespace
}  // namespace uslkit
