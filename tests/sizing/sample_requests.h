// Sample requests of the sizing tests, small enough to be read at a glance.
#pragma once

#include <string>
#include <vector>

#include "sizing/request_file.h"

namespace uslkit {

// 1.2M/s on consumers of 50k/s: the papers' numbers, without promises.
inline constexpr const char* kPlain = R"({
  "schema": 1,
  "traffic": {"classes": [{"name": "events", "rate": "1.2M/s", "size": "1kB"}]},
  "consumers": {"capacity": "50k/s", "batch_size": 1000, "batch_overhead": "10ms"}
})";

// A shop of 10,000/s with everything that can be promised.
inline constexpr const char* kShop = R"({
  "schema": 1,
  "traffic": {"classes": [{"name": "orders", "rate": "10k/s", "size": "1kB"}]},
  "load_factor": {"kind": "range", "low": 0.9, "likely": 1, "high": 1.1},
  "slo": {"ack_p99": "20ms", "end_to_end_p99": "100ms", "max_lag": "10s", "availability": 0.999},
  "ingress": {"servers": 2, "validation": "100us", "append": "2ms"},
  "log": {
    "broker": {"network": "100MB/s", "disk": "100MB/s", "disk_network": "100MB/s", "storage": "2TB"}
  },
  "consumers": {
    "capacity": {"kind": "range", "low": "900/s", "likely": "1k/s", "high": "1100/s"},
    "batch_size": 100, "batch_overhead": "10ms", "pull": "1ms"
  },
  "database": {
    "capacity": "5k/s", "writes_per_event": 1, "lookups_per_event": 1, "hold_time": "5ms"
  },
  "prices": {
    "ingress_node": 0.1, "broker": 0.5, "consumer": 0.2, "database_shard": 1,
    "storage_gb_month": 0.1, "penalty_per_minute": 100, "exposed_minutes": 60
  }
})";

[[nodiscard]] inline SizingRequest sample(const char* text, std::vector<std::string> sets = {}) {
  return request_from_text(text, "sample.json", {.sets = std::move(sets)});
}

}  // namespace uslkit
