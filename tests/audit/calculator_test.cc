#include "audit/calculator.h"

#include <limits>

#include <doctest/doctest.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

struct Desk {
  FileValues files{"."};
  Calculator calculator{files};

  double value_of(const std::string& formula, const NamedNumbers& names = {}) {
    return calculator.value_of(formula, names);
  }
  std::string error_of(const std::string& formula, const NamedNumbers& names = {}) {
    try {
      static_cast<void>(calculator.value_of(formula, names));
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  }
};

TEST_CASE("formulas know arithmetic, names and the library's own functions") {
  Desk desk;
  CHECK(desk.value_of("1 + 2 * 3^2") == 19);
  CHECK(desk.value_of("usl_peak(alpha, beta)", {{"alpha", 0.75}, {"beta", 0.01}}) == 5);
  CHECK(desk.value_of("ceil(1.2) + floor(1.8) + min(3, 2) + max(1, 4)") == 9);
  CHECK(desk.value_of("2 > 1 && 1 <= 1") == 1);
  CHECK(desk.value_of("1 / 0") == std::numeric_limits<double>::infinity());
}

TEST_CASE("a condition computes only the branch that it takes") {
  Desk desk;
  CHECK(desk.value_of("1 ? 7 : fit_alpha('no-such-file.csv')") == 7);
}

TEST_CASE("one formula leaves nothing behind for the next") {
  Desk desk;
  CHECK(desk.value_of("x", {{"x", 3}}) == 3);
  CHECK(desk.error_of("x").find("the unknown name \"x\"") != std::string::npos);
  CHECK(desk.value_of("x", {{"x", 4}}) == 4);
}

TEST_CASE("an assignment where a comparison was meant is an error") {
  Desk desk;
  CHECK(desk.error_of("x = 3", {{"x", 1}}) != "no error");
}

TEST_CASE("an unknown name is met with the nearest name or function") {
  Desk desk;
  CHECK(desk.error_of("2 * usl_peek(1, 1)") ==
        "error: found the unknown name \"usl_peek\" at character 5 of \"2 * usl_peek(1, 1)\"\n"
        "  allowed: a given name, or a function\n"
        "  hint: did you mean usl_peak?");
  CHECK(desk.error_of("alpah", {{"alpha", 1}}).ends_with("hint: did you mean alpha?"));
}

TEST_CASE("what cannot be read says what and where") {
  Desk desk;
  CHECK(desk.error_of("1 +").starts_with("error: found an end where more is needed at character"));
  CHECK(desk.error_of("(1").starts_with("error: found a parenthesis that is not closed"));
  CHECK(desk.error_of("2 3").starts_with("error: found a number where none can be at character 3"));
  CHECK(desk.error_of("").starts_with("error: found an empty formula"));
  CHECK(desk.error_of("1, 2").starts_with("error: found 2 formulas in \"1, 2\""));
  CHECK(desk.error_of("fit_alpha(3)").starts_with("error: found a number where a text"));
  CHECK(desk.error_of("fit_alpha('x").starts_with("error: found a text that does not end"));
  CHECK(desk.error_of("sqrt(-1)").starts_with("error: found no number as the value"));
}

TEST_CASE("arguments out of range are errors that show the function, never a crash") {
  Desk desk;
  CHECK(desk.error_of("erlang_c(2.5, 1)") ==
        "error: found servers = 2.5 in erlang_c(servers, offered_load)\n"
        "  allowed: a whole number from 1 to 1000000");
  CHECK(desk.error_of("usl_peak(1)") ==
        "error: found 1 argument of usl_peak\n"
        "  allowed: usl_peak(alpha, beta)");
  CHECK(desk.error_of("work_lag(1/0, 1)").starts_with("error: found backlog = inf"));
  CHECK(desk.error_of("surge_backlog(10, 5, 1, 20, 3)").starts_with("error: found a base above"));
}

}  // namespace
}  // namespace uslkit
