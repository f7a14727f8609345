#include "tests/scenario_files/trajectory_hashes.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace uslkit {
namespace {

constexpr const char* kFile = "tests/scenario_files/trajectory_hashes.csv";
constexpr const char* kHeader = "scenario,trajectory_hash";

// Several tests may write their lines at the same time.
class FileLock {
 public:
  FileLock() : descriptor_(open(kFile, O_RDWR | O_CREAT, 0644)) {
    if (descriptor_ < 0 || flock(descriptor_, LOCK_EX) != 0) {
      throw std::runtime_error(fmt::format("cannot lock {}", kFile));
    }
  }
  ~FileLock() { close(descriptor_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace

TrajectoryHashes read_trajectory_hashes() {
  std::ifstream file(kFile);
  TrajectoryHashes hashes;
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t comma = line.find(',');
    if (line == kHeader || comma == std::string::npos) continue;
    hashes[line.substr(0, comma)] = line.substr(comma + 1);
  }
  return hashes;
}

void update_trajectory_hash(const std::string& name, std::uint64_t hash) {
  const FileLock lock;
  TrajectoryHashes hashes = read_trajectory_hashes();
  hashes[name] = hash_text(hash);
  std::ofstream file(kFile);
  file << kHeader << "\n";
  for (const auto& [scenario, text] : hashes) file << scenario << "," << text << "\n";
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> names;
  for (const std::filesystem::directory_entry& entry :
       std::filesystem::directory_iterator("scenarios")) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace uslkit
