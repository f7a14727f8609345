// csv_header: where a named column of a CSV file stands.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/csv_tokenizer.h"

namespace uslkit {

// Of the row that was read last, the header. Throws InputError at its place where there is no such
// column; `allowed` names those that are wanted: "time_s and rate_per_s".
[[nodiscard]] std::size_t column_named(const CsvTokenizer& csv, std::string_view name,
                                       std::string_view allowed);

}  // namespace uslkit
