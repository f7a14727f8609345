#include "pipeline/log/embedded_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace uslkit {

EmbeddedReader::EmbeddedReader(PartitionLog& log, std::int64_t buffer_bytes)
    : log_(log), buffer_(static_cast<std::size_t>(buffer_bytes)) {}

// Ends with records, or where there is nothing to read. Each round either takes records, passes
// batches before `from`, or enlarges the buffer: it cannot go round for ever.
LogStatus EmbeddedReader::read(LogOffset from, std::int64_t max_records) {
  records_.clear();
  begin_ = next_ = from;
  while (records_.empty() && max_records > 0) {
    const LogStatus found = log_.place(next_, place_);
    if (found != LogStatus::ok) return found;
    if (next_ >= place_.visible_end) return LogStatus::ok;
    const LogStatus read = read_chunk(static_cast<std::size_t>(max_records));
    if (read != LogStatus::ok) return read;
  }
  return LogStatus::ok;
}

LogStatus EmbeddedReader::read_chunk(std::size_t max_records) {
  const std::int64_t start = place_.position;
  const auto wanted =
      static_cast<std::size_t>(std::min<std::int64_t>(std::ssize(buffer_), place_.limit - start));
  const std::int64_t got =
      read_fully(place_.segment->file.number(), {buffer_.data(), wanted}, start);
  if (got != static_cast<std::int64_t>(wanted)) return report_damage(start);
  std::size_t at = 0;
  while (at < wanted && records_.size() < max_records) {
    const std::span<const char> rest(buffer_.data() + at, wanted - at);
    const std::int64_t position = start + static_cast<std::int64_t>(at);
    const std::optional<BatchHeader> batch = valid_batch(rest, place_.segment->salt);
    if (!batch) {
      const std::int64_t claimed = claimed_batch_bytes(rest, place_.segment->salt).value_or(0);
      const bool cut_header = rest.size() < sizeof(BatchHeader);
      const bool cut = cut_header || claimed > std::ssize(rest);
      if (!cut || position + claimed > place_.limit ||
          position + std::ssize(rest) == place_.limit) {
        return report_damage(position);
      }
      if (at == 0) buffer_.resize(static_cast<std::size_t>(claimed));
      return LogStatus::ok;
    }
    if (batch->base >= place_.visible_end && batch->count > 0) return LogStatus::ok;
    if (batch->base > next_ && (batch->flags & kFlagSkip) == 0) return report_damage(position);
    if ((batch->flags & kFlagSkip) != 0 && batch->base > next_ && !records_.empty()) {
      return LogStatus::ok;  // records() has no gaps
    }
    if (!take_batch(*batch, rest.data(), max_records)) return LogStatus::ok;
    at += batch->bytes;
    place_.position += batch->bytes;
    place_.offset = next_;
  }
  return LogStatus::ok;
}

// False when the batch goes on behind the last record that may be taken: it is read again then.
bool EmbeddedReader::take_batch(const BatchHeader& batch, const char* bytes,
                                std::size_t max_records) {
  if (batch.end() < next_ || (batch.end() == next_ && batch.count > 0)) return true;
  if (batch.count == 0) {
    next_ = std::max(next_, batch.base);
    if (records_.empty()) begin_ = next_;
    return true;
  }
  const char* at = bytes + sizeof batch;
  for (LogOffset offset = batch.base; offset < batch.end(); ++offset) {
    const LogRecord record = decode_record(at);
    if (offset < next_) continue;
    if (records_.size() == max_records) {
      place_.offset = next_;
      return false;
    }
    records_.push_back(record);
    next_ = offset + 1;
  }
  return true;
}

LogStatus EmbeddedReader::report_damage(std::int64_t position) {
  damaged_at_ = position;
  log_.count_damaged_read();
  if (records_.empty()) return LogStatus::damaged;
  return LogStatus::ok;  // what was read before it is whole; the next read meets it again
}

std::string EmbeddedReader::explain() const {
  if (damaged_at_ < 0 || place_.segment == nullptr) return {};
  return fmt::format("{}: a damaged batch at byte {}, which should hold offset {}",
                     place_.segment->path, damaged_at_, next_);
}

}  // namespace uslkit
