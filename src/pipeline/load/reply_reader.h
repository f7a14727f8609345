// read_reply: one HTTP/1.1 answer out of the bytes that have come: as much as the ingress sends,
// and strictly: what is anything else is refused, not guessed at.
//
// Taken: status line, headers, exactly one Content-Length, a body of that length. Refused: other
// versions, 1xx, Transfer-Encoding, no length, heads above 16 KiB, bodies above 64 KiB. Bytes are
// read anew when more come; answers nearly always come in one piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/units.h"
#include "policy/verdict.h"

namespace uslkit {

struct LoadReply {
  enum class State : std::uint8_t { incomplete, complete, bad };

  State state = State::incomplete;
  std::size_t bytes = 0;  // of it
  int status = 0;
  Duration retry_after{0};
  bool close = false;  // the server ends the connection after it
  std::string_view body{};

  // Why attempts were refused: the body's "error" where it names a RejectReason, else by status.
  [[nodiscard]] RejectReason reason() const;
};

[[nodiscard]] LoadReply read_reply(std::string_view bytes);

}  // namespace uslkit
