#include "policy/recommendation_window.h"

#include <algorithm>
#include <cstdint>

#include "base/check.h"

namespace uslkit {
namespace {

// A day of seconds would fit ten thousand; more precision than this in time helps nobody.
constexpr std::int64_t kMostEntries = 4096;

std::size_t ring_size(const RecommendationWindowOptions& options) {
  options.check();
  return static_cast<std::size_t>(std::min(options.window / options.period, kMostEntries - 2) + 2);
}

}  // namespace

void RecommendationWindowOptions::check() const {
  USLKIT_CHECK(window >= Duration{0});
  USLKIT_CHECK(period > Duration{0});
}

RecommendationWindow::RecommendationWindow(const RecommendationWindowOptions& options)
    : window_(options.window), ring_(ring_size(options)) {}

int RecommendationWindow::largest_with(TimePoint now, int recommendation) {
  while (size_ > 0 && now - entry(0).at > window_) {
    first_ = (first_ + 1) % ring_.size();
    --size_;
  }
  // What is smaller and older than the newest will never be the largest again.
  while (size_ > 0 && entry(size_ - 1).value <= recommendation) --size_;
  if (size_ == ring_.size()) {
    entry(size_ - 1).at = now;
  } else {
    entry(size_) = {now, recommendation};
    ++size_;
  }
  return entry(0).value;
}

}  // namespace uslkit
