// ObjectFields<T>: the declaration of a struct's fields, each said once.
//
//   template <>
//   const ObjectFields<TokenBucketSpec>& fields_of<TokenBucketSpec>() {
//     static const ObjectFields<TokenBucketSpec> fields =
//         ObjectFields<TokenBucketSpec>("token_bucket", "Admits a burst, then a steady rate.")
//             .field("rate", &TokenBucketSpec::rate, {.doc = "Tokens per second", .above = 0})
//             .field("burst", &TokenBucketSpec::burst, {.doc = "Tokens kept", .lowest = 1});
//     return fields;
//   }
//
// A std::variant of structs is declared by its alternatives, told apart by the key "kind":
//
//   ObjectFields<LawSpec>("law", "How long something takes.")
//       .alternative<ConstantLaw>("constant")
//       .alternative<ExponentialLaw>("exponential");
//
// where `.shorthand("constant", "mean")` lets a bare "5ms" stand for the whole object; and so is a
// struct that has common fields beside a variant, whose fields then stand side by side:
//
//   .field("at", &FaultSpec::at, {...}).alternative<BrokerLoss>("broker_loss", &FaultSpec::what)
//
// Defaults are those of the default-constructed struct. A "note" is allowed in every object and
// kept where the struct declares a field of that name.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/units.h"
#include "scenario/value_shape.h"

namespace uslkit {

// What is said of a field beside its name and type.
struct FieldRules {
  std::string doc;                // one line, no full stop
  std::optional<double> above{};  // exclusive limits and
  std::optional<double>
      lowest{};                   // inclusive ones, in seconds, per second, bytes or plain numbers;
  std::optional<double> below{};  // quantities with a unit are never negative unless `lowest` says
  std::optional<double> highest{};  // so; the limits of a list are those of its elements
  std::size_t fewest = 0;           // characters of a text, elements of a list
  std::size_t most = ValueShape::kUnlimited;
  bool required = false;  // the file must say it
};

template <class E>
struct Word {
  std::string name;
  E value;
  std::string doc;
};

template <class T>
class ObjectFields;

// Specialised for every struct, variant and enum of a scenario. Declare the specialisation before
// its first use.
template <class T>
[[nodiscard]] const ObjectFields<T>& fields_of();
template <class E>
[[nodiscard]] const std::vector<Word<E>>& words_of();

template <class T>
[[nodiscard]] const ObjectShape& shape_of() {
  return fields_of<T>().shape();
}

namespace shape_detail {

template <class T, template <class...> class Template>
inline constexpr bool kIs = false;
template <template <class...> class Template, class... A>
inline constexpr bool kIs<Template<A...>, Template> = true;

template <class E>
ValueShape word_shape() {
  ValueShape shape{.kind = ValueKind::kWord};
  for (const Word<E>& word : words_of<E>()) shape.words.push_back({word.name, word.doc});
  shape.word.index = [](const void* value) {
    const std::vector<Word<E>>& words = words_of<E>();
    std::size_t index = 0;
    while (index < words.size() && words[index].value != *static_cast<const E*>(value)) ++index;
    USLKIT_CHECK(index < words.size());
    return index;
  };
  shape.word.set = [](void* value, std::size_t index) {
    *static_cast<E*>(value) = words_of<E>().at(index).value;
  };
  return shape;
}

template <class List>
ElementAccess list_access() {
  return {.size = [](const void* list) { return static_cast<const List*>(list)->size(); },
          .at = [](void* list, std::size_t i) -> void* { return &(*static_cast<List*>(list))[i]; },
          .append = [](void* list) -> void* { return &static_cast<List*>(list)->emplace_back(); },
          .clear = [](void* list) { static_cast<List*>(list)->clear(); }};
}

template <class Optional>
ElementAccess optional_access() {
  return {.size = [](const void* value) -> std::size_t {
            return static_cast<const Optional*>(value)->has_value() ? 1 : 0;
          },
          .at = [](void* value, std::size_t) -> void* { return &**static_cast<Optional*>(value); },
          .append = [](void* value) -> void* {
            Optional& optional = *static_cast<Optional*>(value);
            if (!optional.has_value()) optional.emplace();
            return &*optional;
          },
          .clear = [](void* value) { static_cast<Optional*>(value)->reset(); }};
}

template <class T>
constexpr ValueKind plain_kind() {
  if constexpr (std::same_as<T, bool>)
    return ValueKind::kFlag;
  else if constexpr (std::same_as<T, std::int64_t>)
    return ValueKind::kInteger;
  else if constexpr (std::same_as<T, std::uint64_t>)
    return ValueKind::kUnsigned;
  else if constexpr (std::same_as<T, double>)
    return ValueKind::kNumber;
  else if constexpr (std::same_as<T, std::string>)
    return ValueKind::kText;
  else if constexpr (std::same_as<T, Duration>)
    return ValueKind::kDuration;
  else if constexpr (std::same_as<T, Rate>)
    return ValueKind::kRate;
  else if constexpr (std::same_as<T, Bandwidth>)
    return ValueKind::kBandwidth;
  else if constexpr (std::same_as<T, Bytes>)
    return ValueKind::kBytes;
  else
    return ValueKind::kObject;
}

// Of anything but words, lists and optionals.
[[nodiscard]] ValueShape plain_shape(ValueKind kind, const FieldRules& rules);

template <class T>
ValueShape value_shape(const FieldRules& rules) {
  if constexpr (std::is_enum_v<T>) {
    return word_shape<T>();
  } else if constexpr (kIs<T, std::vector> || kIs<T, std::optional>) {
    constexpr bool kList = kIs<T, std::vector>;
    FieldRules inner = rules;
    if constexpr (kList) inner.fewest = 0;
    if constexpr (kList) inner.most = ValueShape::kUnlimited;
    ValueShape shape{.kind = kList ? ValueKind::kList : ValueKind::kOptional};
    shape.element = std::make_shared<const ValueShape>(value_shape<typename T::value_type>(inner));
    if constexpr (kList) shape.elements = list_access<T>();
    if constexpr (!kList) shape.elements = optional_access<T>();
    if constexpr (kList) shape.fewest = rules.fewest;
    if constexpr (kList) shape.most = rules.most;
    return shape;
  } else {
    constexpr ValueKind kKind = plain_kind<T>();
    ValueShape shape = plain_shape(kKind, rules);
    if constexpr (kKind == ValueKind::kObject) shape.object = &shape_of<T>;
    return shape;
  }
}

}  // namespace shape_detail

template <class T>
class ObjectFields {
 public:
  ObjectFields(std::string name, std::string doc) {
    shape_.name = std::move(name);
    shape_.doc = std::move(doc);
    shape_.defaults = std::make_shared<T>();
    if constexpr (shape_detail::kIs<T, std::variant>) {
      shape_.variant = [](void* object) { return object; };
    }
  }

  template <class Member>
  ObjectFields&& field(std::string name, Member T::*member, FieldRules rules) && {
    ValueShape value = shape_detail::value_shape<Member>(rules);
    shape_.fields.push_back({.name = std::move(name),
                             .doc = std::move(rules.doc),
                             .value = std::move(value),
                             .required = rules.required,
                             .member = [member](void* object) -> void* {
                               return &(static_cast<T*>(object)->*member);
                             }});
    return std::move(*this);
  }

  // One struct of the variant T.
  template <class A>
  ObjectFields&& alternative(std::string kind) && {
    shape_.alternatives.push_back(alternative_shape<A, T>(std::move(kind)));
    return std::move(*this);
  }

  // One struct of the variant `member`, whose fields stand beside those of T.
  template <class A, class Variant>
  ObjectFields&& alternative(std::string kind, Variant T::*member) && {
    shape_.variant = [member](void* object) -> void* {
      return &(static_cast<T*>(object)->*member);
    };
    shape_.alternatives.push_back(alternative_shape<A, Variant>(std::move(kind)));
    return std::move(*this);
  }

  // A bare value in place of the object stands for the field of this alternative.
  ObjectFields&& shorthand(std::string kind, std::string field) && {
    shape_.shorthand = Shorthand{.kind = std::move(kind), .field = std::move(field)};
    return std::move(*this);
  }

  [[nodiscard]] const ObjectShape& shape() const { return shape_; }

 private:
  template <class A, class Variant>
  static AlternativeShape alternative_shape(std::string kind) {
    return {
        .kind = std::move(kind),
        .object = &shape_of<A>,
        .is_held =
            [](const void* variant) {
              return std::holds_alternative<A>(*static_cast<const Variant*>(variant));
            },
        .get = [](void* variant) -> void* { return &std::get<A>(*static_cast<Variant*>(variant)); },
        .emplace = [](void* variant) -> void* {
          return &static_cast<Variant*>(variant)->template emplace<A>();
        }};
  }

  ObjectShape shape_;
};

}  // namespace uslkit
