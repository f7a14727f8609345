// InputErrors: everything that is wrong with an input, told at once instead of one run after the
// other.
#pragma once

#include <string>
#include <vector>

#include "base/input_error.h"

namespace uslkit {

// An InputError whose message lists all of them, one below the other, and ends with their number:
//   a.json:3:11 (/rate): error: found -5
//     allowed: ...
//   a.json:7:3 (/rat): error: found the unknown key "rat"
//     ...
//   2 errors
// Whoever catches InputError catches it too; parts() are those of the first error.
class InputErrors : public InputError {
 public:
  static constexpr std::size_t kMostShown = 50;  // the rest is counted

  // At least one.
  explicit InputErrors(std::vector<Parts> errors);

  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] const std::vector<Parts>& errors() const noexcept { return errors_; }

 private:
  std::vector<Parts> errors_;
  std::string message_;
};

}  // namespace uslkit
