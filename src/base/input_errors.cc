#include "base/input_errors.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"

namespace uslkit {
namespace {

const InputError::Parts& first_of(const std::vector<InputError::Parts>& errors) {
  USLKIT_CHECK(!errors.empty());
  return errors.front();
}

std::string message_of(const std::vector<InputError::Parts>& errors) {
  const std::size_t shown = std::min(errors.size(), InputErrors::kMostShown);
  std::string message;
  for (std::size_t i = 0; i < shown; ++i) {
    message += InputError(errors[i]).what();
    message += '\n';
  }
  if (errors.size() == 1) {
    message.pop_back();
  } else if (shown == errors.size()) {
    message += fmt::format("{} errors", errors.size());
  } else {
    message += fmt::format("{} errors, the first {} shown", errors.size(), shown);
  }
  return message;
}

}  // namespace

InputErrors::InputErrors(std::vector<Parts> errors)
    : InputError(first_of(errors)), errors_(std::move(errors)), message_(message_of(errors_)) {}

}  // namespace uslkit
