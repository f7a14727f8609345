#include "pipeline/ingress/chunked_body.h"

#include <string>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

struct Decoded {
  std::string content;
  std::size_t consumed = 0;
  bool done = false;
  int status = 0;
};

Decoded decode(std::string bytes, std::size_t piece, std::size_t limit = 1000) {
  ChunkedBody chunks(limit);
  Decoded result;
  for (std::size_t at = 0; at < bytes.size() && !chunks.done(); at += piece) {
    char* const from = bytes.data() + at;
    const ChunkedBody::Progress progress =
        chunks.decode(from, std::min(piece, bytes.size() - at), from);
    result.content.append(from, progress.produced);
    result.consumed += progress.consumed;
  }
  result.done = chunks.done();
  result.status = chunks.refusal().status;
  return result;
}

}  // namespace

TEST_CASE("chunks give the same content in one piece and in pieces of any size") {
  const std::string bytes = "5\r\nhello\r\nB;x=y\r\n, wide worl\r\n1\r\nd\r\n0\r\nA: b\r\n\r\nNEXT";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    CAPTURE(piece);
    const Decoded decoded = decode(bytes, piece);
    CHECK(decoded.done);
    CHECK(decoded.content == "hello, wide world");
    CHECK(decoded.consumed == bytes.size() - 4);
  }
}

TEST_CASE("content up to the limit is taken, one byte more is refused with 413") {
  CHECK(decode("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", 7, 10).done);
  CHECK(decode("5\r\nhello\r\n6\r\nworlds\r\n0\r\n\r\n", 7, 10).status == 413);
  CHECK(decode("b\r\n", 7, 10).status == 413);
}

TEST_CASE("a body without content is complete after its last chunk") {
  CHECK(decode("0\r\n\r\n", 3).done);
  CHECK(decode("000\r\n\r\n", 3).done);
  CHECK(!decode("0\r\n", 3).done);
}

TEST_CASE("leading zeros do not count without limit") {
  CHECK(decode(std::string(1000, '0') + "\r\n\r\n", 100).status == 400);
}

}  // namespace uslkit
