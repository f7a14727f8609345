#include "pipeline/ingress/plain_event.h"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "pipeline/ingress/event_fields.h"

namespace uslkit {
namespace {

constexpr int kPlainLevels = 32;
constexpr int kPlainDigits = 18;

// Each of the functions below begins at `at`, returns the place behind what it has read, and
// nullptr where that is not plain. Up to `end` + kBodyPadding may be looked at; whoever loops asks
// whether the end is passed.

bool is_digit(char c) { return c >= '0' && c <= '9'; }

const char* skip_blanks(const char* at, const char* end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) ++at;
  return at;
}

// The quote that ends a text: no escape, control byte or byte beyond ASCII comes before it.
const char* find_quote(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i blank = _mm_set1_epi8(' ');
  for (; at < end; at += sizeof(__m128i)) {
    __m128i bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    // Signed: bytes from 0x80 on are below the blank as well.
    const __m128i odd =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, backslash), _mm_cmplt_epi8(bytes, blank));
    const __m128i stops = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), odd);
    const unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(stops));
    if (mask == 0) continue;
    at += std::countr_zero(mask);
    return at < end && *at == '"' ? at : nullptr;
  }
#else
  for (; at < end && *at >= ' ' && *at != '\\'; ++at) {
    if (*at == '"') return at;
  }
#endif
  return nullptr;
}

const char* read_text(const char* at, const char* end, std::string_view& text) {
  if (*at != '"') return nullptr;
  const char* const quote = find_quote(at + 1, end);
  if (quote == nullptr) return nullptr;
  text = {at + 1, static_cast<std::size_t>(quote - at - 1)};
  return quote + 1;
}

const char* skip_digits(const char* at) {
  const char* const last = at + kPlainDigits + 1;
  while (at < last && is_digit(*at)) ++at;
  return at;
}

const char* skip_number(const char* at) {
  if (*at == '-') ++at;
  const char* const whole = at;
  at = skip_digits(at);
  if (at == whole || (*whole == '0' && at > whole + 1)) return nullptr;
  if (*at == '.') {
    const char* const fraction = ++at;
    at = skip_digits(at);
    if (at == fraction) return nullptr;
  }
  return at - whole <= kPlainDigits ? at : nullptr;  // an exponent is where a comma should be
}

const char* skip_word(const char* at, std::string_view word) {
  return std::memcmp(at, word.data(), word.size()) == 0 ? at + word.size() : nullptr;
}

const char* skip_object(const char* at, const char* end, int levels);
const char* skip_array(const char* at, const char* end, int levels);

const char* skip_value(const char* at, const char* end, int levels) {
  std::string_view ignored;
  switch (*at) {
    case '"':
      return read_text(at, end, ignored);
    case '{':
      return skip_object(at + 1, end, levels);
    case '[':
      return skip_array(at + 1, end, levels);
    case 't':
      return skip_word(at, "true");
    case 'f':
      return skip_word(at, "false");
    case 'n':
      return skip_word(at, "null");
    default:
      return skip_number(at);
  }
}

// A member's name and colon, and the blanks around them.
const char* read_name(const char* at, const char* end, std::string_view& name) {
  at = read_text(skip_blanks(at, end), end, name);
  if (at == nullptr) return nullptr;
  at = skip_blanks(at, end);
  return *at == ':' ? skip_blanks(at + 1, end) : nullptr;
}

// Behind its brace.
const char* skip_object(const char* at, const char* end, int levels) {
  if (levels == 0) return nullptr;
  at = skip_blanks(at, end);
  if (*at == '}') return at + 1;
  while (at < end) {
    std::string_view ignored;
    at = read_name(at, end, ignored);
    if (at == nullptr) return nullptr;
    at = skip_value(at, end, levels - 1);
    if (at == nullptr) return nullptr;
    at = skip_blanks(at, end);
    if (*at == '}') return at + 1;
    if (*at++ != ',') return nullptr;
  }
  return nullptr;
}

// Behind its bracket.
const char* skip_array(const char* at, const char* end, int levels) {
  if (levels == 0) return nullptr;
  at = skip_blanks(at, end);
  if (*at == ']') return at + 1;
  while (at < end) {
    at = skip_value(skip_blanks(at, end), end, levels - 1);
    if (at == nullptr) return nullptr;
    at = skip_blanks(at, end);
    if (*at == ']') return at + 1;
    if (*at++ != ',') return nullptr;
  }
  return nullptr;
}

const char* read_bounded_text(const char* at, const char* end, std::size_t longest,
                              std::string_view& text) {
  at = read_text(at, end, text);
  return text.empty() || text.size() > longest ? nullptr : at;
}

const char* read_whole_number(const char* at, std::int64_t& number) {
  const char* const begin = at;
  at = skip_number(at);
  if (at == nullptr) return nullptr;
  std::int64_t value = 0;
  for (const char* digit = begin; digit < at; ++digit) {
    if (!is_digit(*digit)) return nullptr;
    value = 10 * value + (*digit - '0');
  }
  number = value;
  return value <= kLatest ? at : nullptr;
}

const char* read_tenant(const char* at, const char* end, Event& event) {
  if (*at == '"') return read_bounded_text(at, end, kLongestText, event.tenant);
  std::int64_t number = 0;
  at = read_whole_number(at, number);
  event.tenant_number = static_cast<std::uint64_t>(number);
  return at;
}

const char* read_value(EventField field, const char* at, const char* end, Event& event) {
  switch (field) {
    case EventField::id:
      return read_bounded_text(at, end, kLongestText, event.id);
    case EventField::tenant:
      return read_tenant(at, end, event);
    case EventField::ts:
      return read_whole_number(at, event.timestamp_us);
    case EventField::type:
      return read_bounded_text(at, end, kLongestText, event.type);
    case EventField::key:
      return read_bounded_text(at, end, kLongestKey, event.key);
    case EventField::payload:
      return *at == '{' ? skip_object(at + 1, end, kPlainLevels) : nullptr;
    case EventField::none:
      break;
  }
  return nullptr;
}

// Behind the event's brace.
const char* read_members(const char* at, const char* end, Event& event) {
  EventFieldSet seen;
  while (at < end) {
    std::string_view name;
    at = read_name(at, end, name);
    if (at == nullptr) return nullptr;
    const EventField field = event_field(name);
    at = read_value(field, at, end, event);
    if (at == nullptr || !seen.add(field)) return nullptr;
    at = skip_blanks(at, end);
    if (*at == '}') return seen.is_whole() ? at + 1 : nullptr;
    if (*at++ != ',') return nullptr;
  }
  return nullptr;
}

}  // namespace

std::optional<Event> read_plain_event(std::string_view json) {
  const char* const end = json.data() + json.size();
  const char* at = skip_blanks(json.data(), end);
  if (at == end || *at != '{') return std::nullopt;
  Event event{.json = json, .texts_stay = true};
  at = read_members(at + 1, end, event);
  if (at == nullptr || skip_blanks(at, end) != end) return std::nullopt;
  return event;
}

}  // namespace uslkit
