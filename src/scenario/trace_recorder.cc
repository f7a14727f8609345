#include "scenario/trace_recorder.h"

#include <algorithm>

namespace uslkit {

void TraceRecorder::record(TimePoint now, double value) {
  if (!trace_.value.empty() && trace_.value.back() == value) return;
  if (!trace_.value.empty() && now - last_ < spacing_) {
    trace_.value.back() = value;
    return;
  }
  if (trace_.value.size() == kMostPoints) {
    thin_out();
    spacing_ = std::max(2 * spacing_, now.time_since_epoch() / int{kMostPoints / 2});
  }
  last_ = now;
  trace_.time_s.push_back(in_seconds(now));
  trace_.value.push_back(value);
}

// Keeps the points 1, 3, 5, ... so that the last one stays, and the first.
void TraceRecorder::thin_out() {
  std::size_t kept = 1;
  for (std::size_t i = 1; i < trace_.value.size(); i += 2) {
    trace_.time_s[kept] = trace_.time_s[i];
    trace_.value[kept] = trace_.value[i];
    ++kept;
  }
  trace_.time_s.resize(kept);
  trace_.value.resize(kept);
}

}  // namespace uslkit
