// Small files of a test.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "tests/pipeline/temporary_directory.h"

namespace uslkit::test {

inline std::string file_in(const TemporaryDirectory& directory, const std::string& name) {
  return directory.path() + "/" + name;
}

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace uslkit::test
