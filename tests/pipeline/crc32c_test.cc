#include "pipeline/log/crc32c.h"

#include <array>
#include <numeric>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

std::uint32_t crc_of(std::string_view text) { return crc32c(0, text.data(), text.size()); }

// RFC 3720, appendix B.4, and the check value of the CRC catalogue.
TEST_CASE("CRC32C has the published values") {
  std::string rising(32, '\0');
  std::iota(rising.begin(), rising.end(), '\0');
  const std::string falling(rising.rbegin(), rising.rend());
  CHECK(crc_of("123456789") == 0xE3069283U);
  CHECK(crc_of(std::string(32, '\0')) == 0x8A9136AAU);
  CHECK(crc_of(std::string(32, '\xff')) == 0x62A8AB43U);
  CHECK(crc_of(rising) == 0x46DD794EU);
  CHECK(crc_of(falling) == 0x113FDB5CU);
  CHECK(crc_of("") == 0);
  CHECK(crc32c_portable(0, "123456789", 9) == 0xE3069283U);
}

TEST_CASE("the instruction and the tables agree at every length and alignment") {
  if (!crc32c_has_instruction()) return;
  Random random(1, "crc32c");
  std::string bytes(20000, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.next_u32());
  for (std::size_t start = 0; start < 9; ++start) {
    for (std::size_t size = 0; size < 10000; size = size < 40 ? size + 1 : size + 97) {
      CHECK(crc32c_by_instruction(7, bytes.data() + start, size) ==
            crc32c_portable(7, bytes.data() + start, size));
    }
  }
}

TEST_CASE("a checksum can be continued") {
  const std::string text(5000, 'a');
  for (const std::size_t cut : {0, 1, 7, 8, 3071, 3072, 3073, 5000}) {
    const std::uint32_t first = crc32c(0, text.data(), cut);
    CHECK(crc32c(first, text.data() + cut, text.size() - cut) == crc_of(text));
  }
}

}  // namespace
}  // namespace uslkit
