#include "pipeline/log/log.h"

#include <algorithm>

namespace uslkit {

std::string_view name_of(LogStatus status) {
  switch (status) {
    case LogStatus::ok:
      return "ok";
    case LogStatus::busy:
      return "busy";
    case LogStatus::disk_full:
      return "disk full";
    case LogStatus::too_large:
      return "too large";
    case LogStatus::stopped:
      return "stopped";
    case LogStatus::closed:
      return "closed";
    case LogStatus::out_of_range:
      return "out of range";
    case LogStatus::damaged:
      return "damaged";
    case LogStatus::not_supported:
      return "not supported";
  }
  return "";
}

LogStatus Log::commit_offset(std::string_view, int, LogOffset) { return LogStatus::not_supported; }

LogStatus Log::fetch_offset(std::string_view, int, LogOffset&) { return LogStatus::not_supported; }

std::int64_t Log::lag(int partition, LogOffset next) const {
  const OffsetRange range = known_offsets(partition);
  return std::max<std::int64_t>(0, range.end - std::max(next, range.begin));
}

}  // namespace uslkit
