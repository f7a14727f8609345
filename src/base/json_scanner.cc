#include "base/json_scanner.h"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

namespace uslkit {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// A cursor over well-formed JSON. Every step moves forward and stops at the end of the text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }

  char peek() {
    at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size());
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(char wanted) {
    if (peek() != wanted || at_ == text_.size()) return false;
    ++at_;
    return true;
  }

  // A string token with its quotes.
  std::string_view take_string() {
    const std::size_t start = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(start, at_ - start);
  }

  void skip_value() {
    int depth = 0;
    do {
      const char c = peek();
      if (c == '"') {
        take_string();
      } else if (c == '{' || c == '[') {
        ++depth, ++at_;
      } else if (c == '}' || c == ']') {
        --depth, ++at_;
      } else {  // a number, a word, ':' or ','
        const bool separator = c == ':' || c == ',';
        at_ = separator ? at_ + 1 : std::min(text_.find_first_of(" \t\r\n,:]}", at_), text_.size());
      }
    } while (depth > 0 && at_ < text_.size());
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool key_equals(std::string_view token, std::string_view key) {
  if (token.find('\\') == std::string_view::npos) {
    return token.size() == key.size() + 2 && token.substr(1, key.size()) == key;
  }
  const nlohmann::json parsed = nlohmann::json::parse(token, nullptr, false);
  return parsed.is_string() && parsed.get_ref<const std::string&>() == key;
}

struct Member {
  std::size_t key = 0;
  std::size_t value = 0;
};

std::optional<Member> find_member(Scanner& scanner, std::string_view key) {
  std::optional<Member> found;
  if (!scanner.take('{')) return found;
  while (scanner.peek() == '"') {
    Member member{.key = scanner.at()};
    const bool matches = key_equals(scanner.take_string(), key);
    scanner.take(':');
    scanner.peek();
    member.value = scanner.at();
    if (matches) found = member;
    scanner.skip_value();
    if (!scanner.take(',')) break;
  }
  return found;
}

std::optional<Member> find_element(Scanner& scanner, std::string_view token) {
  std::size_t index = 0;
  const std::from_chars_result read =
      std::from_chars(token.data(), token.data() + token.size(), index);
  if (read.ec != std::errc() || read.ptr != token.data() + token.size()) return std::nullopt;
  if (!scanner.take('[') || scanner.peek() == ']') return std::nullopt;
  for (; index > 0; --index) {
    scanner.skip_value();
    if (!scanner.take(',')) return std::nullopt;
  }
  scanner.peek();
  return Member{.key = scanner.at(), .value = scanner.at()};
}

std::string unescaped(std::string_view token) {
  std::string key;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size();
    key += escape ? (token[++i] == '1' ? '/' : '~') : token[i];
  }
  return key;
}

}  // namespace

std::optional<std::size_t> json_offset(std::string_view text, std::string_view pointer,
                                       JsonPart part) {
  Scanner scanner(text);
  scanner.peek();
  Member place{.key = scanner.at(), .value = scanner.at()};
  while (!pointer.empty()) {
    if (pointer.front() != '/') return std::nullopt;
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    scanner.go_to(place.value);
    const std::optional<Member> next = scanner.peek() == '['
                                           ? find_element(scanner, token)
                                           : find_member(scanner, unescaped(token));
    if (!next) return std::nullopt;
    place = *next;
  }
  return part == JsonPart::kKey ? place.key : place.value;
}

std::optional<std::size_t> json_too_deep_at(std::string_view text, int max_depth) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string) {
      if (c == '\\') ++i;
    } else if (c == '{' || c == '[') {
      if (++depth > max_depth) return i;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return std::nullopt;
}

std::string json_pointer_token(std::string_view key) {
  std::string token = "/";
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

TextPosition position_in(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line_start = before.rfind('\n');
  const std::size_t column =
      line_start == std::string_view::npos ? before.size() : before.size() - line_start - 1;
  return {.line = 1 + std::count(before.begin(), before.end(), '\n'),
          .column = 1 + static_cast<std::int64_t>(column)};
}

}  // namespace uslkit
