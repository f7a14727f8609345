#include "scenario/trace_recorder.h"

#include <algorithm>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::seconds;

TimePoint at(Duration time) { return TimePoint(time); }

}  // namespace

TEST_CASE("a value that stays is recorded once") {
  TraceRecorder trace("admission/0 rate_per_s");
  for (int i = 0; i < 100; ++i) trace.record(at(seconds(i)), i < 40 ? 7 : 8);
  CHECK(trace.result().name == "admission/0 rate_per_s");
  CHECK(trace.result().time_s == std::vector<double>{0, 40});
  CHECK(trace.result().value == std::vector<double>{7, 8});
}

TEST_CASE("however often a value changes, the points are bounded, in order, and near the truth") {
  TraceRecorder trace("x");
  constexpr int kChanges = 100'000;
  for (int i = 0; i < kChanges; ++i) trace.record(at(seconds(i)), i);
  const TraceResult& result = trace.result();
  CHECK(result.value.size() <= TraceRecorder::kMostPoints);
  CHECK(result.value.size() > TraceRecorder::kMostPoints / 4);
  CHECK(result.time_s.size() == result.value.size());
  CHECK(std::ranges::is_sorted(result.time_s));
  CHECK(result.value.front() == 0);
  CHECK(result.value.back() == kChanges - 1);
  for (std::size_t i = 0; i < result.value.size(); ++i) {
    CHECK(result.value[i] >= result.time_s[i]);
    CHECK(result.value[i] - result.time_s[i] <= kChanges / 512.0);
    // Old changes are kept as densely as new ones.
    if (i > 0) CHECK(result.time_s[i] - result.time_s[i - 1] <= 4 * kChanges / 512.0);
  }
}

}  // namespace uslkit
