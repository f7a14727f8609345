#include "pipeline/host/scratch_directory.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/input_error.h"

namespace uslkit {
namespace {

[[noreturn]] void cannot_make(const std::string& path, const std::string& why) {
  throw InputError({.place = {.source = path},
                    .found = "a directory that cannot be made: " + why,
                    .allowed = "a directory that this user may write to",
                    .hint = "name another one with --dir"});
}

}  // namespace

ScratchDirectory::ScratchDirectory(const std::string& path) : path_(path), own_(path.empty()) {
  std::error_code error;
  if (!own_) {
    std::filesystem::create_directories(path_, error);
    if (error) cannot_make(path_, error.message());
    return;
  }
  path_ = (std::filesystem::temp_directory_path(error) / "uslkit-run-XXXXXX").string();
  if (error || ::mkdtemp(path_.data()) == nullptr) cannot_make(path_, "mkdtemp failed");
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  if (own_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace uslkit
