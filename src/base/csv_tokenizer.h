// CsvTokenizer: splits a stream of bytes into records and fields, at memory speed and in flat
// memory.
//
// RFC 4180 with the usual liberties: any delimiter (or runs of blanks), CR LF or LF, "#" comment
// lines, blank lines skipped, quoted fields with doubled quotes and line breaks inside. The fields
// of a record are views into one buffer, valid until the next call of next(). Nothing is allocated
// per record.
//
// Limits, so that no input can exhaust memory: a record has at most kMaxRecordBytes and kMaxFields;
// a NUL byte, an unclosed quote or text after a closing quote is an InputError with its place.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/input_error.h"

namespace uslkit {

class CsvTokenizer {
 public:
  static constexpr std::size_t kMaxRecordBytes = 1 << 20;
  static constexpr std::size_t kMaxFields = 4096;
  static constexpr char kBlanks = ' ';  // as delimiter: any run of spaces and tabs

  struct Dialect {
    char delimiter = ',';
    char comment = '#';  // first byte of a line to skip; 0 = none
  };

  // The source must outlive the tokenizer. A UTF-8 byte order mark is skipped.
  CsvTokenizer(ByteSource& source, Dialect dialect);

  // The next record that is neither blank nor a comment; false at the end.
  [[nodiscard]] bool next();

  [[nodiscard]] std::span<const std::string_view> fields() const {
    return {fields_.data(), count_};
  }
  [[nodiscard]] std::int64_t line() const { return line_; }  // where the record starts, 1-based
  [[nodiscard]] Place place() const;
  [[nodiscard]] Place place(std::size_t field) const;
  [[nodiscard]] const std::string& source_name() const { return source_->name(); }

 private:
  enum class Outcome { kRecord, kNeedMore };

  bool refill();
  bool skip_line(bool& needs_more);
  [[nodiscard]] Outcome split();
  [[nodiscard]] Outcome split_at_blanks();
  [[nodiscard]] std::size_t quoted_end(std::size_t open_quote);
  void push(std::size_t from, std::size_t to);
  void finish_record(std::size_t end, bool at_newline);
  void unquote(std::string_view& field);
  [[nodiscard]] Place place_of_offset(std::size_t offset) const;
  [[noreturn]] void too_long() const;
  [[noreturn]] void too_many_fields(std::size_t offset) const;
  [[noreturn]] void nul_byte(std::size_t offset) const;

  ByteSource* source_;
  Dialect dialect_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of the record being split
  std::size_t end_ = 0;    // of the bytes in the buffer
  std::size_t next_ = 0;   // where the record after this one begins
  bool ended_ = false;

  std::vector<std::string_view> fields_;
  std::size_t count_ = 0;
  std::vector<std::size_t> line_breaks_;  // offsets of line breaks inside the record's quotes
  std::vector<std::size_t> quoted_;       // indices of fields to unquote
  std::int64_t line_ = 0;
  std::int64_t next_line_ = 1;
};

}  // namespace uslkit
