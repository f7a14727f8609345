// libFuzzer's entry to one target.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/http_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  uslkit::fuzz_http({reinterpret_cast<const char*>(data), size});
  return 0;
}
