// store_driver: a consumer without a log, to be killed or cut off by a campaign.
//
//   store_driver apply  STORE SEED EVENTS   goes on from the stored offset in batches of any size,
//                                           some with an overlap; prints "acknowledged N" after
//                                           each commit, "done" at the end
//   store_driver verify STORE SEED EVENTS N exit 0 if the store holds exactly the effects of the
//                                           events below its offset, which must be >= N; else 1
// STORE is lmdb:DIRECTORY, lmdb-os:DIRECTORY or SCHEMA@URL of a PostgreSQL. Same seed, same events.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "tests/pipeline/store/driver_store.h"

namespace uslkit::store_test {
namespace {

void apply_all(StateStore& store, const EventStream& stream, std::uint64_t seed) {
  std::int64_t offset = store.offset(0);
  Random random(seed, static_cast<std::uint64_t>(offset));
  while (offset < stream.size()) {
    const std::int64_t overlap = static_cast<std::int64_t>(random.index(30));
    const std::int64_t from = std::max<std::int64_t>(0, offset - overlap);
    const std::int64_t next =
        std::min(stream.size(), offset + 1 + static_cast<std::int64_t>(random.index(400)));
    const OwnedBatch owned = stream.batch(from, next, StoreTime(std::chrono::seconds(offset)));
    (void)store.apply(0, owned.batch);
    offset = next;
    std::printf("acknowledged %lld\n", static_cast<long long>(offset));
    std::fflush(stdout);
  }
  store.close();
  std::printf("done\n");
}

int run(const std::vector<std::string>& arguments) {
  const std::uint64_t seed = std::stoull(arguments.at(2));
  const EventStream stream(driver_stream(seed, std::stoll(arguments.at(3))));
  const std::unique_ptr<StateStore> store = open_store(arguments.at(1));
  if (arguments.at(0) == "apply") {
    apply_all(*store, stream, seed);
    return 0;
  }
  const std::string wrong = verify(*store, stream, std::stoll(arguments.at(4)));
  std::printf("%s\n", wrong.empty() ? "exact" : wrong.c_str());
  return wrong.empty() ? 0 : 1;
}

}  // namespace
}  // namespace uslkit::store_test

int main(int argc, char** argv) {
  try {
    return uslkit::store_test::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "store_driver: %s\n", error.what());
    return 2;
  }
}
