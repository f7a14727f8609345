// How many bytes a log keeps, with decimal and binary units told apart.
#pragma once

namespace uslkit {

// Disks and networks are sold in decimal units, memory and many tools count in binary ones; at tera
// the two are 10 % apart.
inline constexpr double kBytesPerGigabyte = 1e9;
inline constexpr double kBytesPerGibibyte = 1073741824.0;
inline constexpr double kBytesPerTerabyte = 1e12;
inline constexpr double kBytesPerTebibyte = 1099511627776.0;

struct RetentionQuestion {
  double event_rate = 0.0;         // events per second, >= 0
  double event_bytes = 0.0;        // >= 0, before compression
  double retention_seconds = 0.0;  // >= 0
  double replication = 1.0;        // copies, >= 1
  double compression_ratio = 1.0;  // original / compressed, > 0
  double fill = 1.0;               // in (0, 1]: share of a disk that may be full
};

// Bytes of disk to provide: rate x size x retention x copies / compression / fill. In the wild fill
// is 0.4 to 0.75 (Netflix provides 2.5 times the data, the MSK script twice). Assumes a constant
// rate: use the mean over the retention, not the peak.
[[nodiscard]] double retained_bytes(const RetentionQuestion& question);

}  // namespace uslkit
