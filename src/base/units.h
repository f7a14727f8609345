// Quantities as types: only the operators that mean something exist.
#pragma once

#include <chrono>
#include <cstdint>

namespace uslkit {

// Integer nanoseconds: the same arithmetic on every machine.
using Duration = std::chrono::nanoseconds;

// Operations per second.
struct Rate {
  double per_second = 0;

  friend bool operator==(const Rate&, const Rate&) = default;
  friend bool operator<(const Rate& a, const Rate& b) { return a.per_second < b.per_second; }
};

struct Bytes {
  std::int64_t count = 0;

  friend bool operator==(const Bytes&, const Bytes&) = default;
  friend bool operator<(const Bytes& a, const Bytes& b) { return a.count < b.count; }
};

// Bytes per second. In text: "1.25GB/s", "10Gbit/s".
struct Bandwidth {
  double bytes_per_second = 0;

  friend bool operator==(const Bandwidth&, const Bandwidth&) = default;
  friend bool operator<(const Bandwidth& a, const Bandwidth& b) {
    return a.bytes_per_second < b.bytes_per_second;
  }
};

[[nodiscard]] constexpr double in_seconds(Duration duration) {
  return static_cast<double>(duration.count()) * 1e-9;
}

}  // namespace uslkit
