#include "base/csv_tokenizer.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/check.h"
#include "base/number_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kFirstBufferBytes = 256u << 10;
constexpr std::size_t kBlock = 16;
constexpr std::size_t kPadding = 2 * kBlock;  // readable, harmless bytes behind the last one
constexpr std::size_t kNeedMore = static_cast<std::size_t>(-1);

// One bit per byte of a block that ends a field: the delimiter, a line feed, or a NUL (an error).
#if defined(__SSE2__)
class BlockScan {
 public:
  explicit BlockScan(char delimiter)
      : delimiter_(_mm_set1_epi8(delimiter)), newline_(_mm_set1_epi8('\n')) {}

  [[nodiscard]] std::uint32_t operator()(const char* at) const {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i ends =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter_), _mm_cmpeq_epi8(bytes, newline_));
    const __m128i nul = _mm_cmpeq_epi8(bytes, _mm_setzero_si128());
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(ends, nul)));
  }

 private:
  __m128i delimiter_;
  __m128i newline_;
};
#else
class BlockScan {
 public:
  explicit BlockScan(char delimiter) : delimiter_(delimiter) {}

  [[nodiscard]] std::uint32_t operator()(const char* at) const {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const bool ends = at[i] == delimiter_ || at[i] == '\n' || at[i] == '\0';
      mask |= static_cast<std::uint32_t>(ends) << i;
    }
    return mask;
  }

 private:
  char delimiter_;
};
#endif

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }

}  // namespace

CsvTokenizer::CsvTokenizer(ByteSource& source, Dialect dialect)
    : source_(&source),
      dialect_(dialect),
      buffer_(kFirstBufferBytes + kPadding),
      fields_(kMaxFields) {
  USLKIT_CHECK(dialect.delimiter != '\0' && dialect.delimiter != '\n' && dialect.delimiter != '"');
}

bool CsvTokenizer::next() {
  for (;;) {  // ends: every turn either reads more, skips a line, or returns
    begin_ = next_;
    if (begin_ == end_ && !refill()) return false;
    line_ = next_line_;
    bool needs_more = false;
    if (skip_line(needs_more)) continue;
    if (!needs_more) {
      const Outcome outcome = dialect_.delimiter == kBlanks ? split_at_blanks() : split();
      if (outcome == Outcome::kRecord) return true;
    }
    refill();  // without more bytes `ended_` is set, and the rest of the buffer is the last record
  }
}

// Moves the unfinished record to the front of the buffer and fills up behind it; false at the end.
bool CsvTokenizer::refill() {
  if (ended_) return false;
  const std::size_t kept = end_ - begin_;
  if (kept > kMaxRecordBytes) too_long();
  std::memmove(buffer_.data(), buffer_.data() + begin_, kept);
  begin_ = 0;
  next_ = 0;
  end_ = kept;
  if (kept > (buffer_.size() - kPadding) / 2) buffer_.resize(2 * buffer_.size());
  const std::size_t capacity = buffer_.size() - kPadding;
  while (end_ < capacity && !ended_) {
    const std::size_t count = source_->read({buffer_.data() + end_, capacity - end_});
    ended_ = count == 0;
    end_ += count;
  }
  std::memset(buffer_.data() + end_, ' ', kPadding);
  const bool first = next_line_ == 1 && line_ == 0;
  if (first && without_bom({buffer_.data(), end_}).size() < end_) begin_ = next_ = 3;
  return begin_ < end_;
}

// Passes over a comment or a blank line at begin_.
bool CsvTokenizer::skip_line(bool& needs_more) {
  const char* data = buffer_.data();
  std::size_t at = begin_;
  const bool tab_is_data = dialect_.delimiter == '\t';
  while (at < end_ && is_blank(data[at]) && !(tab_is_data && data[at] == '\t')) ++at;
  needs_more = at == end_ && !ended_;
  if (needs_more) return false;
  const bool comment = dialect_.comment != 0 && at < end_ && data[at] == dialect_.comment;
  const bool blank = at == end_ || data[at] == '\n';
  if (!comment && !blank) return false;
  const void* newline = std::memchr(data + at, '\n', end_ - at);
  needs_more = newline == nullptr && !ended_;
  if (needs_more) return false;
  next_ = newline == nullptr
              ? end_
              : static_cast<std::size_t>(static_cast<const char*>(newline) - data) + 1;
  ++next_line_;
  return true;
}

inline void CsvTokenizer::push(std::size_t from, std::size_t to) {
  if (count_ == kMaxFields) too_many_fields(from);
  fields_[count_++] = {buffer_.data() + from, to - from};
}

// One pass over the record in blocks of 16 bytes; quoted fields, being rare, leave the fast path.
CsvTokenizer::Outcome CsvTokenizer::split() {
  const BlockScan scan(dialect_.delimiter);
  const char* data = buffer_.data();
  count_ = 0;
  line_breaks_.clear();
  quoted_.clear();
  std::size_t field = begin_;
  std::size_t block = begin_;
  bool at_quote = data[field] == '"';
  for (;;) {  // ends: each turn moves on by a block or by a quoted field
    if (at_quote) {
      const std::size_t after = quoted_end(field);
      if (after == kNeedMore) return Outcome::kNeedMore;
      if (after == end_ || data[after] == '\n') {
        finish_record(after, after < end_);
        return Outcome::kRecord;
      }
      field = block = after + 1;
      at_quote = data[field] == '"' && field < end_;
      continue;
    }
    std::uint32_t ends = scan(data + block);
    while (ends != 0 && !at_quote) {
      const std::size_t at = block + static_cast<std::size_t>(std::countr_zero(ends));
      ends &= ends - 1;
      if (at >= end_) break;
      push(field, at);
      if (data[at] == '\n') {
        finish_record(at, true);
        return Outcome::kRecord;
      }
      if (data[at] == '\0') nul_byte(at);
      field = at + 1;
      at_quote = data[field] == '"' && field < end_;
    }
    if (at_quote) continue;
    block += kBlock;
    if (block < end_) continue;
    if (!ended_) return Outcome::kNeedMore;
    push(field, end_);
    finish_record(end_, false);
    return Outcome::kRecord;
  }
}

// Pushes the quoted field that opens at `open` and returns where what follows it stands: a
// delimiter, a line feed, or the end.
std::size_t CsvTokenizer::quoted_end(std::size_t open) {
  const char* data = buffer_.data();
  bool doubled = false;
  std::size_t at = open + 1;
  for (;; ++at) {  // ends: at most kMaxRecordBytes are in the buffer
    if (at >= end_) {
      if (!ended_) return kNeedMore;
      throw InputError({place_of_offset(open), "a quoted field that is never closed",
                        "a closing \" before the end of the file", "the file may be cut off"});
    }
    if (data[at] == '\n') line_breaks_.push_back(at);
    if (data[at] == '\0') nul_byte(at);
    if (data[at] != '"') continue;
    if (at + 1 == end_ && !ended_) return kNeedMore;
    if (at + 1 == end_ || data[at + 1] != '"') break;
    doubled = true;
    ++at;
  }
  if (doubled) quoted_.push_back(count_);
  push(open + 1, at);
  std::size_t after = at + 1;
  while (after < end_ && data[after] != dialect_.delimiter && is_blank(data[after])) ++after;
  if (after == end_) return ended_ ? end_ : kNeedMore;
  if (data[after] == '\n' || data[after] == dialect_.delimiter) return after;
  throw InputError({place_of_offset(after), "text after a closing quote", "the end of the field",
                    "write a quote inside a quoted field as \"\""});
}

CsvTokenizer::Outcome CsvTokenizer::split_at_blanks() {
  const char* data = buffer_.data();
  count_ = 0;
  line_breaks_.clear();
  quoted_.clear();
  const void* newline = std::memchr(data + begin_, '\n', end_ - begin_);
  if (newline == nullptr && !ended_) return Outcome::kNeedMore;
  const std::size_t end = newline == nullptr
                              ? end_
                              : static_cast<std::size_t>(static_cast<const char*>(newline) - data);
  const void* nul = std::memchr(data + begin_, '\0', end - begin_);
  if (nul != nullptr) {
    nul_byte(static_cast<std::size_t>(static_cast<const char*>(nul) - data));
  }
  std::size_t at = begin_;
  while (at < end) {
    while (at < end && is_blank(data[at])) ++at;
    const std::size_t field = at;
    while (at < end && !is_blank(data[at])) ++at;
    if (at > field) push(field, at);
  }
  finish_record(end, newline != nullptr);
  return Outcome::kRecord;
}

void CsvTokenizer::too_many_fields(std::size_t offset) const {
  throw InputError({place_of_offset(offset),
                    fmt::format("more than {} fields in one line", kMaxFields),
                    fmt::format("at most {} fields", kMaxFields), ""});
}

void CsvTokenizer::nul_byte(std::size_t offset) const {
  throw InputError({place_of_offset(offset), "a NUL byte", "text",
                    "the file looks binary; convert it to UTF-8 text"});
}

// From here on the record is complete: it will not be split again, so its bytes may be edited.
void CsvTokenizer::finish_record(std::size_t end, bool at_newline) {
  if (end - begin_ > kMaxRecordBytes) too_long();
  next_ = at_newline ? end + 1 : end;
  next_line_ = line_ + 1 + static_cast<std::int64_t>(line_breaks_.size());
  std::string_view& last = fields_[count_ - 1];
  if (last.ends_with('\r') && last.data() + last.size() == buffer_.data() + end) {
    last.remove_suffix(1);
  }
  for (const std::size_t field : quoted_) unquote(fields_[field]);
}

// Doubled quotes become single ones, in place.
void CsvTokenizer::unquote(std::string_view& field) {
  char* const text = buffer_.data() + (field.data() - buffer_.data());
  std::size_t length = 0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    text[length++] = field[i];
    if (field[i] == '"') ++i;
  }
  field = {text, length};
}

Place CsvTokenizer::place() const { return {.source = source_->name(), .line = line_}; }

Place CsvTokenizer::place(std::size_t field) const {
  if (field >= count_) return place();
  return place_of_offset(static_cast<std::size_t>(fields_[field].data() - buffer_.data()));
}

Place CsvTokenizer::place_of_offset(std::size_t offset) const {
  const std::vector<std::size_t>::const_iterator after =
      std::lower_bound(line_breaks_.begin(), line_breaks_.end(), offset);
  const std::size_t line_start = after == line_breaks_.begin() ? begin_ : *(after - 1) + 1;
  return {.source = source_->name(),
          .line = line_ + (after - line_breaks_.begin()),
          .column = static_cast<std::int64_t>(offset - line_start) + 1};
}

void CsvTokenizer::too_long() const {
  throw InputError({place(), fmt::format("a line of more than {} bytes", kMaxRecordBytes),
                    fmt::format("at most {} bytes in one line", kMaxRecordBytes),
                    "a quote may be unclosed, or the lines end in CR alone"});
}

}  // namespace uslkit
