#include "pipeline/log/open_log.h"

#include <string>

#include "base/input_error.h"
#include "pipeline/connection_url.h"
#include "pipeline/log/embedded_log.h"

namespace uslkit {
namespace {

constexpr const char* kAllowed =
    "a directory (PATH or dir:PATH), kafka://HOST:PORT/TOPIC or redis://HOST:PORT/NAME";

std::unique_ptr<Log> open_embedded(std::string_view path, const OpenLogOptions& options) {
  return std::make_unique<EmbeddedLog>(EmbeddedLogOptions{
      .directory = std::string(path),
      .partitions = options.partitions,
      .retention_bytes = options.retention_bytes,
      .retention_age = options.retention_age,
      .readable = options.readable,
  });
}

[[noreturn]] void refuse(std::string_view url, const char* hint) {
  throw InputError({.place = {.source = "log"},
                    .found = quoted(redacted_url(url)),
                    .allowed = kAllowed,
                    .hint = hint});
}

}  // namespace

std::unique_ptr<Log> open_log(std::string_view url, const OpenLogOptions& options) {
  const ConnectionUrl parts = split_scheme(url);
  if (parts.rest.empty()) refuse(url, "name the place of the log");
  if (parts.scheme.empty() || parts.scheme == "dir") return open_embedded(parts.rest, options);
  refuse(url, "for a directory whose name has a colon write dir:PATH");
}

}  // namespace uslkit
