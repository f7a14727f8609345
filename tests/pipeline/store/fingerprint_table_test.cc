#include "pipeline/store/fingerprint_table.h"

#include <map>
#include <utility>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

TEST_CASE("the table holds what its plain definition holds, through growth and removal") {
  for (const std::uint64_t distinct : {3, 50, 5000}) {  // fingerprints: few collide all the time
    FingerprintTable table;
    std::multimap<std::uint64_t, std::uint32_t> plain;
    Random random(distinct, "fingerprint table");
    for (std::uint32_t byte = 0; byte < 4000; ++byte) {
      const std::uint64_t fingerprint = random.index(distinct) * 0x9E3779B97F4A7C15ULL;
      if (random.index(3) == 0 && !plain.empty()) {
        const auto gone =
            std::next(plain.begin(),
                      static_cast<long>(random.index(std::min<std::size_t>(plain.size(), 20))));
        table.remove(gone->first, {1, gone->second});
        plain.erase(gone);
      } else {
        table.add(fingerprint, {1, byte});
        plain.emplace(fingerprint, byte);
      }
    }
    REQUIRE(table.size() == plain.size());
    for (const auto& [fingerprint, byte] : plain) {
      CHECK(table.contains(fingerprint, [&, wanted = byte](IdPlace place) {
        return place == IdPlace{1, wanted};
      }));
    }
    for (std::uint64_t i = 0; i < distinct; ++i) {
      const std::uint64_t fingerprint = i * 0x9E3779B97F4A7C15ULL;
      std::size_t asked = 0;
      (void)table.contains(fingerprint, [&](IdPlace) {
        ++asked;
        return false;
      });
      CHECK(asked == plain.count(fingerprint));
    }
  }
}

TEST_CASE("a million ids take between 21 and 43 bytes each") {
  FingerprintTable table;
  Random random(1, "fingerprints");
  for (std::uint32_t byte = 0; byte < 1'000'000; ++byte) table.add(random.next_u64(), {1, byte});
  CHECK(table.bytes() >= 21 * table.size());
  CHECK(table.bytes() <= 43 * table.size());
}

}  // namespace
}  // namespace uslkit
