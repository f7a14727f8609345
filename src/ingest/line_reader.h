// LineReader: the lines of a source one by one, in memory as flat as its longest line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_source.h"

namespace uslkit {

class LineReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 4u << 20;  // longer lines are an InputError

  explicit LineReader(ByteSource& source) : source_(source) {}

  // The next line without its end ("\n" or "\r\n"), valid until the next call. A byte order mark at
  // the front is left out.
  [[nodiscard]] std::optional<std::string_view> next();

  [[nodiscard]] std::int64_t line() const { return line_; }  // 1-based number of the last line
  [[nodiscard]] const std::string& name() const { return source_.name(); }

 private:
  bool fill();

  ByteSource& source_;
  std::string buffer_;
  std::size_t used_ = 0;  // bytes of the buffer already handed out
  std::int64_t line_ = 0;
};

}  // namespace uslkit
