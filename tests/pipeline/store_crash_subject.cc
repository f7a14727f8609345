// The state store on LMDB as the subject of crash_campaign: applies a stream that can be computed
// anew, some batches with an overlap, and is later compared with what the stream comes to.
//
//   store_crash_subject work DIRECTORY SEED   goes on from the stored offset, writes every offset
//                                             that is stored to stdout
//   store_crash_subject verify DIRECTORY      those of all rounds from stdin
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include <unistd.h>

#include "tests/pipeline/store/driver_store.h"

namespace uslkit::store_test {
namespace {

constexpr std::int64_t kEvents = 12'000;
constexpr std::uint64_t kStream = 11;  // rounds of one directory share it
constexpr int kDiskFailedExit = 3;

void tell(std::int64_t offset) {
  if (::write(STDOUT_FILENO, &offset, sizeof offset) != ssize_t{sizeof offset}) std::abort();
}

int work(const std::string& directory, std::uint64_t seed) {
  const EventStream stream(driver_stream(kStream, kEvents));
  const std::unique_ptr<StateStore> store = open_store("lmdb:" + directory + "/store");
  Random random(seed, "crash subject");
  for (std::int64_t offset = store->offset(0); offset < stream.size();) {
    const std::int64_t overlap = static_cast<std::int64_t>(random.index(10));
    const std::int64_t from = std::max<std::int64_t>(0, offset - overlap);
    const std::int64_t next =
        std::min(stream.size(), offset + 1 + static_cast<std::int64_t>(random.index(60)));
    const OwnedBatch owned = stream.batch(from, next, StoreTime(std::chrono::seconds(offset)));
    (void)store->apply(0, owned.batch);
    offset = next;
    tell(offset);
  }
  store->close();
  return 0;
}

int verify(const std::string& directory) {
  std::int64_t acknowledged = 0;
  std::int64_t told = 0;
  while (std::fread(&told, sizeof told, 1, stdin) == 1) acknowledged = std::max(acknowledged, told);
  const EventStream stream(driver_stream(kStream, kEvents));
  const std::unique_ptr<StateStore> store = open_store("lmdb:" + directory + "/store");
  const std::int64_t offset = store->offset(0);
  const std::int64_t expected = stream.expected(offset).counts.applied;
  std::int64_t counted = 0;
  std::int64_t order_breaks = 0;
  store->visit_states(0, [&](std::string_view, const KeyState& state) {
    counted += state.count;
    order_breaks += state.order_breaks;
  });
  const std::string wrong = store_test::verify(*store, stream, acknowledged);
  std::printf("acknowledged=%lld lost=%lld twice=%lld out_of_order=%lld\n%s\n",
              static_cast<long long>(acknowledged),
              static_cast<long long>(
                  std::max<std::int64_t>({0, acknowledged - offset, expected - counted})),
              static_cast<long long>(std::max<std::int64_t>(0, counted - expected)),
              static_cast<long long>(order_breaks), wrong.c_str());
  return wrong.empty() ? 0 : 1;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() >= 4 && arguments[1] == "work") {
    return work(arguments[2], std::strtoull(arguments[3].c_str(), nullptr, 10));
  }
  if (arguments.size() >= 3 && arguments[1] == "verify") return verify(arguments[2]);
  std::fprintf(stderr, "usage: store_crash_subject work DIRECTORY SEED | verify DIRECTORY\n");
  return 2;
}

}  // namespace
}  // namespace uslkit::store_test

int main(int count, char** values) {
  const bool works = count > 1 && std::string(values[1]) == "work";
  try {
    return uslkit::store_test::run({values, values + count});
  } catch (const std::exception& error) {
    std::fprintf(works ? stderr : stdout, "%s\n", error.what());
    return works ? uslkit::store_test::kDiskFailedExit : 1;
  }
}
