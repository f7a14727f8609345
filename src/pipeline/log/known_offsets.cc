#include "pipeline/log/known_offsets.h"

#include <algorithm>

namespace uslkit {

KnownOffsets::KnownOffsets(int partitions, Duration refresh, Ask ask)
    : refresh_(refresh), ask_(std::move(ask)), known_(static_cast<std::size_t>(partitions)) {
  ask_all();
  thread_ = std::thread([this] { run(); });
}

KnownOffsets::~KnownOffsets() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

OffsetRange KnownOffsets::of(int partition) const {
  const std::lock_guard lock(mutex_);
  return known_[static_cast<std::size_t>(partition)];
}

void KnownOffsets::extend(int partition, LogOffset end) {
  const std::lock_guard lock(mutex_);
  OffsetRange& known = known_[static_cast<std::size_t>(partition)];
  known.end = std::max(known.end, end);
}

OffsetRange KnownOffsets::learn(int partition, const OffsetRange& range) {
  const std::lock_guard lock(mutex_);
  OffsetRange& known = known_[static_cast<std::size_t>(partition)];
  known = {.begin = std::max(known.begin, range.begin), .end = std::max(known.end, range.end)};
  return known;
}

void KnownOffsets::ask_all() {
  for (int partition = 0; partition < std::ssize(known_); ++partition) {
    if (is_ending()) return;  // a server that is away takes its time
    const std::optional<OffsetRange> range = ask_(partition);
    if (range) (void)learn(partition, *range);
  }
}

bool KnownOffsets::is_ending() const {
  const std::lock_guard lock(mutex_);
  return ending_;
}

void KnownOffsets::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, refresh_, [this] { return ending_; })) {
    lock.unlock();
    ask_all();
    lock.lock();
  }
}

}  // namespace uslkit
