#include "ingest/named_table.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/spelling.h"

namespace uslkit {

NamedTable::NamedTable(ByteSource& source, std::string tool, const IngestOptions& options)
    : csv_(source, {.delimiter = options.delimiter == 0 ? ',' : options.delimiter, .comment = 0}),
      tool_(std::move(tool)),
      max_rows_(options.max_rows) {
  if (!csv_.next()) {
    throw InputError(
        {{.source = source.name()}, "an empty file", fmt::format("{} with its header", tool_), ""});
  }
  for (const std::string_view name : csv_.fields()) names_.emplace_back(trimmed(name));
}

std::optional<std::size_t> NamedTable::find(std::string_view name) const {
  const std::vector<std::string>::const_iterator at = std::find(names_.begin(), names_.end(), name);
  if (at == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - names_.begin());
}

std::size_t NamedTable::column(std::string_view name) const {
  if (const std::optional<std::size_t> index = find(name)) return *index;
  const std::optional<std::string> meant = did_you_mean(name, names_);
  throw InputError(
      {{.source = file(), .line = 1},
       fmt::format("no column {}", uslkit::quoted(name)),
       fmt::format("{} with a column {}", tool_, uslkit::quoted(name)),
       meant ? fmt::format("did {} change its name?", uslkit::quoted(*meant))
             : "the header may be missing, or the tool may be set to leave the column out"});
}

bool NamedTable::next() {
  if (!csv_.next()) return false;
  ++rows_;
  if (max_rows_ > 0 && rows_ > max_rows_) {
    throw InputError({csv_.place(), fmt::format("more than {} rows", max_rows_),
                      fmt::format("at most {} rows, as --max-rows says", max_rows_),
                      "raise --max-rows"});
  }
  const std::size_t count = csv_.fields().size();
  if (count == names_.size()) return true;
  throw InputError({csv_.place(count), fmt::format("{} field{}", count, count == 1 ? "" : "s"),
                    fmt::format("{} fields, as the header has", names_.size()),
                    "the file may be cut off"});
}

std::string_view NamedTable::text(std::size_t column) const {
  return trimmed(csv_.fields()[column]);
}

double NamedTable::number(std::size_t column) const {
  const std::optional<double> value = try_parse_number(csv_.fields()[column]);
  if (!value) throw bad_number(csv_.fields()[column], csv_.place(column));
  return *value;
}

double NamedTable::number_at_least_0(std::size_t column) const {
  const double value = number(column);
  if (value < 0) {
    throw InputError({csv_.place(column), uslkit::quoted(text(column)),
                      fmt::format("{} of 0 or more", names_[column]), ""});
  }
  return value;
}

InputError NamedTable::nothing_in(std::string_view wanted) const {
  return InputError({{.source = file()},
                     fmt::format("{} rows, none usable", rows_),
                     fmt::format("{} with {}", tool_, wanted),
                     ""});
}

}  // namespace uslkit
