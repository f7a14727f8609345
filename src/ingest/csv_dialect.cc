#include "ingest/csv_dialect.h"

#include <algorithm>
#include <optional>

#include "base/csv_tokenizer.h"
#include "base/number_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kLinesToJudge = 16;

// How often the delimiter stands outside quotes.
std::size_t count_outside_quotes(std::string_view line, char delimiter) {
  std::size_t count = 0;
  bool quoted = false;
  for (const char byte : line) {
    if (byte == '"') quoted = !quoted;
    if (byte == delimiter && !quoted) ++count;
  }
  return count;
}

bool same_in_every_line(const std::vector<std::string_view>& lines, char delimiter) {
  const std::size_t first = count_outside_quotes(lines.front(), delimiter);
  if (first == 0) return false;
  return std::all_of(lines.begin(), lines.end(), [&](std::string_view line) {
    return count_outside_quotes(line, delimiter) == first;
  });
}

bool starts_with_bytes(std::string_view head, std::string_view bytes) {
  return head.starts_with(bytes);
}

}  // namespace

std::vector<std::string_view> first_lines(std::string_view head, std::size_t count) {
  std::vector<std::string_view> lines;
  while (!head.empty() && lines.size() < count) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    const std::string_view line = trimmed(head.substr(0, end));
    if (!line.empty() && line.front() != '#') lines.push_back(line);
    head.remove_prefix(std::min(end + 1, head.size()));
  }
  return lines;
}

char detect_delimiter(std::string_view head) {
  std::vector<std::string_view> lines = first_lines(without_bom(head), kLinesToJudge);
  if (lines.empty()) return ',';
  // The last line may be cut off by the end of the head, or by an early end of the file.
  if (lines.size() > 2) lines.pop_back();
  for (const char delimiter : {'\t', ';', '|', ','}) {
    if (same_in_every_line(lines, delimiter)) return delimiter;
  }
  for (const char delimiter : {'\t', ';', '|', ','}) {
    if (count_outside_quotes(lines.front(), delimiter) > 0) return delimiter;
  }
  return lines.front().find_first_of(" \t") == std::string_view::npos ? ',' : CsvTokenizer::kBlanks;
}

std::vector<std::string> first_record(std::string_view head, char delimiter) {
  const std::vector<std::string_view> lines = first_lines(without_bom(head), 1);
  std::vector<std::string> names;
  if (lines.empty()) return names;
  std::string_view rest = lines.front();
  while (names.size() < CsvTokenizer::kMaxFields) {
    const std::size_t end =
        delimiter == CsvTokenizer::kBlanks ? rest.find_first_of(" \t") : rest.find(delimiter);
    std::string_view name = trimmed(rest.substr(0, end));
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') {
      name = name.substr(1, name.size() - 2);
    }
    if (!name.empty() || delimiter != CsvTokenizer::kBlanks) names.emplace_back(name);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return names;
}

bool header_holds(const Sniff& sniff, const std::vector<std::string_view>& names) {
  const std::vector<std::string> header = first_record(sniff.head, ',');
  return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
    return std::find(header.begin(), header.end(), name) != header.end();
  });
}

void refuse_foreign_encodings(const Sniff& sniff) {
  const Place place{.source = std::string(sniff.file_name), .line = 1, .column = 1};
  if (starts_with_bytes(sniff.head, "\xFF\xFE") || starts_with_bytes(sniff.head, "\xFE\xFF")) {
    throw InputError({place, "UTF-16 text", "UTF-8 text",
                      "convert it: iconv -f UTF-16 -t UTF-8 FILE | uslkit ingest -"});
  }
  if (starts_with_bytes(sniff.head, "\x1F\x8B") ||
      starts_with_bytes(sniff.head, "\x28\xB5\x2F\xFD") ||
      starts_with_bytes(sniff.head, "PK\x03\x04")) {
    throw InputError(
        {place, "a compressed file", "text", "unpack it first: zcat FILE | uslkit ingest -"});
  }
  const bool has_cr = sniff.head.find('\r') != std::string_view::npos;
  if (has_cr && sniff.head.find('\n') == std::string_view::npos && sniff.head.size() > 1) {
    throw InputError({place, "lines that end in CR alone", "lines that end in LF or CR LF",
                      "convert them: tr '\\r' '\\n' < FILE | uslkit ingest -"});
  }
}

}  // namespace uslkit
