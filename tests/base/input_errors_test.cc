#include "base/input_errors.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

InputError::Parts part(const char* found) {
  return {.place = {.source = "a.json"}, .found = found, .allowed = "x"};
}

TEST_CASE("all errors are listed and counted, and any catcher of InputError sees them all") {
  try {
    throw InputErrors({part("one"),
                       {.place = {.source = "a.json", .line = 2, .column = 3},
                        .found = "two",
                        .allowed = "y",
                        .contradicts = {.source = "b.json", .line = 4, .column = 5}}});
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) ==
          "a.json: error: found one\n"
          "  allowed: x\n"
          "a.json:2:3: error: found two\n"
          "  allowed: y\n"
          "  contradicts: b.json:4:5\n"
          "2 errors");
    CHECK(error.parts().found == "one");
  }
}

TEST_CASE("one error is not counted") {
  CHECK(std::string(InputErrors({part("one")}).what()) == "a.json: error: found one\n  allowed: x");
}

TEST_CASE("beyond 50 errors the rest is only counted") {
  const std::string text = InputErrors(std::vector<InputError::Parts>(53, part("one"))).what();
  CHECK(text.ends_with("\n53 errors, the first 50 shown"));
  CHECK(InputErrors(std::vector<InputError::Parts>(53, part("one"))).errors().size() == 53);
}

}  // namespace
}  // namespace uslkit
