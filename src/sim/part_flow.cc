#include "sim/part_flow.h"

namespace uslkit {

std::optional<std::size_t> PartOrder::next() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (given_ == options_.parts.size()) return std::nullopt;
  const std::size_t number = options_.parts[given_];
  const bool begins_group =
      given_ == 0 ? !options_.first_always
                  : number / options_.group != options_.parts[given_ - 1] / options_.group;
  if (begins_group && options_.stop != nullptr && *options_.stop) return std::nullopt;
  ++given_;
  return number;
}

void PartProgress::tell(std::size_t number, double fraction, std::int64_t requests,
                        double simulated_s) {
  if (!tell_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (number >= seen_.size()) seen_.resize(number + 1);
  Seen& seen = seen_[number];
  sum_ += fraction - seen.fraction;
  requests_ += requests - seen.requests;
  seen = {.fraction = fraction, .requests = requests};
  report(simulated_s);
}

void PartProgress::done(std::size_t number) {
  if (!tell_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (number >= seen_.size()) seen_.resize(number + 1);
  sum_ += 1 - seen_[number].fraction;
  seen_[number].fraction = 1;
  ++done_;
  report(0);
}

void PartProgress::report(double simulated_s) {
  tell_({.fraction = parts_ > 0 ? std::min(1.0, sum_ / static_cast<double>(parts_)) : 1,
         .requests = requests_,
         .simulated_s = simulated_s,
         .parts_done = done_,
         .parts = parts_});
}

}  // namespace uslkit
