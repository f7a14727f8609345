#include "pipeline/log/open_log.h"

#include <string>

#include "base/input_error.h"
#include "pipeline/connection_url.h"
#include "pipeline/log/embedded_log.h"
#include "pipeline/log/kafka_log.h"
#include "pipeline/log/log_url.h"
#include "pipeline/log/redis_log.h"

namespace uslkit {
namespace {

constexpr const char* kAllowed =
    "a directory (PATH or dir:PATH), kafka://HOST:PORT/TOPIC or redis://HOST:PORT/NAME";

// What an option of another backend means here: nothing, so it is refused rather than forgotten.
void refuse_option(bool is_set, const char* option, const char* backend) {
  if (!is_set) return;
  throw InputError({.place = {.source = option},
                    .found = "a value",
                    .allowed = std::string("none for a log in ") + backend});
}

std::unique_ptr<Log> open_embedded(std::string_view path, const OpenLogOptions& options) {
  refuse_option(options.retention_records.has_value(), "retention_records", "a directory");
  return std::make_unique<EmbeddedLog>(EmbeddedLogOptions{
      .directory = std::string(path),
      .partitions = options.partitions,
      .retention_bytes = options.retention_bytes,
      .retention_age = options.retention_age,
      .readable = options.readable,
  });
}

std::unique_ptr<Log> open_redis(std::string_view url, std::string_view rest,
                                const OpenLogOptions& options) {
  refuse_option(options.retention_bytes.has_value(), "retention_bytes", "Redis");
  refuse_option(options.retention_age.has_value(), "retention_age", "Redis");
  const LogUrl parts = parse_log_url(url, rest);
  const HostPort server = parse_host_port(url, parts.servers);
  return std::make_unique<RedisLog>(RedisLogOptions{
      .address = {.host = server.host,
                  .port = server.port,
                  .user = parts.user,
                  .password = parts.password},
      .name = parts.name,
      .partitions = options.partitions,
      .strongest = options.strongest,
      .retention_records = options.retention_records,
      .timeout = options.timeout,
  });
}

std::unique_ptr<Log> open_kafka(std::string_view url, std::string_view rest,
                                const OpenLogOptions& options) {
  refuse_option(options.retention_records.has_value(), "retention_records", "Kafka");
  const LogUrl parts = parse_log_url(url, rest);
  if (!parts.user.empty() || !parts.password.empty()) {
    throw InputError({.place = {.source = "log"},
                      .found = uslkit::quoted(redacted_url(url)),
                      .allowed = "kafka://HOST:PORT/TOPIC, without user and password",
                      .hint = "brokers that ask for them are not supported yet"});
  }
  std::string_view servers = parts.servers;
  while (!servers.empty()) {
    const std::size_t comma = servers.find(',');
    (void)parse_host_port(url, servers.substr(0, comma));
    servers.remove_prefix(comma == std::string_view::npos ? servers.size() : comma + 1);
  }
  return std::make_unique<KafkaLog>(KafkaLogOptions{
      .servers = parts.servers,
      .topic = parts.name,
      .partitions = options.partitions,
      .replication = options.replication,
      .strongest = options.strongest,
      .retention_bytes = options.retention_bytes,
      .retention_age = options.retention_age,
      .timeout = options.timeout,
  });
}

[[noreturn]] void refuse(std::string_view url, const char* hint) {
  throw InputError({.place = {.source = "log"},
                    .found = uslkit::quoted(redacted_url(url)),
                    .allowed = kAllowed,
                    .hint = hint});
}

}  // namespace

std::unique_ptr<Log> open_log(std::string_view url, const OpenLogOptions& options) {
  const ConnectionUrl parts = split_scheme(url);
  if (parts.rest.empty()) refuse(url, "name the place of the log");
  if (parts.scheme.empty() || parts.scheme == "dir") return open_embedded(parts.rest, options);
  if (parts.scheme == "kafka") return open_kafka(url, parts.rest, options);
  if (parts.scheme == "redis") return open_redis(url, parts.rest, options);
  refuse(url, "for a directory whose name has a colon write dir:PATH");
}

}  // namespace uslkit
