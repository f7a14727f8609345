#include "scenario/relative_file.h"

#include <filesystem>

namespace uslkit {

std::string resolve_file(const std::string& file, const std::string& named_in) {
  if (named_in == "-" || named_in.starts_with("--")) return file;
  return (std::filesystem::path(named_in).parent_path() / file).lexically_normal().string();
}

}  // namespace uslkit
