// InputError: the world is wrong, and this is where, what was found, what is allowed, how to mend
// it.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace uslkit {

// Where in the user's input something stands. Zero or empty means "not known".
struct Place {
  std::string source{};     // file name as the user wrote it, "-" for stdin, or "--option"
  std::int64_t line = 0;    // 1-based
  std::int64_t column = 0;  // 1-based, in bytes
  std::string pointer{};    // JSON pointer such as "/metrics/http_reqs"

  // "data.csv:4:13", "k6.json:7:3 (/metrics)" or "--n".
  [[nodiscard]] std::string text() const;
};

// Thrown for any input that cannot be used; caught once, in main, which exits with code 3.
//
// The message reads, on two to four lines:
//   data.csv:4:13: error: found "1,5"
//     allowed: a number, such as 1.5
//     hint: for decimal commas separate the fields by ';'
//     contradicts: other.csv:7:1
class InputError : public std::exception {
 public:
  struct Parts {
    Place place{};
    std::string
        found;  // a clause that follows "found", e.g. quoted("1,5") or "3 rows, all with N = 4"
    std::string allowed{};  // the rule
    std::string hint{};     // the remedy; may be empty
    Place contradicts{};    // the other place, where two of them cannot both be right
  };

  explicit InputError(Parts parts);

  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] const Parts& parts() const noexcept { return parts_; }

 private:
  Parts parts_;
  std::string message_;
};

// Thrown when the measurements were read well but no usable fit exists; main exits with code 4.
class FitNotUsable : public InputError {
 public:
  using InputError::InputError;
};

// User text made safe for a message: in double quotes, control bytes and invalid UTF-8 as \xNN,
// at most 60 bytes, then "...". A file can therefore not steer the terminal.
[[nodiscard]] std::string quoted(std::string_view text);

// The same without quotes and without a limit, for names that were given by the user. Every part of
// a message passes through it.
[[nodiscard]] std::string without_controls(std::string_view text);

}  // namespace uslkit
