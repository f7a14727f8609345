// tally_archive: a RunTally as JSON and back, bit for bit, so that another process can finish what
// this one began.
#pragma once

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "run/run_tally.h"

namespace uslkit {

[[nodiscard]] nlohmann::ordered_json tally_to_json(const RunTally& tally);

// Throws InputError for anything that tally_to_json did not write.
[[nodiscard]] RunTally tally_from_json(const JsonValue& value);

}  // namespace uslkit
