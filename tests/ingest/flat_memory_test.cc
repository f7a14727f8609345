// Proof that a CSV of any length is read in flat memory: the process caps its own address space,
// then reads a table that is made on the fly and is larger than the cap. argv[1] = megabytes,
// argv[2] = cap in megabytes.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <sys/resource.h>

#include "ingest/ingest.h"

namespace uslkit {
namespace {

// Rows over 64 different N, as text, over and over until `bytes` are out.
ByteSource endless_table(std::int64_t bytes) {
  std::string block;
  for (int n = 1; n <= 64; ++n) {
    for (int i = 0; i < 8; ++i) {
      block += std::to_string(n) + "," + std::to_string(1000 * n - 7 * n * n + i) + ".25\n";
    }
  }
  const std::string header = "n,throughput\n";
  return ByteSource::from_function(
      [=, sent = std::int64_t{0}, at = std::size_t{0}](std::span<char> buffer) mutable {
        if (sent == 0 && buffer.size() >= header.size()) {
          std::memcpy(buffer.data(), header.data(), header.size());
          sent += static_cast<std::int64_t>(header.size());
          return header.size();
        }
        if (sent >= bytes && at == 0) return std::size_t{0};
        const std::size_t count = std::min(buffer.size(), block.size() - at);
        std::memcpy(buffer.data(), block.data() + at, count);
        at = (at + count) % block.size();
        sent += static_cast<std::int64_t>(count);
        return count;
      },
      "endless.csv");
}

int run(std::int64_t megabytes, std::int64_t cap_megabytes) {
  const rlim_t cap = static_cast<rlim_t>(cap_megabytes) << 20;
  const rlimit limit{.rlim_cur = cap, .rlim_max = cap};
  if (::setrlimit(RLIMIT_AS, &limit) != 0) {
    std::perror("setrlimit");
    return 1;
  }
  const Measurements read = ingest_bytes(endless_table(megabytes << 20), {});
  const bool whole = read.sources.front().bytes >= megabytes << 20;
  std::printf("read %lld bytes into %zu rows within %lld MiB of address space\n",
              static_cast<long long>(read.sources.front().bytes), read.rows.size(),
              static_cast<long long>(cap_megabytes));
  return whole && read.rows.size() == 64 && read.notes.front().code == "rows-averaged" ? 0 : 1;
}

}  // namespace
}  // namespace uslkit

int main(int argc, char** argv) {
  const long megabytes = argc > 1 ? std::atol(argv[1]) : 0;
  const long cap = argc > 2 ? std::atol(argv[2]) : 0;
  if (megabytes <= 0 || cap <= 0) {
    std::fprintf(stderr, "usage: flat_memory_test MEGABYTES CAP_MEGABYTES\n");
    return 2;
  }
  return uslkit::run(megabytes, cap);
}
