#include "pipeline/ingress/http_head.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace uslkit {
namespace {

constexpr HttpRefusal kBareLineFeed = {400, "bare_line_feed", "lines end with CR LF",
                                       "send CR before each LF of the head"};
constexpr HttpRefusal kUriTooLong = {414, "request_line_too_long", "the request line is limited",
                                     "use the plain path, without parameters"};
constexpr HttpRefusal kHeadTooLarge = {431, "head_too_large", "the size of all headers is limited",
                                       "send fewer or shorter headers"};
constexpr HttpRefusal kTooManyHeaders = {431, "too_many_headers",
                                         "the number of headers is limited", "send fewer headers"};
constexpr HttpRefusal kBadRequestLine = {400, "bad_request_line", "METHOD SP target SP HTTP/1.1",
                                         "one space between the parts, no control bytes"};
constexpr HttpRefusal kBadVersion = {505, "unsupported_version", "HTTP/1.1 or HTTP/1.0",
                                     "speak HTTP/1.1"};
constexpr HttpRefusal kBadHeader = {400, "bad_header",
                                    "name, colon, value; no blank before the colon, no folded "
                                    "lines, no control bytes",
                                    "send each header on one line"};
constexpr HttpRefusal kBadHost = {400, "bad_host", "exactly one Host, not empty",
                                  "send the Host that the request is for, once"};
constexpr HttpRefusal kForeignHost = {403, "foreign_host", "a Host by which this server is known",
                                      "call it by its address, or add the name to its hosts"};
constexpr HttpRefusal kBadLength = {400, "bad_content_length",
                                    "exactly one Content-Length, decimal digits only",
                                    "send the body's length once"};
constexpr HttpRefusal kBadCoding = {400, "bad_transfer_encoding",
                                    "the only Transfer-Encoding is chunked, in HTTP/1.1, once",
                                    "send chunked alone, or a Content-Length"};
constexpr HttpRefusal kTwoLengths = {400, "length_and_coding",
                                     "Content-Length or Transfer-Encoding, never both",
                                     "send one of them"};
constexpr HttpRefusal kBadExpect = {417, "unknown_expectation", "Expect: 100-continue or none",
                                    "leave Expect out"};
constexpr HttpRefusal kBodyTooLarge = {413, "body_too_large", "the size of a body is limited",
                                       "send smaller batches"};

constexpr std::array<std::uint8_t, 256> kToken = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = 1;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = 1;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = 1;
  for (const unsigned char c : std::string_view("!#$%&'*+-.^_`|~")) table[c] = 1;
  return table;
}();

bool is_token(std::string_view text) {
  for (const char c : text) {
    if (kToken[static_cast<unsigned char>(c)] == 0) return false;
  }
  return !text.empty();
}

// Neither control bytes nor, in targets, blanks.
bool has_byte_up_to(std::string_view text, unsigned char last, bool tab_allowed) {
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if ((byte <= last && !(tab_allowed && byte == '\t')) || byte == 0x7F) return true;
  }
  return false;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
         });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos) return host;
  if (host.front() == '[' && host.back() == ']') return host;
  return host.substr(0, colon);
}

HttpMethod method_of(std::string_view name) {
  if (name == "POST") return HttpMethod::post;
  if (name == "GET") return HttpMethod::get;
  return name == "HEAD" ? HttpMethod::head : HttpMethod::other;
}

// One head, line by line.
class HeadParser {
 public:
  HeadParser(std::string_view bytes, const IngressLimits& limits) : rest_(bytes), limits_(limits) {}

  HeadResult parse() {
    HttpRefusal refusal = read_request_line(next_line());
    for (std::string_view line = next_line(); refusal.status == 0 && !line.empty();
         line = next_line()) {
      refusal = read_header(line);
    }
    if (refusal.status == 0) refusal = check_whole();
    return {head_, refusal};
  }

 private:
  std::string_view next_line() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos || end == 0) return {};
    const std::string_view line = rest_.substr(0, end - 1);
    rest_.remove_prefix(end + 1);
    return line;
  }

  HttpRefusal read_request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return kBadRequestLine;
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method) || target.empty() || has_byte_up_to(target, ' ', false)) {
      return kBadRequestLine;
    }
    if (version.size() != 8 || !version.starts_with("HTTP/")) return kBadRequestLine;
    if (version == "HTTP/1.0") {
      old_ = true;
      head_.keep_alive = false;
    } else if (version != "HTTP/1.1") {
      return kBadVersion;
    }
    head_.method = method_of(method);
    return read_target(target);
  }

  HttpRefusal read_target(std::string_view target) {
    if (target.find('#') != std::string_view::npos) return kBadRequestLine;
    constexpr std::string_view kScheme = "http://";
    if (target.front() != '/' && target.size() > kScheme.size() &&
        equals_ignoring_case(target.substr(0, kScheme.size()), kScheme)) {
      target.remove_prefix(kScheme.size());
      const std::size_t path = std::min(target.find('/'), target.size());
      authority_ = target.substr(0, path);
      if (authority_.empty()) return kBadRequestLine;
      target = path < target.size() ? target.substr(path) : std::string_view("/");
    } else if (target.front() != '/' && target != "*") {
      return kBadRequestLine;
    }
    head_.path = target.substr(0, target.find('?'));
    return {};
  }

  HttpRefusal read_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return kBadHeader;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_token(name) || has_byte_up_to(value, 0x1F, true)) return kBadHeader;
    return read_known(name, value);
  }

  HttpRefusal read_known(std::string_view name, std::string_view value) {
    switch (name.size()) {
      case 4:
        return equals_ignoring_case(name, "host") ? read_host(value) : HttpRefusal{};
      case 6:
        return equals_ignoring_case(name, "expect") ? read_expect(value) : HttpRefusal{};
      case 10:
        return equals_ignoring_case(name, "connection") ? read_connection(value) : HttpRefusal{};
      case 12:
        if (equals_ignoring_case(name, "content-type")) head_.content_type = value;
        return {};
      case 14:
        return equals_ignoring_case(name, "content-length") ? read_length(value) : HttpRefusal{};
      case 17:
        return equals_ignoring_case(name, "transfer-encoding") ? read_coding(value) : HttpRefusal{};
      default:
        return {};
    }
  }

  HttpRefusal read_host(std::string_view value) {
    const bool plain = value.find_first_of(" \t,/@?#\\") == std::string_view::npos;
    if (!head_.host.empty() || value.empty() || !plain) return kBadHost;
    head_.host = value;
    return {};
  }

  HttpRefusal read_expect(std::string_view value) {
    if (!equals_ignoring_case(value, "100-continue")) return kBadExpect;
    head_.wants_continue = !old_;
    return {};
  }

  HttpRefusal read_connection(std::string_view value) {
    while (!value.empty()) {
      const std::size_t comma = std::min(value.find(','), value.size());
      const std::string_view word = trimmed(value.substr(0, comma));
      if (equals_ignoring_case(word, "close")) close_ = true;
      if (equals_ignoring_case(word, "keep-alive")) head_.keep_alive = true;
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
    return {};
  }

  HttpRefusal read_length(std::string_view value) {
    if (head_.content_length) return kBadLength;
    if (value.empty() || value.front() < '0' || value.front() > '9') return kBadLength;
    std::uint64_t length = 0;
    const std::from_chars_result read =
        std::from_chars(value.data(), value.data() + value.size(), length);
    if (read.ec != std::errc{} || read.ptr != value.data() + value.size()) return kBadLength;
    head_.content_length = length;
    return {};
  }

  HttpRefusal read_coding(std::string_view value) {
    if (head_.chunked || old_ || !equals_ignoring_case(value, "chunked")) return kBadCoding;
    head_.chunked = true;
    return {};
  }

  HttpRefusal check_whole() {
    if (close_) head_.keep_alive = false;
    if (head_.chunked && head_.content_length) return kTwoLengths;
    if (head_.host.empty() && !old_) return kBadHost;
    if (!authority_.empty() && authority_ != head_.host) return kBadHost;
    if (!head_.host.empty() && !known_host(head_.host)) return kForeignHost;
    if (head_.content_length.value_or(0) > limits_.body_bytes) return kBodyTooLarge;
    return {};
  }

  [[nodiscard]] bool known_host(std::string_view host) const {
    const std::string_view name = without_port(host);
    return limits_.hosts.empty() ||
           std::ranges::any_of(limits_.hosts, [name](const std::string& known) {
             return equals_ignoring_case(name, known);
           });
  }

  std::string_view rest_;
  const IngressLimits& limits_;
  HttpHead head_;
  std::string_view authority_;
  bool old_ = false;  // HTTP/1.0
  bool close_ = false;
};

}  // namespace

// Invariant: all before line_ are complete lines; no line feed lies in [line_, scanned_).
bool HeadScanner::scan(std::string_view bytes, const IngressLimits& limits) {
  while (true) {
    const std::size_t feed = bytes.find('\n', scanned_);
    const std::size_t seen = feed == std::string_view::npos ? bytes.size() : feed + 1;
    if (lines_ == 0 && seen > limits.request_line_bytes) return refuse(kUriTooLong);
    if (seen > limits.head_bytes) return refuse(kHeadTooLarge);
    scanned_ = seen;
    if (feed == std::string_view::npos) return false;
    if (feed == line_ || bytes[feed - 1] != '\r') return refuse(kBareLineFeed);
    const bool empty = feed == line_ + 1;
    if (empty && lines_ == 0) return refuse(kBadRequestLine);
    line_ = seen;
    if (empty) return true;
    if (++lines_ > limits.header_count + 1) return refuse(kTooManyHeaders);
  }
}

bool HeadScanner::refuse(const HttpRefusal& refusal) {
  refusal_ = refusal;
  return false;
}

HeadResult parse_head(std::string_view bytes, const IngressLimits& limits) {
  return HeadParser(bytes, limits).parse();
}

}  // namespace uslkit
