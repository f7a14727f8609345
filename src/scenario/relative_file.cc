#include "scenario/relative_file.h"

#include <filesystem>

#include <fmt/format.h>

namespace uslkit {

std::string resolve_file(const std::string& file, const std::string& named_in) {
  if (named_in == "-" || named_in.starts_with("--")) return file;
  return (std::filesystem::path(named_in).parent_path() / file).lexically_normal().string();
}

InputError::Parts fault_of_file(const InputError& error, const Place& named_at) {
  InputError::Parts parts = error.parts();
  if (parts.place.line != 0) return parts;
  parts.found = fmt::format("{}: {}", uslkit::quoted(parts.place.source), parts.found);
  if (parts.hint.empty()) parts.hint = "the name is relative to the file that states it";
  parts.place = named_at;
  return parts;
}

}  // namespace uslkit
