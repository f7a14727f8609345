// NamedTable: a CSV file whose columns a tool named, read row by row by those names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_tokenizer.h"
#include "ingest/reader.h"

namespace uslkit {

class NamedTable {
 public:
  // Reads the header. The source must outlive the table. `tool` is named in messages.
  NamedTable(ByteSource& source, std::string tool, const IngestOptions& options);

  // The index of a column; column() throws when it is missing.
  [[nodiscard]] std::size_t column(std::string_view name) const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  // The next row; throws when it has another number of fields than the header.
  [[nodiscard]] bool next();

  [[nodiscard]] std::string_view text(std::size_t column) const;  // trimmed
  [[nodiscard]] double number(std::size_t column) const;
  [[nodiscard]] double number_at_least_0(std::size_t column) const;
  [[nodiscard]] Place place(std::size_t column) const { return csv_.place(column); }
  [[nodiscard]] std::int64_t line() const { return csv_.line(); }
  [[nodiscard]] const std::string& file() const { return csv_.source_name(); }
  [[nodiscard]] std::int64_t rows() const { return rows_; }  // so far

  // For a file that has a header and nothing a row can be made of.
  [[nodiscard]] InputError nothing_in(std::string_view wanted) const;

 private:
  CsvTokenizer csv_;
  std::string tool_;
  std::vector<std::string> names_;
  std::int64_t max_rows_;
  std::int64_t rows_ = 0;
};

}  // namespace uslkit
