// sweep_row_archive: a SweepRow as JSON and back, bit for bit, so that another process can finish
// the sweep.
#pragma once

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "sim/sweep_row.h"

namespace uslkit {

[[nodiscard]] nlohmann::ordered_json sweep_row_to_json(const SweepRow& row);

// Throws InputError for anything that sweep_row_to_json did not write.
[[nodiscard]] SweepRow sweep_row_from_json(const JsonValue& value);

}  // namespace uslkit
