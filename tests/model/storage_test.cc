#include "model/storage.h"

#include <cmath>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("1.2 GB/s for a day are 103.7 TB, 311 TB with three copies, 622 TB on half-full disks") {
  RetentionQuestion question{
      .event_rate = 1.2e6, .event_bytes = 1000.0, .retention_seconds = 86'400.0};
  CHECK(std::abs(retained_bytes(question) / kBytesPerTerabyte - 103.7) < 0.05);
  question.replication = 3.0;
  CHECK(std::abs(retained_bytes(question) / kBytesPerTerabyte - 311.0) < 0.05);
  question.fill = 0.5;
  CHECK(std::abs(retained_bytes(question) / kBytesPerTerabyte - 622.0) < 0.1);
  question.compression_ratio = 4.0;
  CHECK(std::abs(retained_bytes(question) / kBytesPerTerabyte - 155.5) < 0.05);
}

TEST_CASE("at tera a binary unit is 10 % larger than a decimal one") {
  CHECK(relative_error(kBytesPerTebibyte / kBytesPerTerabyte, 1.099511627776) < 1e-15);
  CHECK(kBytesPerTebibyte == 1024.0 * kBytesPerGibibyte);
  CHECK(kBytesPerTerabyte == 1000.0 * kBytesPerGigabyte);
}

TEST_CASE("nothing kept takes no disk") { CHECK(retained_bytes({}) == 0.0); }

}  // namespace
}  // namespace uslkit
