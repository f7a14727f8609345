// extends: a scenario file that says `"extends": "other.json"` is a JSON merge patch (RFC 7386)
// over that file.
#pragma once

#include <span>
#include <string>

#include "scenario/migration.h"
#include "scenario/sourced_json.h"

namespace uslkit {

inline constexpr std::size_t kMaxExtends = 8;  // files in a chain

// The file with everything it extends put under it, each brought to the newest schema version. The
// name of an extended file is relative to the directory of the file that names it. `name` may be
// "-" for stdin, whose directory is the current one. Throws InputError for files that cannot be
// read, and for chains that are longer than kMaxExtends or run in a circle, which it prints.
[[nodiscard]] SourcedJson load_with_extends(const std::string& name,
                                            std::span<const MigrationStep> steps);

// The same for a text that is there already.
[[nodiscard]] SourcedJson load_text_with_extends(std::string text, const std::string& name,
                                                 std::span<const MigrationStep> steps);

}  // namespace uslkit
