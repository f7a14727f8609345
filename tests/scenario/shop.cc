#include "tests/scenario/shop.h"

#include "scenario/set_value.h"

namespace uslkit {

template <>
const std::vector<Word<Colour>>& words_of<Colour>() {
  static const std::vector<Word<Colour>> words{{"red", Colour::red, "Like a fire engine"},
                                               {"green", Colour::green, "Like a frog"}};
  return words;
}

template <>
const ObjectFields<FixedTime>& fields_of<FixedTime>() {
  static const ObjectFields<FixedTime> fields =
      ObjectFields<FixedTime>("fixed_time", "Always the same.")
          .field("mean", &FixedTime::mean, {.doc = "How long"});
  return fields;
}

template <>
const ObjectFields<SpreadTime>& fields_of<SpreadTime>() {
  static const ObjectFields<SpreadTime> fields =
      ObjectFields<SpreadTime>("spread_time", "Never the same.")
          .field("mean", &SpreadTime::mean, {.doc = "How long on average", .above = 0})
          .field("cv", &SpreadTime::cv, {.doc = "Standard deviation / mean", .lowest = 0});
  return fields;
}

template <>
const ObjectFields<ShopTime>& fields_of<ShopTime>() {
  static const ObjectFields<ShopTime> fields =
      ObjectFields<ShopTime>("time", "How long something takes.")
          .alternative<FixedTime>("fixed")
          .alternative<SpreadTime>("spread")
          .shorthand("fixed", "mean");
  return fields;
}

template <>
const ObjectFields<FlatLoad>& fields_of<FlatLoad>() {
  static const ObjectFields<FlatLoad> fields =
      ObjectFields<FlatLoad>("flat_load", "A steady load.")
          .field("rate", &FlatLoad::rate, {.doc = "Requests", .above = 0});
  return fields;
}

template <>
const ObjectFields<SumLoad>& fields_of<SumLoad>() {
  static const ObjectFields<SumLoad> fields =
      ObjectFields<SumLoad>("sum_load", "Several loads at once.")
          .field("parts", &SumLoad::parts, {.doc = "What is added", .fewest = 1, .most = 4});
  return fields;
}

template <>
const ObjectFields<ShopLoad>& fields_of<ShopLoad>() {
  static const ObjectFields<ShopLoad> fields = ObjectFields<ShopLoad>("load", "What comes in.")
                                                   .alternative<FlatLoad>("flat", &ShopLoad::shape)
                                                   .alternative<SumLoad>("sum", &ShopLoad::shape)
                                                   .shorthand("flat", "rate");
  return fields;
}

template <>
const ObjectFields<Loss>& fields_of<Loss>() {
  static const ObjectFields<Loss> fields =
      ObjectFields<Loss>("loss", "A broker is gone.")
          .field("broker", &Loss::broker, {.doc = "Which one", .lowest = 0, .required = true});
  return fields;
}

template <>
const ObjectFields<Slow>& fields_of<Slow>() {
  static const ObjectFields<Slow> fields =
      ObjectFields<Slow>("slow", "Everything takes longer.")
          .field("factor", &Slow::factor, {.doc = "By how much", .above = 1, .highest = 1000});
  return fields;
}

template <>
const ObjectFields<Trouble>& fields_of<Trouble>() {
  static const ObjectFields<Trouble> fields =
      ObjectFields<Trouble>("trouble", "What goes wrong.")
          .field("note", &Trouble::note, {.doc = "For people"})
          .field("at", &Trouble::at, {.doc = "When it starts", .required = true})
          .alternative<Loss>("loss", &Trouble::what)
          .alternative<Slow>("slow", &Trouble::what);
  return fields;
}

template <>
const ObjectFields<Till>& fields_of<Till>() {
  static const ObjectFields<Till> fields =
      ObjectFields<Till>("till", "Where people pay.")
          .field("count", &Till::count, {.doc = "How many", .lowest = 1, .highest = 64})
          .field("time", &Till::time, {.doc = "Per customer"});
  return fields;
}

template <>
const ObjectFields<Shop>& fields_of<Shop>() {
  static const ObjectFields<Shop> fields =
      ObjectFields<Shop>("shop", "A shop | with everything.")
          .field("name", &Shop::name, {.doc = "What it is called", .fewest = 1, .required = true})
          .field("open", &Shop::open, {.doc = "Whether people can come in"})
          .field("nodes", &Shop::nodes, {.doc = "Machines", .lowest = 1})
          .field("seed", &Shop::seed, {.doc = "Of all chance"})
          .field("share", &Shop::share, {.doc = "Of the customers", .lowest = 0, .highest = 1})
          .field("colour", &Shop::colour, {.doc = "Of the door"})
          .field("timeout", &Shop::timeout, {.doc = "Patience", .lowest = 0.001, .highest = 3600})
          .field("skew", &Shop::skew, {.doc = "Of the clock", .lowest = -60})
          .field("rate", &Shop::rate, {.doc = "Customers", .above = 0})
          .field("line", &Shop::line, {.doc = "To the internet"})
          .field("size", &Shop::size, {.doc = "Of a message"})
          .field("till", &Shop::till, {.doc = "At the exit"})
          .field("extra", &Shop::extra, {.doc = "Extra time"})
          .field("limit", &Shop::limit, {.doc = "At most so many", .above = 0, .below = 100})
          .field("weights", &Shop::weights, {.doc = "Of the nodes", .above = 0, .most = 3})
          .field("troubles", &Shop::troubles, {.doc = "What goes wrong"})
          .field("load", &Shop::load, {.doc = "What comes in"});
  return fields;
}

Shop read_shop(const std::string& text, const std::vector<std::string>& sets) {
  SourcedJson input = SourcedJson::parse(text, "shop.json");
  Findings findings(input);
  for (const std::string& set : sets) {
    apply_setting(set, shape_of<Shop>(), input, findings);
  }
  Shop shop = read_as<Shop>(input, findings);
  findings.throw_if_any();
  return shop;
}

std::string shop_errors(const std::string& text, const std::vector<std::string>& sets) {
  try {
    (void)read_shop(text, sets);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace uslkit
