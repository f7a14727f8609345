// ChunkedBody: takes the framing out of a body of chunks (RFC 9112, section 7.1), in place.
//
// Strict: sizes are hexadecimal digits, every line ends with CR LF, and the bytes after a chunk are
// CR LF. Extensions and trailers are checked, limited and forgotten: a trailer never changes how a
// request is read. Content moves to the front over the framing, so a body that arrived in pieces of
// any size lies in one piece.
#pragma once

#include <cstddef>
#include <cstdint>

#include "pipeline/ingress/http_head.h"

namespace uslkit {

class ChunkedBody {
 public:
  explicit ChunkedBody(std::size_t body_limit = 0) : limit_(body_limit) {}

  struct Progress {
    std::size_t consumed = 0;  // of the bytes given
    std::size_t produced = 0;  // content, now at `to`
  };
  // Reads until the bytes, or the body, end; `to` is at or before `bytes`.
  [[nodiscard]] Progress decode(const char* bytes, std::size_t count, char* to);

  [[nodiscard]] bool done() const { return state_ == State::done; }
  [[nodiscard]] const HttpRefusal& refusal() const { return refusal_; }

 private:
  enum class State : std::uint8_t {
    size_start,
    size,
    extension,
    size_feed,
    data,
    data_return,
    data_feed,
    trailer_start,
    trailer,
    trailer_feed,
    last_feed,
    done,
    refused
  };
  void step(char byte);
  void add_digit(int digit);
  void count_line_byte();
  void refuse(const HttpRefusal& refusal);

  std::size_t limit_;
  State state_ = State::size_start;
  std::uint64_t chunk_ = 0;     // of the present chunk what is to come
  std::uint64_t total_ = 0;     // content of all chunks so far
  std::size_t line_bytes_ = 0;  // of the present size line, or of all trailers
  HttpRefusal refusal_{};
};

}  // namespace uslkit
