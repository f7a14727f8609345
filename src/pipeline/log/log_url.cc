#include "pipeline/log/log_url.h"

#include <charconv>

#include "base/input_error.h"
#include "pipeline/connection_url.h"

namespace uslkit {
namespace {

[[noreturn]] void refuse(std::string_view url, const char* allowed) {
  throw InputError(
      {.place = {.source = "log"}, .found = uslkit::quoted(redacted_url(url)), .allowed = allowed});
}

// %40 is @ and so on; a % without two hexadecimal digits stands for itself.
std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t k = 0; k < text.size(); ++k) {
    unsigned code = 0;
    const char* digits = text.data() + k + 1;
    if (text[k] == '%' && k + 2 < text.size() &&
        std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2) {
      result += static_cast<char>(code);
      k += 2;
      continue;
    }
    result += text[k];
  }
  return result;
}

}  // namespace

LogUrl parse_log_url(std::string_view url, std::string_view rest) {
  if (!rest.starts_with("//")) refuse(url, "SCHEME://HOST:PORT/NAME");
  rest.remove_prefix(2);
  LogUrl parts;
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view account = rest.substr(0, at);
    const std::size_t colon = account.find(':');
    parts.user = decoded(account.substr(0, colon));
    if (colon != std::string_view::npos) parts.password = decoded(account.substr(colon + 1));
    rest.remove_prefix(at + 1);
  }
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) refuse(url, "a name behind HOST:PORT/");
  parts.servers = rest.substr(0, slash);
  parts.name = decoded(rest.substr(slash + 1));
  if (parts.servers.empty()) refuse(url, "HOST:PORT before the name");
  if (parts.name.empty()) refuse(url, "a name behind HOST:PORT/");
  return parts;
}

HostPort parse_host_port(std::string_view url, std::string_view server) {
  const std::size_t colon = server.rfind(':');
  HostPort parts{.host = std::string(server.substr(0, colon))};
  const char* end = server.data() + server.size();
  if (colon != std::string_view::npos) {
    const auto [stop, error] = std::from_chars(server.data() + colon + 1, end, parts.port);
    if (error == std::errc{} && stop == end && parts.port > 0 && parts.port < 65536 &&
        !parts.host.empty()) {
      return parts;
    }
  }
  refuse(url, "HOST:PORT, with a port from 1 to 65535");
}

}  // namespace uslkit
