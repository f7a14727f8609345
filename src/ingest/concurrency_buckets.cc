#include "ingest/concurrency_buckets.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/number_text.h"
#include "ingest/reader.h"

namespace uslkit {

ConcurrencyBuckets::ConcurrencyBuckets(std::string source_name, double drop_first_s)
    : source_name_(std::move(source_name)), drop_first_s_(drop_first_s) {}

void ConcurrencyBuckets::add(const Completion& completion) {
  earliest_start_s_ = std::min(earliest_start_s_, completion.end_s - completion.latency_s);
  waiting_.push(completion);
  if (waiting_.size() > kReorder) pop();
}

void ConcurrencyBuckets::pop() {
  const Completion completion = waiting_.top();
  waiting_.pop();
  if (!started_) {
    clock_s_ = earliest_start_s_;
    started_ = true;
  }
  if (completion.concurrency != step_) {  // a stored value, not a computed one
    step_ = completion.concurrency;
    step_start_s_ = clock_s_;
  }
  const double counted_from_s = std::max(clock_s_, step_start_s_ + drop_first_s_);
  clock_s_ = std::max(clock_s_, completion.end_s);
  if (completion.end_s < step_start_s_ + drop_first_s_) {
    ++dropped_;
    return;
  }
  Bucket& bucket = buckets_[completion.concurrency];
  if (buckets_.size() > kMaxBuckets) {
    const Place place{.source = source_name_, .line = completion.line};
    throw InputError({place, fmt::format("more than {} different N", kMaxBuckets),
                      fmt::format("at most {} different N", kMaxBuckets), ""});
  }
  if (bucket.completions == 0) bucket.line = completion.line;
  ++bucket.completions;
  bucket.successes += completion.succeeded ? 1 : 0;
  bucket.latency_sum_s += completion.latency_s;
  bucket.time_s += std::max(0.0, completion.end_s - counted_from_s);
}

Measurements ConcurrencyBuckets::take() {
  while (!waiting_.empty()) pop();
  Measurements result;
  for (const auto& [concurrency, bucket] : buckets_) {
    if (bucket.time_s <= 0) {
      add_note(result, "bucket-without-time",
               fmt::format("{}: N = {} left out: no time passed at it", source_name_,
                           format_number(concurrency)));
      continue;
    }
    const double completions = static_cast<double>(bucket.completions);
    const double successes = static_cast<double>(bucket.successes);
    result.rows.push_back({.concurrency = concurrency,
                           .throughput = successes / bucket.time_s,
                           .latency_s = bucket.latency_sum_s / completions,
                           .throughput_sd = {},
                           .target_throughput = {},
                           .error_ratio = 1 - successes / completions,
                           .duration_s = bucket.time_s,
                           .line = bucket.line,
                           .source = 0,
                           .label = {}});
  }
  if (dropped_ > 0) {
    add_note(result, "ramp-up-dropped",
             fmt::format("{}: {} requests in the first {} s after a change of N left out",
                         source_name_, dropped_, format_number(drop_first_s_)));
  }
  return result;
}

}  // namespace uslkit
