// Shop: a small struct with every kind of field, to test the machinery apart from the scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/units.h"
#include "scenario/field_reader.h"
#include "scenario/object_fields.h"
#include "scenario/sourced_json.h"

namespace uslkit {

enum class Colour : std::uint8_t { red, green };

struct FixedTime {
  Duration mean{0};
};
struct SpreadTime {
  Duration mean{std::chrono::milliseconds(1)};
  double cv = 0.5;
};
using ShopTime = std::variant<FixedTime, SpreadTime>;

struct ShopLoad;
struct FlatLoad {
  Rate rate{100};
};
struct SumLoad {
  std::vector<ShopLoad> parts;
};
struct ShopLoad {
  std::variant<FlatLoad, SumLoad> shape;
};

struct Loss {
  std::int64_t broker = 0;
};
struct Slow {
  double factor = 2;
};
struct Trouble {
  std::string note;
  Duration at{0};
  std::variant<Loss, Slow> what;
};

struct Till {
  std::int64_t count = 1;
  ShopTime time = FixedTime{std::chrono::milliseconds(2)};
};

struct Shop {
  std::string name;
  bool open = true;
  std::int64_t nodes = 1;
  std::uint64_t seed = 1;
  double share = 0.5;
  Colour colour = Colour::red;
  Duration timeout = std::chrono::milliseconds(5);
  Duration skew{0};
  Rate rate{1000};
  Bandwidth line{1.25e9};
  Bytes size{1024};
  Till till{.count = 3, .time = SpreadTime{.mean = std::chrono::milliseconds(7), .cv = 0.1}};
  std::optional<ShopTime> extra;
  std::optional<double> limit;
  std::vector<double> weights{1, 2};
  std::vector<Trouble> troubles;
  ShopLoad load;
};

template <>
const std::vector<Word<Colour>>& words_of<Colour>();
template <>
const ObjectFields<FixedTime>& fields_of<FixedTime>();
template <>
const ObjectFields<SpreadTime>& fields_of<SpreadTime>();
template <>
const ObjectFields<ShopTime>& fields_of<ShopTime>();
template <>
const ObjectFields<FlatLoad>& fields_of<FlatLoad>();
template <>
const ObjectFields<SumLoad>& fields_of<SumLoad>();
template <>
const ObjectFields<ShopLoad>& fields_of<ShopLoad>();
template <>
const ObjectFields<Loss>& fields_of<Loss>();
template <>
const ObjectFields<Slow>& fields_of<Slow>();
template <>
const ObjectFields<Trouble>& fields_of<Trouble>();
template <>
const ObjectFields<Till>& fields_of<Till>();
template <>
const ObjectFields<Shop>& fields_of<Shop>();

// A shop from a text called "shop.json" and settings, or the InputError of it.
[[nodiscard]] Shop read_shop(const std::string& text, const std::vector<std::string>& sets = {});

// The message of that error, "" if there is none.
[[nodiscard]] std::string shop_errors(const std::string& text,
                                      const std::vector<std::string>& sets = {});

}  // namespace uslkit
