// IngressLimits: how much a client may ask of the ingress, and for how long; every limit that is
// reached is counted by name (docs/pipeline-ingress.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/units.h"

namespace uslkit {

struct IngressLimits {
  // The request line with its line feed, bytes: 414 above. At most head_bytes.
  std::size_t request_line_bytes = 8 * 1024;
  // Request line and headers, bytes: 431 above. At most buffer_bytes.
  std::size_t head_bytes = 16 * 1024;
  // Header lines: 431 above.
  std::size_t header_count = 100;
  // A body as decoded, bytes: 413 above, before it is read where its length is announced.
  std::size_t body_bytes = 1024 * 1024;
  // Reserved per connection; larger bodies grow it while they arrive, out of body_memory.
  std::size_t buffer_bytes = 128 * 1024;
  // What all grown buffers may take together, bytes: 503 above.
  std::size_t body_memory_bytes = 64 * 1024 * 1024;
  // Events of one NDJSON batch: 413 above.
  std::size_t batch_events = 10'000;

  // Open connections in all and of one address: further ones are answered 503 and closed.
  std::size_t connections = 4096;
  std::size_t connections_per_address = 1024;
  // Requests whose append is not answered: 503 above.
  std::size_t requests_in_flight = 65536;
  // Requests of one connection that wait for their answers: above, it is not read from.
  std::size_t pipeline_depth = 64;

  // From a request's first byte, or from the accept, to the end of its headers: 408.
  Duration head_timeout = std::chrono::seconds(10);
  // From the end of the headers to the end of the body: 408.
  Duration body_timeout = std::chrono::seconds(30);
  // Between two requests: closed without a word.
  Duration idle_timeout = std::chrono::seconds(60);
  // How long answers may wait for a client that does not read: closed.
  Duration write_timeout = std::chrono::seconds(30);
  // How long a refused client's bytes are still swallowed, so that it can read the answer.
  Duration linger = std::chrono::seconds(1);

  // Names, without port, by which clients may call this server; others are answered 403, so that a
  // web page cannot reach a loopback server through a name of its own (DNS rebinding). Empty: any.
  std::vector<std::string> hosts = {"localhost", "127.0.0.1", "[::1]"};

  void check() const;
};

}  // namespace uslkit
