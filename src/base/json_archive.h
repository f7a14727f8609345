// json_archive: a struct as JSON and back without loss, from one list of its fields.
//
//   template <class Archive, MaybeConst<Item> T>    // in the namespace of Item, not an unnamed one
//   static void archive_fields(Archive& archive, T& item) {
//     auto& [name, count] = item;                   // a new member does not compile until it is
//     here archive("name", name)("count", count);
//   }
//   const nlohmann::ordered_json json = to_archive(item);
//   const Item again = from_archive<Item>(document.root());
//
// For files that only uslkit reads again: what is kept is the value, bit for bit. A double that is
// not finite is text ("inf", "-inf", "nan"); 64-bit words without a sign are 16 hexadecimal digits,
// because readers of JSON keep 53 or 63 bits of a number; durations are whole nanoseconds; what is
// absent is null; a histogram is its parts.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/histogram.h"
#include "base/json_document.h"
#include "base/units.h"

namespace uslkit {

// Item or const Item: one list of fields serves the writer and the reader.
template <class T, class Item>
concept MaybeConst = std::is_same_v<std::remove_const_t<T>, Item>;

// Values that are no structs.
namespace archive {

[[nodiscard]] nlohmann::ordered_json write_double(double value);
[[nodiscard]] double read_double(const JsonValue& value);
[[nodiscard]] nlohmann::ordered_json write_word(std::uint64_t value);
[[nodiscard]] std::uint64_t read_word(const JsonValue& value);
[[nodiscard]] nlohmann::ordered_json write_histogram(const Histogram& histogram);
[[nodiscard]] Histogram read_histogram(const JsonValue& value);

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsArray = false;
template <class T, std::size_t N>
inline constexpr bool kIsArray<std::array<T, N>> = true;

class Writer;
class Reader;

}  // namespace archive

template <class T>
[[nodiscard]] nlohmann::ordered_json to_archive(const T& value);
// Throws InputError with line, column and pointer for a missing key, a wrong type or a histogram
// that contradicts itself.
template <class T>
[[nodiscard]] T from_archive(const JsonValue& value);

namespace archive {

class Writer {
 public:
  template <class T>
  Writer& operator()(const char* key, const T& value) {
    object_[key] = to_archive(value);
    return *this;
  }
  [[nodiscard]] nlohmann::ordered_json take() { return std::move(object_); }

 private:
  nlohmann::ordered_json object_ = nlohmann::ordered_json::object();
};

class Reader {
 public:
  explicit Reader(const JsonValue& object) : object_(object) {}

  template <class T>
  Reader& operator()(const char* key, T& value) {
    value = from_archive<T>(object_.at(key));
    return *this;
  }

 private:
  const JsonValue& object_;
};

}  // namespace archive

template <class T>
nlohmann::ordered_json to_archive(const T& value) {
  if constexpr (std::is_same_v<T, double>) {
    return archive::write_double(value);
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    return archive::write_word(value);
  } else if constexpr (std::is_same_v<T, Duration>) {
    return value.count();
  } else if constexpr (std::is_same_v<T, Histogram>) {
    return archive::write_histogram(value);
  } else if constexpr (archive::kIsOptional<T>) {
    return value ? to_archive(*value) : nlohmann::ordered_json(nullptr);
  } else if constexpr (archive::kIsVector<T> || archive::kIsArray<T>) {
    nlohmann::ordered_json array = nlohmann::ordered_json::array();
    for (const auto& each : value) array.push_back(to_archive(each));
    return array;
  } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, bool> ||
                       std::is_same_v<T, std::string>) {
    return value;
  } else {
    archive::Writer writer;
    archive_fields(writer, value);
    return writer.take();
  }
}

template <class T>
T from_archive(const JsonValue& value) {
  if constexpr (std::is_same_v<T, double>) {
    return archive::read_double(value);
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    return archive::read_word(value);
  } else if constexpr (std::is_same_v<T, Duration>) {
    return Duration(value.integer());
  } else if constexpr (std::is_same_v<T, Histogram>) {
    return archive::read_histogram(value);
  } else if constexpr (archive::kIsOptional<T>) {
    return value.is_null() ? T() : T(from_archive<typename T::value_type>(value));
  } else if constexpr (archive::kIsVector<T>) {
    T items;
    for (const JsonValue& each : value.elements()) {
      items.push_back(from_archive<typename T::value_type>(each));
    }
    return items;
  } else if constexpr (archive::kIsArray<T>) {
    T items{};
    const std::vector<JsonValue> elements = value.elements();
    if (elements.size() != items.size()) {
      value.fail(value.description(), "an array of " + std::to_string(items.size()));
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      items[i] = from_archive<typename T::value_type>(elements[i]);
    }
    return items;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return value.integer();
  } else if constexpr (std::is_same_v<T, bool>) {
    return value.boolean();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return value.string();
  } else {
    T item;
    archive::Reader reader(value);
    archive_fields(reader, item);
    return item;
  }
}

}  // namespace uslkit
