// ConnectionUrl: what a text such as "redis://:secret@127.0.0.1:6379/name" names, and the same text
// as a message may show it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace uslkit {

// A URL's parts as they stand, nothing decoded. A text without a scheme is a path.
struct ConnectionUrl {
  std::string_view scheme{};  // "kafka"; empty for a plain path
  std::string_view rest{};    // behind the colon, or the whole text of a plain path
};

// "dir:x" and "kafka://x" have a scheme, "a/b:c", "./a:b" and "x" do not.
[[nodiscard]] inline ConnectionUrl split_scheme(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kOthers =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
  const bool has_scheme = colon != std::string_view::npos && !scheme.empty() &&
                          kLetters.find(scheme[0]) != std::string_view::npos &&
                          scheme.find_first_not_of(kOthers) == std::string_view::npos;
  if (!has_scheme) return {.scheme = {}, .rest = text};
  return {.scheme = scheme, .rest = text.substr(colon + 1)};
}

// The text with "***" where a password stands: between "user:" and the last "@", and behind every
// "password=". It rather hides too much: a password may hold any character, also unescaped.
[[nodiscard]] inline std::string redacted_url(std::string_view text) {
  std::string shown(text);
  const std::size_t slashes = shown.find("://");
  if (slashes != std::string::npos) {
    const std::size_t colon = shown.find(':', slashes + 3);
    const std::size_t at = shown.rfind('@');
    if (at != std::string::npos && colon < at) shown.replace(colon + 1, at - colon - 1, "***");
  }
  constexpr std::string_view kKey = "password=";
  for (std::size_t key = shown.find(kKey); key != std::string::npos; key = shown.find(kKey, key)) {
    key += kKey.size();
    // A quoted value of a key=value text may hold blanks; of a URL's query only '&' ends it.
    const bool is_quoted = key < shown.size() && shown[key] == '\'';
    const std::size_t end =
        is_quoted ? shown.size() : std::min(shown.find_first_of("& ", key), shown.size());
    shown.replace(key, end - key, "***");
  }
  return shown;
}

}  // namespace uslkit
