#include "pipeline/load/event_format.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/load/load_plan.h"

namespace uslkit {
namespace {

constexpr std::string_view kBeforeId = R"({"id":")";
constexpr std::string_view kBeforeTenant = R"(","tenant":)";
constexpr std::string_view kBeforeTime = R"(,"ts":)";
constexpr std::string_view kKeyOnly = R"(,"key":")";
constexpr std::string_view kBeforePad = R"(","payload":{"pad":")";
constexpr std::string_view kBeforePoisonPad = R"(","payload":{"poison":true,"pad":")";
constexpr std::string_view kEnd = R"("}})";
constexpr std::size_t kTimeDigits = 16;
constexpr std::size_t kMostNumber = 10;  // digits of a tenant

char* put(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

char* put_number(char* to, std::uint64_t number) { return std::to_chars(to, to + 20, number).ptr; }

// Four bytes of a number as eight hexadecimal digits.
void put_hex8(char* to, std::uint32_t number) {
  std::uint64_t spread = number;
  spread = ((spread & 0xFFFF0000) << 16) | (spread & 0xFFFF);
  spread = ((spread << 8) | spread) & 0x00FF00FF00FF00FFULL;
  spread = ((spread << 4) | spread) & 0x0F0F0F0F0F0F0F0FULL;
  const std::uint64_t letters = ((spread + 0x0606060606060606ULL) >> 4) & 0x0101010101010101ULL;
  spread += 0x3030303030303030ULL + letters * 39;  // 'a' - '0' - 10
  static_assert(std::endian::native == std::endian::little);
  spread = __builtin_bswap64(spread);
  std::memcpy(to, &spread, sizeof spread);
}

char* put_id(char* to, std::uint64_t time_us, std::uint64_t run_and_class, std::uint64_t number) {
  const std::uint64_t high = (time_us << 8) | (run_and_class >> 24);
  const std::uint64_t low = (run_and_class << 40) | (number & 0xFFFFFFFFFFULL);
  put_hex8(to, static_cast<std::uint32_t>(high >> 32));
  put_hex8(to + 8, static_cast<std::uint32_t>(high));
  put_hex8(to + 16, static_cast<std::uint32_t>(low >> 32));
  put_hex8(to + 24, static_cast<std::uint32_t>(low));
  return to + kIdBytes;
}

char* put_digits16(char* to, std::uint64_t number) {
  for (int i = 14; i >= 0; i -= 2) {
    const std::uint64_t pair = number % 100;
    number /= 100;
    to[i] = static_cast<char>('0' + pair / 10);
    to[i + 1] = static_cast<char>('0' + pair % 10);
  }
  return to + kTimeDigits;
}

// As the inside of a JSON string.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') {
      result += '\\';
      result += byte;
    } else if (static_cast<unsigned char>(byte) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    } else {
      result += byte;
    }
  }
  return result;
}

}  // namespace

EventFormat::EventFormat(const ClassPlan& of, const LoadPlan& plan)
    : class_(&of),
      run_and_class_((std::uint64_t{plan.run_tag()} << 8) | (of.index & 0xFF)),
      type_and_key_(fmt::format(R"(,"type":"{}","key":")", escaped(of.traffic->name))),
      size_(static_cast<std::size_t>(of.traffic->size.count)) {
  const std::size_t key = of.tenants ? 3 + kMostNumber : 15;
  const std::size_t tenant = of.tenants ? kMostNumber : 1;
  const std::size_t fields = kBeforeId.size() + kIdBytes + kBeforeTenant.size() + tenant +
                             kBeforeTime.size() + kTimeDigits + type_and_key_.size() + key;
  least_bytes_ = fields + kBeforePad.size() + kEnd.size();
  const std::size_t poisonous = fields + kBeforePoisonPad.size() + kEnd.size();
  most_bytes_ = std::max(poisonous, size_);
  padding_.assign(size_, 'x');
}

char* EventFormat::write(char* to, const Attempt& attempt, std::int64_t ts) const {
  const char* const start = to;
  const std::uint64_t time = static_cast<std::uint64_t>(ts);
  to = put(to, kBeforeId);
  to = put_id(to, time, run_and_class_, attempt.number);
  to = put(to, kBeforeTenant);
  to = put_number(to, attempt.tenant);
  to = put(to, kBeforeTime);
  to = put_digits16(to, time);
  to = put(to, attempt.invalid ? kKeyOnly : std::string_view(type_and_key_));
  to = write_key(to, attempt);
  to = put(to, attempt.poison ? kBeforePoisonPad : kBeforePad);
  const std::size_t used = static_cast<std::size_t>(to - start) + kEnd.size();
  if (used < size_) to = put(to, std::string_view(padding_).substr(0, size_ - used));
  return put(to, kEnd);
}

char* EventFormat::write_key(char* to, const Attempt& attempt) const {
  if (!class_->tenants) return put(to, class_->keys->key(attempt.key));
  *to++ = 't';
  to = put_number(to, attempt.tenant);
  *to++ = '-';
  return put_number(to, attempt.key);
}

}  // namespace uslkit
