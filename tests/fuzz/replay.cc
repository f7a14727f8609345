// Replays files through the fuzz targets without a fuzzer, so that every build exercises them:
//   fuzz_replay TARGET DIRECTORY...
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "tests/fuzz/targets.h"

namespace uslkit {
namespace {

constexpr std::size_t kCuts = 16;  // every file is also fed cut off at so many places

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void replay(const NamedTarget& target, const std::string& bytes) {
  target.run(bytes);
  for (std::size_t cut = 0; cut < kCuts; ++cut) {
    target.run(std::string_view(bytes).substr(0, bytes.size() * cut / kCuts));
  }
}

std::size_t replay_directory(const NamedTarget& target, const char* directory) {
  std::size_t files = 0;
  for (const std::filesystem::directory_entry& entry :
       std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    replay(target, bytes_of(entry.path()));
    ++files;
  }
  return files;
}

int run(std::string_view name, std::span<char*> directories) {
  for (const NamedTarget& target : fuzz_targets()) {
    if (target.name != name) continue;
    std::size_t files = 0;
    for (const char* directory : directories) files += replay_directory(target, directory);
    fmt::print("{}: {} files replayed\n", name, files);
    return files > 0 ? 0 : 1;
  }
  fmt::print(stderr, "no fuzz target {}\n", name);
  return 2;
}

}  // namespace
}  // namespace uslkit

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: fuzz_replay TARGET DIRECTORY...\n", stderr);
    return 2;
  }
  return uslkit::run(argv[1], {argv + 2, argv + argc});
}
