// LogUrl: the parts of //USER:PASSWORD@HOST:PORT/NAME, as the URLs of brokers have them.
#pragma once

#include <string>
#include <string_view>

namespace uslkit {

struct LogUrl {
  std::string user{};      // decoded
  std::string password{};  // decoded
  std::string servers{};   // HOST:PORT[,HOST:PORT]
  std::string name{};      // decoded; a topic, or the beginning of keys
};

// `rest` is what follows "scheme:"; `url` is the whole, for the message. Throws InputError where a
// part is missing.
[[nodiscard]] LogUrl parse_log_url(std::string_view url, std::string_view rest);

// The number behind the last colon of one HOST:PORT.
struct HostPort {
  std::string host{};
  int port = 0;
};
[[nodiscard]] HostPort parse_host_port(std::string_view url, std::string_view server);

}  // namespace uslkit
