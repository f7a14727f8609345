#include "sim/log_writer.h"

#include <algorithm>

namespace uslkit {

LogWriter::LogWriter(const LogSpec& log, Duration pull)
    : pull_(pull),
      limited_(log.throughput_limit || log.bandwidth),
      append_ns_(log.throughput_limit ? 1e9 / (log.throughput_limit->per_second) : 0),
      byte_ns_(log.bandwidth
                   ? 1e9 / log.bandwidth->bytes_per_second * static_cast<double>(log.replication)
                   : 0),
      broker_free_(static_cast<std::size_t>(log.brokers), 0.0) {}

TimePoint LogWriter::through_limits(TimePoint at, std::uint32_t partition, double bytes) {
  double done = static_cast<double>(at.time_since_epoch().count());
  if (append_ns_ > 0) {
    limit_free_ns_ = std::max(limit_free_ns_, done) + append_ns_ * copies_factor_;
    done = limit_free_ns_;
  }
  if (byte_ns_ > 0) {
    double& free = broker_free_[broker_of(partition)];
    free = std::max(free, done) + byte_ns_ * bytes * copies_factor_ / bandwidth_left_;
    done = free;
  }
  return TimePoint(Duration(static_cast<std::int64_t>(done)));
}

Duration LogWriter::backlog(TimePoint now) const {
  double latest = limit_free_ns_;
  for (const double free : broker_free_) latest = std::max(latest, free);
  const double wait = latest - static_cast<double>(now.time_since_epoch().count());
  return Duration(wait > 0 ? static_cast<std::int64_t>(wait) : 0);
}

LogSpec with_profile(LogSpec log) {
  if (log.throughput_limit) return log;
  if (log.profile == LogProfile::rabbitmq) log.throughput_limit = Rate{50'000};
  if (log.profile == LogProfile::redis_streams) log.throughput_limit = Rate{100'000};
  return log;  // Kafka and Pulsar: "1M+", which is no limit
}

bool lives_in_memory(LogProfile profile) {
  return profile == LogProfile::rabbitmq || profile == LogProfile::redis_streams;
}

}  // namespace uslkit
