// HttpHead: the request line and headers of one HTTP/1.1 request, read strictly (RFC 9112).
//
// Strict, because what two programs read differently is how requests are smuggled: a line ends with
// CR LF and nothing else, a name ends at its colon, folded lines, control bytes, two lengths, a
// length beside a transfer coding, and codings other than "chunked" are refused. Anything refused
// here ends the connection. Reads in place and allocates nothing; the views live as long as the
// bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/ingress/ingress_limits.h"

namespace uslkit {

enum class HttpMethod : std::uint8_t { get, head, post, other };

// Why a request is not served, with the status and the text that its sender gets.
struct HttpRefusal {
  int status = 0;             // 0: not refused
  std::string_view code{};    // "bad_content_length": a word for programs, and for /metrics
  std::string_view rule{};    // what is allowed
  std::string_view remedy{};  // what to do
};

struct HttpHead {
  HttpMethod method = HttpMethod::other;
  std::string_view path{};          // without "?..."
  std::string_view content_type{};  // as sent
  std::string_view host{};
  std::optional<std::uint64_t> content_length{};
  bool chunked = false;
  bool keep_alive = true;
  bool wants_continue = false;
};

// Finds the end of a head that arrives in pieces, byte after byte if need be, in linear time.
class HeadScanner {
 public:
  // `bytes` begins with the request and only ever grows between two calls.
  // Whether the head is complete (size() bytes) or can never be one (refusal()).
  [[nodiscard]] bool scan(std::string_view bytes, const IngressLimits& limits);
  [[nodiscard]] std::size_t size() const { return line_; }
  [[nodiscard]] const HttpRefusal& refusal() const { return refusal_; }
  void reset() { *this = HeadScanner(); }

 private:
  [[nodiscard]] bool refuse(const HttpRefusal& refusal);

  std::size_t line_ = 0;     // where the line begins that is not complete
  std::size_t scanned_ = 0;  // no line feed before it that was not seen
  std::size_t lines_ = 0;
  HttpRefusal refusal_{};
};

struct HeadResult {
  HttpHead head{};
  HttpRefusal refusal{};
};

// `bytes`: a complete head, its empty line included.
[[nodiscard]] HeadResult parse_head(std::string_view bytes, const IngressLimits& limits);

}  // namespace uslkit
