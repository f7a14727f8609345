#include "run/call_journal.h"

namespace uslkit {

void CallJournal::record(JournalCall call, TimePoint now, std::span<const std::uint64_t> arguments,
                         std::span<const std::uint64_t> answer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (calls_ >= most_calls_) {
    complete_ = false;
    return;
  }
  ++calls_;
  words_.push_back(static_cast<std::uint64_t>(call) | arguments.size() << 8 | answer.size() << 36);
  words_.push_back(word_of(now.time_since_epoch().count()));
  words_.insert(words_.end(), arguments.begin(), arguments.end());
  words_.insert(words_.end(), answer.begin(), answer.end());
}

CallJournal::Entry CallJournal::entry_at(std::size_t at) const {
  const std::uint64_t head = words_[at];
  const std::size_t arguments = (head >> 8) & 0xFFFFFFF;
  const std::size_t answers = head >> 36;
  const std::span<const std::uint64_t> words(words_);
  return {.call = static_cast<JournalCall>(head & 0xFF),
          .now = TimePoint(Duration(static_cast<std::int64_t>(words_[at + 1]))),
          .arguments = words.subspan(at + kHeadWords, arguments),
          .answer = words.subspan(at + kHeadWords + arguments, answers)};
}

}  // namespace uslkit
