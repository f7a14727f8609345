#include "pipeline/ingress/request_reader.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

IngressLimits small_limits() {
  IngressLimits limits;
  limits.request_line_bytes = 256;
  limits.head_bytes = 512;
  limits.buffer_bytes = 1024;
  limits.body_bytes = 8 * 1024;
  limits.body_memory_bytes = 16 * 1024;
  return limits;
}

// The bodies of all requests in `bytes`, given in pieces; a refusal ends them as its status.
std::vector<std::string> bodies(RequestReader& reader, std::string_view bytes, std::size_t piece) {
  std::vector<std::string> result;
  while (true) {
    RequestReader::Step step = reader.next();
    for (; step == RequestReader::Step::request; step = reader.next()) {
      result.emplace_back(reader.request().body);
    }
    if (step == RequestReader::Step::need_more && bytes.empty()) return result;
    const std::span<char> room = reader.room();
    if (step == RequestReader::Step::refused || room.empty()) {
      result.push_back(std::to_string(reader.refusal().status));
      return result;
    }
    const std::size_t count = std::min({piece, bytes.size(), room.size()});
    std::memcpy(room.data(), bytes.data(), count);
    reader.received(count);
    bytes.remove_prefix(count);
  }
}

}  // namespace

TEST_CASE("pipelined requests come out whole and in order, whatever the pieces they arrive in") {
  const IngressLimits limits = small_limits();
  std::string bytes;
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    const std::string body(static_cast<std::size_t>(i * 17), static_cast<char>('a' + i));
    expected.push_back(body);
    bytes += post(body);
  }
  for (const std::size_t piece : {1, 2, 3, 7, 64, 500, 1024, 100000}) {
    CAPTURE(piece);
    BodyMemory memory(limits.body_memory_bytes);
    RequestReader reader(limits, memory);
    CHECK(bodies(reader, bytes, piece) == expected);
    CHECK(memory.used() == 0);
  }
}

TEST_CASE("a body up to the limit makes the buffer grow, and gives the memory back afterwards") {
  const IngressLimits limits = small_limits();
  BodyMemory memory(limits.body_memory_bytes);
  RequestReader reader(limits, memory);
  const std::string body(limits.body_bytes, 'x');
  CHECK(bodies(reader, post(body) + post("y"), 1000) == std::vector<std::string>{body, "y"});
  CHECK(memory.used() == 0);
}

TEST_CASE("where the memory for large bodies is used up, the body is refused with 503") {
  const IngressLimits limits = small_limits();
  BodyMemory memory(2048);
  RequestReader reader(limits, memory);
  CHECK(bodies(reader, post(std::string(8000, 'x')), 1000) == std::vector<std::string>{"503"});
}

TEST_CASE("a reset reader serves the next connection as a new one does") {
  const IngressLimits limits = small_limits();
  BodyMemory memory(limits.body_memory_bytes);
  RequestReader reader(limits, memory);
  CHECK(bodies(reader, "nonsense\n", 100) == std::vector<std::string>{"400"});
  reader.reset();
  CHECK(bodies(reader, post("hello"), 3) == std::vector<std::string>{"hello"});
  CHECK(bodies(reader, post(std::string(5000, 'x')).substr(0, 3000), 100).empty());
  CHECK(memory.used() > 0);
  reader.reset();
  CHECK(memory.used() == 0);
}

TEST_CASE("a head is found in linear time, byte after byte, and refused at its limits") {
  const IngressLimits limits = small_limits();
  HeadScanner scanner;
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t i = 0; i < head.size(); ++i) {
    CHECK(!scanner.scan(std::string_view(head).substr(0, i), limits));
    CHECK(scanner.refusal().status == 0);
  }
  CHECK(scanner.scan(head, limits));
  CHECK(scanner.size() == head.size());

  scanner.reset();
  CHECK(!scanner.scan(std::string(limits.request_line_bytes + 1, 'a'), limits));
  CHECK(scanner.refusal().status == 414);
  scanner.reset();
  CHECK(!scanner.scan("GET / HTTP/1.1\r\n" + std::string(limits.head_bytes, 'a'), limits));
  CHECK(scanner.refusal().status == 431);
}

}  // namespace uslkit
