#include "scenario/csv_header.h"

#include <span>

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/number_text.h"

namespace uslkit {

std::size_t column_named(const CsvTokenizer& csv, std::string_view name, std::string_view allowed) {
  const std::span<const std::string_view> fields = csv.fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (trimmed(fields[i]) == name) return i;
  }
  throw InputError({.place = csv.place(),
                    .found = fmt::format("no column \"{}\"", name),
                    .allowed = fmt::format("a header line with the columns {}", allowed)});
}

}  // namespace uslkit
