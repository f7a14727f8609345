// A directory that is there for one test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace uslkit::test {

// memory: where nothing depends on a disk, and a disk would only make the test slow.
enum class Medium { disk, memory };

class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(Medium medium = Medium::disk) {
    const std::filesystem::path memory = "/dev/shm";
    const bool in_memory = medium == Medium::memory && std::filesystem::is_directory(memory);
    const std::filesystem::path root = in_memory ? memory : std::filesystem::temp_directory_path();
    std::string name = (root / "uslkit-test-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace uslkit::test
