// ConcurrencyBuckets: from a log of finished requests, each with the concurrency at that moment, to
// one row per concurrency.
//
// Time is cut at the completions, and the piece before a completion belongs to that completion's N:
//
//   start ──2──┬────2────┬─4─┬───────2───────┬   (N of the request that ended the piece)
//              e1        e2  e3              e4
//
// The pieces add up to the whole span, so total completions / total time is the plain mean rate.
// The first `drop_first_s` seconds after every change of N can be left out as ramp-up. Completions
// may be out of order by up to kReorder entries. Memory is flat: kReorder entries and kMaxBuckets
// buckets.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <queue>
#include <string>
#include <vector>

#include "model/measurements.h"

namespace uslkit {

class ConcurrencyBuckets {
 public:
  static constexpr std::size_t kReorder = 1 << 16;
  static constexpr std::size_t kMaxBuckets = 10'000;

  struct Completion {
    double end_s = 0;
    double latency_s = 0;
    double concurrency = 0;
    bool succeeded = true;
    std::int64_t line = 0;
  };

  ConcurrencyBuckets(std::string source_name, double drop_first_s);

  void add(const Completion& completion);

  // Rows by ascending concurrency, and notes on what was left out. Ends the object's use.
  [[nodiscard]] Measurements take();

 private:
  struct Bucket {
    std::int64_t completions = 0;
    std::int64_t successes = 0;
    double latency_sum_s = 0;
    double time_s = 0;
    std::int64_t line = 0;
  };
  struct LaterEnd {
    bool operator()(const Completion& a, const Completion& b) const { return a.end_s > b.end_s; }
  };

  void pop();

  std::string source_name_;
  double drop_first_s_;
  std::priority_queue<Completion, std::vector<Completion>, LaterEnd> waiting_;
  std::map<double, Bucket> buckets_;
  double earliest_start_s_ = std::numeric_limits<double>::infinity();
  double clock_s_ = 0;       // end of the last piece
  double step_start_s_ = 0;  // when the current N began
  double step_ = -1;         // the current N
  bool started_ = false;
  std::int64_t dropped_ = 0;
};

}  // namespace uslkit
