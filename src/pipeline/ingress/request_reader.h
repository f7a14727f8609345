// RequestReader: the bytes of one connection in, its requests out, one after the other.
//
//   room() -> fill it -> received(n) -> next() until it needs more
//
//   buffer:  | done | head or body of the present request | following ones (pipelined) | free |
//                   ^ begin_                                                           ^ end_
//
// No socket, no clock: the same for one read and for one byte at a time (tests/fuzz). The buffer is
// reserved once; only a body larger than it makes it grow, out of a common budget, while the bytes
// arrive, and it shrinks again afterwards. Not thread-safe but for the budget.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "pipeline/ingress/chunked_body.h"
#include "pipeline/ingress/http_head.h"
#include "pipeline/ingress/ingress_limits.h"

namespace uslkit {

enum class Route : std::uint8_t { events, healthz, metrics, none };
enum class Content : std::uint8_t { json, ndjson, other };

struct HttpRequest {
  HttpMethod method = HttpMethod::other;
  Route route = Route::none;
  Content content = Content::other;
  bool keep_alive = true;
  // At least kBodyPadding readable bytes follow it, as the JSON parser wants them.
  std::string_view body{};
};

inline constexpr std::size_t kBodyPadding = 64;

// What all buffers together have grown by.
class BodyMemory {
 public:
  explicit BodyMemory(std::size_t limit) : limit_(limit) {}
  [[nodiscard]] bool take(std::size_t bytes) {
    if (used_.fetch_add(bytes) + bytes <= limit_) return true;
    used_ -= bytes;
    return false;
  }
  void give_back(std::size_t bytes) { used_ -= bytes; }
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  std::size_t limit_;
  std::atomic<std::size_t> used_{0};
};

class RequestReader {
 public:
  RequestReader(const IngressLimits& limits, BodyMemory& memory);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Where the next bytes go; not empty unless next() refuses.
  [[nodiscard]] std::span<char> room();
  void received(std::size_t count);

  enum class Step : std::uint8_t { need_more, request, refused };
  // The present request if it is complete; the one before is forgotten, as by finish().
  [[nodiscard]] Step next();
  [[nodiscard]] const HttpRequest& request() const { return request_; }
  // The request that was handed out is done with: its body is gone, and room() may be asked again.
  void finish();
  // Final: nothing more is read from this connection.
  [[nodiscard]] const HttpRefusal& refusal() const { return refusal_; }
  // Once true where the client waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool take_continue();

  enum class Phase : std::uint8_t { between, head, body };
  [[nodiscard]] Phase phase() const;

  // For the next connection.
  void reset();

 private:
  enum class State : std::uint8_t { head, sized_body, chunked_body, handed_out, refused };

  [[nodiscard]] Step read_head();
  [[nodiscard]] Step read_sized_body();
  [[nodiscard]] Step read_chunked_body();
  [[nodiscard]] Step hand_out(std::size_t body_bytes, std::size_t following);
  [[nodiscard]] Step refuse(const HttpRefusal& refusal);
  void forget_request();
  void move_to(std::size_t capacity);
  [[nodiscard]] std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }

  const IngressLimits& limits_;
  BodyMemory& memory_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  State state_ = State::head;
  HeadScanner scanner_;
  ChunkedBody chunks_;
  std::size_t length_ = 0;     // of a sized body; of a chunked one what is decoded
  std::size_t following_ = 0;  // where the next request begins, while one is handed out
  bool wants_continue_ = false;
  HttpRequest request_;
  HttpRefusal refusal_;
};

}  // namespace uslkit
