// open_log: the Log that a URL names.
//
//   PATH, dir:PATH                        embedded, in a directory of this machine
//   kafka://HOST:PORT[,HOST:PORT]/TOPIC   Apache Kafka
//   redis://[[USER]:PASSWORD@]HOST:PORT/NAME   Redis Streams, one stream "NAME:<partition>" each
//
// A path with a colon in its first part is written dir:PATH or ./PATH. Passwords never reach a
// message.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/units.h"
#include "pipeline/log/log.h"

namespace uslkit {

struct OpenLogOptions {
  int partitions = 1;  // fixed when the log is made; another number later is refused
  // The strongest level that appends will ask for: a server that cannot give it is refused here.
  AckLevel strongest = AckLevel::os;
  AckLevel readable = AckLevel::os;  // embedded only: from when on consumers see a batch
  std::optional<std::int64_t> retention_records{};  // per partition; Redis only
  std::optional<Bytes> retention_bytes{};           // per partition; embedded and Kafka
  std::optional<Duration> retention_age{};  // embedded: by apply_retention; Kafka: by the broker
  int replication = 1;                      // Kafka only: copies of a topic that is made here
  Duration timeout = std::chrono::seconds(10);  // for a server to answer when opening
};

// Throws InputError for a URL that is none of the above, for options out of range, for a log that
// was made otherwise and for a server that is not there or cannot give `strongest`; OutputError
// where the disk refuses.
[[nodiscard]] std::unique_ptr<Log> open_log(std::string_view url, const OpenLogOptions& options);

}  // namespace uslkit
