// NeededConsumers: how many consumers a load needs, and how many are of use at all.
#pragma once

#include <cstdint>

#include "model/usl.h"

namespace uslkit {

class NeededConsumers {
 public:
  struct Options {
    UslParameters capacity{};
    std::int64_t places = 1;          // >= 1: who has none sits idle
    double target_utilization = 0.7;  // in (0, 1]
  };
  explicit NeededConsumers(const Options& options);

  // The smallest n >= 1 with u X(n) >= rate; most_useful() where there is none.
  [[nodiscard]] std::int64_t for_rate(double rate) const;
  [[nodiscard]] bool serves(double rate) const { return rate <= most_at_target_; }

  // One more would add nothing: past the peak of the curve, or without a place.
  [[nodiscard]] std::int64_t most_useful() const { return most_useful_; }
  [[nodiscard]] bool peak_binds() const { return peak_binds_; }
  // Of so many; those without a place add nothing. 0 consumers serve nothing.
  [[nodiscard]] double throughput(double consumers) const;

 private:
  Options options_;
  std::int64_t most_useful_;
  bool peak_binds_ = false;
  double most_at_target_;
};

}  // namespace uslkit
