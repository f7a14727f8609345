#include "scenario/extends.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/input_error.h"
#include "scenario/value_text.h"

namespace uslkit {
namespace {

// The files from the first one down to the one that is being read.
struct Chain {
  std::vector<std::string> names;       // as the user wrote them
  std::vector<std::string> identities;  // the same for every spelling of a name

  [[nodiscard]] std::string text(const std::string& next) const {
    std::string result;
    for (const std::string& name : names) result += name + " -> ";
    return result + next;
  }
};

std::string identity_of(const std::string& name) {
  std::error_code ignored;  // a name that cannot be resolved stands for itself
  const std::filesystem::path path = std::filesystem::weakly_canonical(name, ignored);
  return ignored ? name : path.string();
}

std::string read_file(const std::string& name) {
  ByteSource source = ByteSource::open(name);
  return source.read_all(SourcedJson::kMaxBytes);
}

[[noreturn]] void cannot_extend(const SourcedJson& file, std::string found, std::string allowed,
                                std::string hint) {
  throw InputError({.place = file.place_of("/extends"),
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

std::string base_name(const SourcedJson& file, const std::string& name) {
  const Json& extends = *file.find("/extends");
  if (!extends.is_string() || extends.get_ref<const std::string&>().empty()) {
    cannot_extend(file, found_text(extends), "the name of a scenario file", "");
  }
  const std::filesystem::path directory =
      name == "-" ? std::filesystem::path() : std::filesystem::path(name).parent_path();
  return (directory / extends.get<std::string>()).lexically_normal().string();
}

// The file that `file` extends, or why it cannot be: at the place that names it.
std::string read_base(const SourcedJson& file, const std::string& base, const Chain& chain) {
  const std::string identity = identity_of(base);
  if (std::find(chain.identities.begin(), chain.identities.end(), identity) !=
      chain.identities.end()) {
    cannot_extend(file, fmt::format("a circle: {}", chain.text(base)),
                  "files that do not extend themselves", "");
  }
  if (chain.names.size() >= kMaxExtends) {
    cannot_extend(file, fmt::format("a chain of {} files: {}", kMaxExtends + 1, chain.text(base)),
                  fmt::format("at most {} files", kMaxExtends), "");
  }
  try {
    return read_file(base);
  } catch (const InputError& error) {
    cannot_extend(file, fmt::format("{}: {}", uslkit::quoted(base), error.parts().found),
                  error.parts().allowed, "the name is relative to the file that states it");
  }
}

SourcedJson load(std::string text, const std::string& name, std::span<const MigrationStep> steps,
                 Chain chain) {
  SourcedJson file = SourcedJson::parse(std::move(text), name);
  migrate(file, steps);
  if (file.find("/extends") == nullptr) return file;
  chain.names.push_back(name);
  chain.identities.push_back(identity_of(name));
  const std::string base = base_name(file, name);
  SourcedJson result = load(read_base(file, base, chain), base, steps, chain);
  file.erase("/extends");
  result.merge(file);
  return result;
}

}  // namespace

SourcedJson load_with_extends(const std::string& name, std::span<const MigrationStep> steps) {
  return load(read_file(name), name, steps, {});
}

SourcedJson load_text_with_extends(std::string text, const std::string& name,
                                   std::span<const MigrationStep> steps) {
  return load(std::move(text), name, steps, {});
}

}  // namespace uslkit
