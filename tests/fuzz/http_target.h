// The pipeline's requests under a fuzzer: the way from bytes to placed events, without a socket.
#pragma once

#include <string_view>

namespace uslkit {

// The bytes of one connection. Requests and refusal must be the same in one piece and byte by byte;
// every body goes through the validator, whose events must lie within it, and whose faults must
// have a text.
void fuzz_http(std::string_view bytes);

}  // namespace uslkit
