#include "pipeline/host/consumer_order.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

constexpr std::int64_t kMostConsumers = 1024;  // a thread each

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const std::from_chars_result parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return number;
}

[[noreturn]] void refuse(std::string_view line, const std::string& source, const char* allowed) {
  throw InputError(
      {.place = {.source = source}, .found = uslkit::quoted(line), .allowed = allowed, .hint = ""});
}

}  // namespace

ConsumerOrder parse_consumer_order(std::string_view line, const std::string& source) {
  using Kind = ConsumerOrder::Kind;
  if (line == "pause") return {.kind = Kind::pause};
  if (line == "resume") return {.kind = Kind::resume};
  if (line == "restart") return {.kind = Kind::restart};
  if (line.starts_with("kill ")) {
    const std::optional<double> share = number_of<double>(line.substr(5));
    if (share && *share > 0 && *share <= 1) return {.kind = Kind::kill, .share = *share};
    refuse(line, source, "kill SHARE, above 0 and at most 1");
  }
  if (line.starts_with("scale ")) {
    const std::optional<std::int64_t> count = number_of<std::int64_t>(line.substr(6));
    if (count && *count >= 1 && *count <= kMostConsumers) {
      return {.kind = Kind::scale, .consumers = *count};
    }
    refuse(line, source, "scale N, from 1 to 1024");
  }
  refuse(line, source, "pause, resume, kill SHARE, restart or scale N");
}

std::string text_of(const ConsumerOrder& order) {
  switch (order.kind) {
    case ConsumerOrder::Kind::pause:
      return "pause";
    case ConsumerOrder::Kind::resume:
      return "resume";
    case ConsumerOrder::Kind::kill:
      return fmt::format("kill {:g}", order.share);
    case ConsumerOrder::Kind::restart:
      return "restart";
    case ConsumerOrder::Kind::scale:
      return fmt::format("scale {}", order.consumers);
  }
  return "";
}

}  // namespace uslkit
