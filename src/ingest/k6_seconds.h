// K6Seconds: k6's stream of samples, summed second by second, then by number of virtual users.
//
// k6 prints the gauge `vus` once a second; it holds until the next print, and the first print also
// holds backwards. One row per number of users: X = successful requests per second spent at it.
// That is valid for closed models (constant-vus, ramping-vus); with an arrival-rate executor users
// are a pool, not N. Memory: one entry per second of the run, at most kMaxSeconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/input_error.h"
#include "model/measurements.h"

namespace uslkit {

class K6Seconds {
 public:
  static constexpr std::size_t kMaxSeconds = 1'000'000;  // eleven days

  // `time_s` since 1970; `place` is where the sample stands.
  void add_users(double time_s, double users, const Place& place);
  void add_requests(double time_s, double count, bool failed, const Place& place);
  void add_latency(double time_s, double milliseconds, const Place& place);

  [[nodiscard]] bool has_requests() const;

  // Rows by ascending N; 0 where no `vus` sample was seen. The first `drop_first_s` seconds after
  // every change of N are left out.
  [[nodiscard]] Measurements rows(double drop_first_s) const;

 private:
  struct Second {
    double requests = 0;
    double failed = 0;
    double latency_sum_s = 0;
    double latencies = 0;
    std::optional<double> users;
    std::int64_t line = 0;
  };
  struct Total {
    Second sum;
    double duration_s = 0;
  };

  [[nodiscard]] Second& second_at(double time_s, const Place& place);
  [[nodiscard]] std::map<double, Total> totals_by_users(double drop_first_s) const;

  std::map<std::int64_t, Second> seconds_;
};

}  // namespace uslkit
