// The three lags of a log's reader, never one for another.
//
//   work-lag    backlog / service rate: the work that is waiting, in seconds of all consumers. The
//               papers call it "seconds behind" (ACM paper, equation 4), which it is not: in their
//               case study 121 s of work-lag are 86 s of age.
//   age-lag     now - timestamp of the oldest unread event: how stale the newest result is.
//   drain time  backlog / (service rate - arrival rate): when it will be over, if nothing changes.
//
// The papers' listing takes the largest write offset minus the largest read offset: with W = (100,
// 100) and R = (100, 0) it finds no lag where 100 events wait. Offsets are compared per partition.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "base/check.h"
#include "base/time_point.h"

namespace uslkit {

struct Backlog {
  std::int64_t events = 0;   // the sum over partitions of written - read
  std::int64_t largest = 0;  // of one partition: averages hide the hot one
};

// Next offsets to write and to read, one per partition; read <= written.
[[nodiscard]] inline Backlog backlog_of(std::span<const std::int64_t> written,
                                        std::span<const std::int64_t> read) {
  USLKIT_CHECK(written.size() == read.size());
  Backlog backlog;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::int64_t waiting = written[i] - read[i];
    USLKIT_CHECK(waiting >= 0);
    backlog.events += waiting;
    if (waiting > backlog.largest) backlog.largest = waiting;
  }
  return backlog;
}

// Seconds. Nothing waiting is no lag, even of a consumer that stands still; otherwise a service
// rate of 0 makes it infinite.
[[nodiscard]] inline double work_lag_seconds(double backlog_events, double service_per_second) {
  USLKIT_CHECK(backlog_events >= 0);
  USLKIT_CHECK(service_per_second >= 0);
  return backlog_events > 0 ? backlog_events / service_per_second : 0.0;
}

// 0 where nothing is unread, told by kNever.
[[nodiscard]] constexpr Duration age_lag(TimePoint now, TimePoint oldest_unread) {
  return oldest_unread == kNever || oldest_unread > now ? Duration{0} : now - oldest_unread;
}

// Seconds until the backlog is gone at these constant rates; infinite when they do not drain it.
[[nodiscard]] inline double drain_time_seconds(double backlog_events, double service_per_second,
                                               double arrival_per_second) {
  USLKIT_CHECK(backlog_events >= 0);
  if (!(backlog_events > 0)) return 0.0;
  if (!(service_per_second > arrival_per_second)) return std::numeric_limits<double>::infinity();
  return backlog_events / (service_per_second - arrival_per_second);
}

}  // namespace uslkit
