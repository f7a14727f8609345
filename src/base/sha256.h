// SHA-256 (FIPS 180-4) of a stream of bytes, so that every result can name the input it came from.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace uslkit {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  // 64 lower-case hexadecimal digits of everything so far; may be asked for again later.
  [[nodiscard]] std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace uslkit
