#include "pipeline/ingress/latency_buckets.h"

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("each latency lies in its bucket, and buckets grow by at most an eighth") {
  for (std::int64_t ns = 1024; ns < (std::int64_t{1} << 36); ns += 1 + ns / 37) {
    const std::size_t bucket = latency_bucket(Duration{ns});
    CHECK(Duration{ns} < latency_bucket_end(bucket));
    if (bucket > 0) {
      CHECK(Duration{ns} >= latency_bucket_end(bucket - 1));
      CHECK(latency_bucket_end(bucket).count() <= latency_bucket_end(bucket - 1).count() * 9 / 8);
    }
  }
  CHECK(latency_bucket(Duration{0}) == 0);
  CHECK(latency_bucket(Duration{-1}) == 0);
  CHECK(latency_bucket(std::chrono::hours(1000)) == kLatencyBuckets - 1);
}

TEST_CASE("a quantile is the end of the bucket that holds it") {
  LatencyBuckets buckets;
  for (int i = 1; i <= 1000; ++i) buckets.record(std::chrono::microseconds(i * 10));
  LatencyCounts counts{};
  buckets.add_to(counts);
  const double p99 = in_seconds(latency_quantile(counts, 0.99));
  CHECK(p99 >= 0.0099);
  CHECK(p99 <= 0.0099 * 1.126);
  CHECK(latency_quantile(LatencyCounts{}, 0.99) == Duration{0});
}

}  // namespace uslkit
