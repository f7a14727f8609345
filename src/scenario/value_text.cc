#include "scenario/value_text.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/input_error.h"
#include "base/number_text.h"
#include "base/spelling.h"
#include "base/units_text.h"

namespace uslkit {
namespace {

std::string words_text(const ValueShape& shape) {
  std::vector<std::string> names;
  for (const WordShape& word : shape.words) names.push_back(fmt::format("\"{}\"", word.name));
  return one_of(names);
}

std::string counted(std::size_t count, const char* singular, const char* plural) {
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

// Of the characters of a text or the elements of a list.
std::string count_range(const ValueShape& shape) {
  const bool is_text = shape.kind == ValueKind::kText;
  const char* one = is_text ? "character" : "element";
  const char* many = is_text ? "characters" : "elements";
  const bool open = shape.most == ValueShape::kUnlimited;
  if (shape.fewest == 0 && open) return "";
  if (open) return "at least " + counted(shape.fewest, one, many);
  if (shape.fewest == shape.most) return "exactly " + counted(shape.most, one, many);
  if (shape.fewest == 0) return "at most " + counted(shape.most, one, many);
  return fmt::format("{} to {}", shape.fewest, counted(shape.most, one, many));
}

}  // namespace

bool is_quantity(ValueKind kind) {
  return kind == ValueKind::kDuration || kind == ValueKind::kRate ||
         kind == ValueKind::kBandwidth || kind == ValueKind::kBytes;
}

std::vector<std::string> units_of(ValueKind kind) {
  if (kind == ValueKind::kDuration) return duration_units();
  if (kind == ValueKind::kRate) return rate_units();
  if (kind == ValueKind::kBandwidth) return bandwidth_units();
  USLKIT_CHECK(kind == ValueKind::kBytes);
  return byte_units();
}

std::string type_text(const ValueShape& shape) {
  switch (shape.kind) {
    case ValueKind::kFlag:
      return "true or false";
    case ValueKind::kInteger:
    case ValueKind::kUnsigned:
      return "a whole number";
    case ValueKind::kNumber:
      return "a number";
    case ValueKind::kText:
      return "a string";
    case ValueKind::kWord:
      return words_text(shape);
    case ValueKind::kDuration:
      return "a duration";
    case ValueKind::kRate:
      return "a rate";
    case ValueKind::kBandwidth:
      return "a bandwidth";
    case ValueKind::kBytes:
      return "a size in bytes";
    case ValueKind::kObject:
      return shape.object().shorthand
                 ? "an object or " + type_text(shorthand_field(shape.object())->value)
                 : "an object";
    case ValueKind::kList:
      return "an array";
    case ValueKind::kOptional:
      return type_text(*shape.element);
  }
  return "";
}

std::string limit_text(const ValueShape& shape, double limit) {
  switch (shape.kind) {
    case ValueKind::kDuration:
      return format_duration(Duration(std::llround(limit * 1e9)));
    case ValueKind::kRate:
      return format_rate({limit});
    case ValueKind::kBandwidth:
      return format_bandwidth({limit});
    case ValueKind::kBytes:
      return format_bytes({std::llround(limit)});
    default:
      return format_number(limit, 0);
  }
}

std::string range_text(const ValueShape& shape) {
  if (shape.kind == ValueKind::kOptional) return range_text(*shape.element);
  if (shape.kind == ValueKind::kText || shape.kind == ValueKind::kList) return count_range(shape);
  const Limits& limits = shape.limits;
  if (limits.lowest && limits.highest && *limits.lowest == *limits.highest) {
    return "only " + limit_text(shape, *limits.lowest);
  }
  if (limits.lowest && limits.highest) {
    return fmt::format("{} to {}", limit_text(shape, *limits.lowest),
                       limit_text(shape, *limits.highest));
  }
  std::string low;
  if (limits.above) low = "above " + limit_text(shape, *limits.above);
  if (limits.lowest) low = "at least " + limit_text(shape, *limits.lowest);
  std::string high;
  if (limits.below) high = "below " + limit_text(shape, *limits.below);
  if (limits.highest) high = "at most " + limit_text(shape, *limits.highest);
  return low.empty() || high.empty() ? low + high : fmt::format("{} and {}", low, high);
}

std::string rule_text(const ValueShape& shape) {
  const std::string type = type_text(shape);
  const std::string range = range_text(shape);
  if (range.empty()) return type;
  const ValueKind kind = shape.kind == ValueKind::kOptional ? shape.element->kind : shape.kind;
  if (kind == ValueKind::kText || kind == ValueKind::kList) {
    return fmt::format("{} of {}", type, range);
  }
  if (range.starts_with("only ")) return fmt::format("{}, {}", type, range);
  if (range.starts_with("at least")) return fmt::format("{} of {}", type, range);
  if (range.starts_with("above") || range.starts_with("at most") || range.starts_with("below")) {
    return fmt::format("{} {}", type, range);
  }
  return fmt::format("{} from {}", type, range);
}

std::string found_text(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("an array of {}", value.size());
  if (value.is_string()) {
    return fmt::format("the string {}", uslkit::quoted(value.get_ref<const std::string&>()));
  }
  return value.dump();
}

}  // namespace uslkit
