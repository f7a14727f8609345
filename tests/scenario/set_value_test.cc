#include "scenario/set_value.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "tests/scenario/shop.h"

namespace uslkit {
namespace {

const std::string kFile = R"({
  "name": "x",
  "extra": "4ms",
  "troubles": [{"kind": "slow", "at": "1s", "factor": 3}]
})";

TEST_CASE("values of every kind are set, as JSON or as they stand") {
  const Shop shop = read_shop(
      kFile, {"/name=12", "/open=false", "/nodes=7", "/share=0.125", "/colour=green",
              "/timeout=30ms", "/rate=120k/s", "/weights=[5]", "/troubles/0/factor=4", "/limit=3",
              "/till/count=9", "/extra/mean=6ms", "/load=55/s", "/size=\"3KiB\""});
  CHECK(shop.name == "12");
  CHECK_FALSE(shop.open);
  CHECK(shop.nodes == 7);
  CHECK(shop.share == 0.125);
  CHECK(shop.colour == Colour::green);
  CHECK(shop.timeout == std::chrono::milliseconds(30));
  CHECK(shop.rate.per_second == 120'000);
  CHECK(shop.weights == std::vector<double>{5});
  CHECK(std::get<Slow>(shop.troubles[0].what).factor == 4);
  CHECK(shop.limit == 3.0);
  CHECK(shop.till.count == 9);
  CHECK(std::get<FixedTime>(*shop.extra).mean == std::chrono::milliseconds(6));
  CHECK(std::get<FlatLoad>(shop.load.shape).rate.per_second == 55);
  CHECK(shop.size.count == 3072);
}

TEST_CASE("objects that the file leaves out are created with the defaults of their place") {
  const Shop shop = read_shop(kFile, {"/till/time/cv=0.75", "/weights/1=9"});
  CHECK(shop.till.count == 3);
  CHECK(std::get<SpreadTime>(shop.till.time).mean == std::chrono::milliseconds(7));
  CHECK(std::get<SpreadTime>(shop.till.time).cv == 0.75);
  CHECK(shop.weights == std::vector<double>{1, 9});
}

TEST_CASE("a new kind drops the keys of the old one, and later settings see it") {
  const Shop shop = read_shop(kFile, {"/troubles/0/kind=loss", "/troubles/0/broker=5"});
  CHECK(shop.troubles[0].at == std::chrono::seconds(1));
  CHECK(std::get<Loss>(shop.troubles[0].what).broker == 5);
}

TEST_CASE("an unknown pointer is refused with the nearest that is declared") {
  CHECK(shop_errors(kFile, {"/till/cuont=3"}) ==
        "--set /till/cuont: error: found \"/till/cuont\", which no declaration knows\n"
        "  allowed: /till/ with count, time or note\n"
        "  hint: did you mean /till/count?");
  CHECK(shop_errors(kFile, {"/shop/count=3"}) ==
        "--set /shop/count: error: found \"/shop\", which no declaration knows\n"
        "  allowed: / with name, open, nodes, seed, share, colour, timeout, skew, rate, line, "
        "size, till, extra, limit, weights, troubles, load or note\n"
        "  hint: did you mean /till/count?");
  CHECK(shop_errors(kFile, {"/nodes/first=3"}) ==
        "--set /nodes/first: error: found \"/nodes/first\", which no declaration knows\n"
        "  allowed: /nodes has no keys");
  CHECK(shop_errors(kFile, {"/troubles/1/at=3s"}) ==
        "--set /troubles/1/at: error: found \"1\" as an index of /troubles\n"
        "  allowed: 0 to 0");
  CHECK(shop_errors(kFile, {"rate=5/s"}) ==
        "--set: error: found \"rate=5/s\"\n"
        "  allowed: /json/pointer=value\n"
        "  hint: pointers start with \"/\"");
}

TEST_CASE("errors of a value that was set name the setting, beside those of the file") {
  CHECK(shop_errors(R"({"name": ""})",
                    {"/rate=-1/s", "/nodes=many", "/weights=[1,", "/till={\"count\": 0}"}) ==
        R"(--set /weights:1:4: error: found the end of the text inside a JSON value
  allowed: one complete JSON value
  hint: the file may be cut off; write it again to its end
shop.json:1:10 (/name): error: found the string ""
  allowed: a string of at least 1 character
--set /nodes: error: found the string "many"
  allowed: a whole number of at least 1
--set /rate: error: found "-1/s"
  allowed: a rate above 0/s
--set /till (/till/count): error: found 0
  allowed: a whole number from 1 to 64
5 errors)");
}

TEST_CASE("every declared pointer can be listed, and recursion ends") {
  const std::vector<std::string> pointers = declared_pointers(shape_of<Shop>());
  const auto has = [&](const char* pointer) {
    return std::find(pointers.begin(), pointers.end(), pointer) != pointers.end();
  };
  CHECK(has("/till/time/cv"));
  CHECK(has("/troubles/0/broker"));
  CHECK(has("/load/parts"));
  CHECK_FALSE(has("/load/parts/0/parts"));
}

}  // namespace
}  // namespace uslkit
