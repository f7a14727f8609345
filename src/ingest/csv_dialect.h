// What kind of table a text is, judged by its first lines: the delimiter and the names of a header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/reader.h"

namespace uslkit {

// The delimiter of a table of numbers: the first of tab ; | , that stands equally often in each of
// the first lines, else CsvTokenizer::kBlanks when blanks separate the fields, else ','.
// Semicolon goes before comma because "1;955,16" is a decimal comma.
[[nodiscard]] char detect_delimiter(std::string_view head);

// The fields of the first line that is neither blank nor a comment, trimmed and without quotes.
[[nodiscard]] std::vector<std::string> first_record(std::string_view head, char delimiter);

// Whether the first record holds all of these names.
[[nodiscard]] bool header_holds(const Sniff& sniff, const std::vector<std::string_view>& names);

// The first few lines that hold data, cut at the end of the head.
[[nodiscard]] std::vector<std::string_view> first_lines(std::string_view head, std::size_t count);

// Throws when the bytes are plainly no UTF-8 text table: UTF-16, compressed, or CR-only lines.
void refuse_foreign_encodings(const Sniff& sniff);

}  // namespace uslkit
