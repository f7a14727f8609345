#include "base/json_archive.h"

#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace uslkit::archive {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::uint64_t low_word(UnsignedInt128 value) { return static_cast<std::uint64_t>(value); }

}  // namespace

nlohmann::ordered_json write_double(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

double read_double(const JsonValue& value) {
  if (!value.is_string()) return value.number();
  const std::string& text = value.string();
  if (text == "inf") return kInfinity;
  if (text == "-inf") return -kInfinity;
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  value.fail(value.description(), "a number, \"inf\", \"-inf\" or \"nan\"");
}

nlohmann::ordered_json write_word(std::uint64_t value) { return fmt::format("{:016x}", value); }

std::uint64_t read_word(const JsonValue& value) {
  const std::string& text = value.string();
  std::uint64_t word = 0;
  const char* const end = text.data() + text.size();
  const std::from_chars_result read = std::from_chars(text.data(), end, word, 16);
  if (text.size() != 16 || read.ec != std::errc{} || read.ptr != end) {
    value.fail(value.description(), "16 hexadecimal digits");
  }
  return word;
}

nlohmann::ordered_json write_histogram(const Histogram& histogram) {
  const Histogram::Parts parts = histogram.parts();
  nlohmann::ordered_json lower = nlohmann::ordered_json::array();
  nlohmann::ordered_json counts = nlohmann::ordered_json::array();
  for (const Histogram::Bucket& bucket : parts.buckets) {
    lower.push_back(bucket.lower);
    counts.push_back(bucket.count);
  }
  return {{"bits", parts.bits},
          {"min", parts.min},
          {"max", parts.max},
          {"sum_high", write_word(low_word(parts.sum >> 64))},
          {"sum_low", write_word(low_word(parts.sum))},
          {"lower", std::move(lower)},
          {"counts", std::move(counts)}};
}

Histogram read_histogram(const JsonValue& value) {
  const std::vector<JsonValue> lower = value.array_at("lower");
  const std::vector<JsonValue> counts = value.array_at("counts");
  if (lower.size() != counts.size()) {
    value.at("counts").fail(fmt::format("{} counts", counts.size()),
                            fmt::format("one for each of the {} lower edges", lower.size()));
  }
  Histogram::Parts parts{.bits = static_cast<int>(value.integer_at("bits", 1, Histogram::kMaxBits)),
                         .min = value.integer_at("min", 0),
                         .max = value.integer_at("max", 0)};
  parts.sum =
      UnsignedInt128{read_word(value.at("sum_high"))} << 64 | read_word(value.at("sum_low"));
  for (std::size_t i = 0; i < lower.size(); ++i) {
    parts.buckets.push_back({.lower = lower[i].integer(0),
                             .upper = 0,
                             .count = static_cast<std::uint64_t>(counts[i].integer(1))});
  }
  std::optional<Histogram> histogram = Histogram::restored(parts);
  if (!histogram) {
    value.fail("a histogram whose parts contradict each other",
               "lower edges of its buckets in increasing order, extremes and sum within them",
               "make the file again");
  }
  return *std::move(histogram);
}

}  // namespace uslkit::archive
