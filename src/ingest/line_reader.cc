#include "ingest/line_reader.h"

#include <utility>

#include <fmt/format.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{256} * 1024;

[[noreturn]] void throw_too_long(Place place) {
  throw InputError({.place = std::move(place),
                    .found = fmt::format("a line longer than {} bytes", LineReader::kMaxLineBytes),
                    .allowed = "shorter lines"});
}

}  // namespace

std::optional<std::string_view> LineReader::next() {
  std::size_t searched = used_;
  std::size_t end = buffer_.find('\n', searched);
  while (end == std::string::npos) {
    if (buffer_.size() - used_ > kMaxLineBytes) {
      throw_too_long({.source = source_.name(), .line = line_ + 1});
    }
    searched = buffer_.size() - used_;  // fill() moves the rest to the front
    if (!fill()) break;
    end = buffer_.find('\n', searched);
  }
  if (used_ == buffer_.size()) return std::nullopt;
  std::string_view line =
      std::string_view(buffer_).substr(used_, end == std::string::npos ? end : end - used_);
  used_ = end == std::string::npos ? buffer_.size() : end + 1;
  if (++line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool LineReader::fill() {
  buffer_.erase(0, used_);
  used_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + kChunkBytes);
  const std::size_t got = source_.read(std::span(buffer_).subspan(kept));
  buffer_.resize(kept + got);
  return got > 0;
}

}  // namespace uslkit
