// ByteSource: bytes of a file, of stdin or of a text, pulled once from front to back, counted and
// hashed.
//
// Works on pipes: nothing is read twice and nothing is sought. The head can be looked at (to detect
// a format) without losing it. Every failure of the outside world is an InputError. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sha256.h"

namespace uslkit {

class ByteSource {
 public:
  static constexpr std::size_t kHeadBytes = 64u << 10;

  struct Limits {
    std::int64_t max_bytes = std::numeric_limits<std::int64_t>::max();  // more is an InputError
  };

  // Fills the buffer from its front and says how much; 0 means the end.
  using Pull = std::function<std::size_t(std::span<char> buffer)>;

  // A file by name; "-" is stdin. Throws when it is missing, a directory or unreadable.
  [[nodiscard]] static ByteSource open(const std::string& name, Limits limits);
  [[nodiscard]] static ByteSource open(const std::string& name) { return open(name, Limits{}); }
  [[nodiscard]] static ByteSource from_text(std::string text, std::string name = "text");
  // Bytes made on the fly.
  [[nodiscard]] static ByteSource from_function(Pull pull, std::string name);

  // The first bytes, up to kHeadBytes, however often it is called and whatever was read since; a
  // shorter head means the source ends there. Valid until the source is moved or destroyed.
  [[nodiscard]] std::string_view head();

  // The next bytes; fewer than asked only when none can be had at once, 0 only at the end.
  [[nodiscard]] std::size_t read(std::span<char> buffer);

  // Everything not read yet, for formats that must be seen whole; an InputError above `max_bytes`.
  [[nodiscard]] std::string read_all(std::size_t max_bytes = 256u << 20);

  // Reads on to the end, so that bytes() and sha256() speak of the whole source.
  void drain();

  [[nodiscard]] const std::string& name() const { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }  // as messages shall call it
  // Told bytes() after every pull, for progress.
  void set_watcher(std::function<void(std::int64_t bytes)> watcher) {
    watcher_ = std::move(watcher);
  }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }       // pulled so far
  [[nodiscard]] std::string sha256() const { return hash_.hex(); }  // of the bytes pulled so far

 private:
  ByteSource(Pull pull, std::string name, Limits limits);
  std::size_t pull(std::span<char> buffer);

  Pull pull_;
  std::function<void(std::int64_t bytes)> watcher_;
  std::string name_;
  Limits limits_;
  std::vector<char> head_;
  std::size_t head_used_ = 0;  // bytes of the head that read() has handed out
  bool head_filled_ = false;
  bool ended_ = false;
  std::int64_t bytes_ = 0;
  Sha256 hash_;
};

}  // namespace uslkit
