// Golden files of the reports: compared byte by byte, written anew under USLKIT_UPDATE_GOLDEN.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/report/sample_fit.h"

namespace uslkit {

// Compares with the frozen bytes; USLKIT_UPDATE_GOLDEN=1 freezes them anew (then look at them).
inline void check_golden(const std::string& name, const std::string& bytes) {
  const std::string path = "tests/report/golden/" + name;
  if (std::getenv("USLKIT_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  CAPTURE(path);
  CHECK((file_bytes(path) == bytes));
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace uslkit
