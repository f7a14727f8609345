#include "pipeline/ingress/chunked_body.h"

#include <algorithm>
#include <cstring>

namespace uslkit {
namespace {

constexpr std::size_t kLongestSizeLine = 256;
constexpr std::size_t kLongestTrailers = 4096;

constexpr HttpRefusal kBadChunk = {400, "bad_chunk",
                                   "hexadecimal size, CR LF, so many bytes, CR LF",
                                   "send chunks as RFC 9112 has them, or a Content-Length"};
constexpr HttpRefusal kTooLarge = {413, "body_too_large", "the size of a body is limited",
                                   "send smaller batches"};
constexpr HttpRefusal kTrailers = {431, "trailers_too_large", "the size of trailers is limited",
                                   "send no trailers: they are not used"};

int digit_of(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

bool is_control(char byte) {
  const unsigned char code = static_cast<unsigned char>(byte);
  return (code < 0x20 && byte != '\t') || code == 0x7F;
}

}  // namespace

ChunkedBody::Progress ChunkedBody::decode(const char* bytes, std::size_t count, char* to) {
  Progress progress;
  while (progress.consumed < count && state_ != State::done && state_ != State::refused) {
    if (state_ != State::data) {
      step(bytes[progress.consumed++]);
      continue;
    }
    const std::size_t part =
        static_cast<std::size_t>(std::min<std::uint64_t>(chunk_, count - progress.consumed));
    std::memmove(to + progress.produced, bytes + progress.consumed, part);
    progress.consumed += part;
    progress.produced += part;
    chunk_ -= part;
    if (chunk_ == 0) state_ = State::data_return;
  }
  return progress;
}

// One byte of framing.
void ChunkedBody::step(char byte) {
  switch (state_) {
    case State::size_start:
    case State::size:
      count_line_byte();
      if (const int digit = digit_of(byte); digit >= 0) return add_digit(digit);
      if (state_ == State::size_start) return refuse(kBadChunk);
      if (byte == ';')
        state_ = State::extension;
      else if (byte == '\r')
        state_ = State::size_feed;
      else
        refuse(kBadChunk);
      return;
    case State::extension:
      count_line_byte();
      if (byte == '\r')
        state_ = State::size_feed;
      else if (is_control(byte))
        refuse(kBadChunk);
      return;
    case State::size_feed:
      if (byte != '\n') return refuse(kBadChunk);
      line_bytes_ = 0;
      state_ = chunk_ == 0 ? State::trailer_start : State::data;
      total_ += chunk_;
      if (total_ > limit_) refuse(kTooLarge);
      return;
    case State::data_return:
      if (byte != '\r') return refuse(kBadChunk);
      state_ = State::data_feed;
      return;
    case State::data_feed:
      if (byte != '\n') return refuse(kBadChunk);
      state_ = State::size_start;
      return;
    case State::trailer_start:
      if (byte == '\r') {
        state_ = State::last_feed;
        return;
      }
      if (byte == ' ' || byte == '\t') return refuse(kBadChunk);
      state_ = State::trailer;
      [[fallthrough]];
    case State::trailer:
      if (++line_bytes_ > kLongestTrailers) return refuse(kTrailers);
      if (byte == '\r')
        state_ = State::trailer_feed;
      else if (is_control(byte))
        refuse(kBadChunk);
      return;
    case State::trailer_feed:
      if (byte != '\n') return refuse(kBadChunk);
      state_ = State::trailer_start;
      return;
    case State::last_feed:
      if (byte != '\n') return refuse(kBadChunk);
      state_ = State::done;
      return;
    case State::data:
    case State::done:
    case State::refused:
      return;
  }
}

void ChunkedBody::add_digit(int digit) {
  chunk_ = chunk_ * 16 + static_cast<std::uint64_t>(digit);
  state_ = State::size;
  // Refused before its bytes are read; so a chunk's size cannot overflow either.
  if (chunk_ > limit_) refuse(kTooLarge);
}

void ChunkedBody::count_line_byte() {
  if (++line_bytes_ > kLongestSizeLine) refuse(kBadChunk);
}

void ChunkedBody::refuse(const HttpRefusal& refusal) {
  if (state_ == State::refused) return;
  refusal_ = refusal;
  state_ = State::refused;
}

}  // namespace uslkit
