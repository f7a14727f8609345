#include "base/wide_draws.h"

#include <vector>

#include <doctest/doctest.h>

#include "base/indexed_draw.h"
#include "tests/base/vector_widths.h"

namespace uslkit {
namespace {

TEST_CASE("every width of vector gives the words of one block after the other") {
  const PhiloxStream stream{{0xDEADBEEF, 0x12345678}, {0x0BADCAFE, 0xFFFFFFFF}};
  for (const VectorWidth width : vector_widths()) {
    // The second one carries from the low word of the counter into the high one, within a vector.
    for (const std::uint64_t first :
         {std::uint64_t{0}, std::uint64_t{0xFFFF'FFFE}, std::uint64_t{0xFFFF'FFFF'FFFF'FFFD}}) {
      for (std::size_t blocks = 0; blocks < 40; ++blocks) {
        std::vector<std::uint64_t> draws(2 * blocks + 1, 77);
        fill_philox(stream, first, draws.data(), blocks, width);
        for (std::size_t i = 0; i < blocks; ++i) {
          const std::array<std::uint64_t, 2> both = philox_pair(stream, first + i);
          CHECK(draws[2 * i] == both[0]);
          CHECK(draws[2 * i + 1] == both[1]);
        }
        CHECK(draws.back() == 77);  // nothing is written past the end
      }
    }
  }
}

TEST_CASE("every width of vector gives the exponentials of one draw after the other") {
  const PhiloxStream stream{{1, 2}, {3, 4}};
  constexpr std::size_t kCount = 100'001;
  std::vector<std::uint64_t> bits(kCount + 1);
  fill_philox(stream, 0, bits.data(), (kCount + 1) / 2, VectorWidth::kPortable);
  bits[0] = 0;
  bits[1] = ~std::uint64_t{0};
  for (const VectorWidth width : vector_widths()) {
    std::vector<double> draws(kCount + 1, 77);
    fill_exponentials(bits.data(), draws.data(), kCount, width);
    std::int64_t different = 0;
    for (std::size_t i = 0; i < kCount; ++i) {
      different += draws[i] == exponential_of_bits(bits[i]) ? 0 : 1;
    }
    CHECK(different == 0);
    CHECK(draws.back() == 77);
  }
}

}  // namespace
}  // namespace uslkit
