#include "audit/derive_verdict.h"

#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<ReadingOutcome> readings(const std::vector<bool>& hold) {
  std::vector<ReadingOutcome> outcomes;
  for (const bool each : hold) outcomes.push_back({.name = "", .formula = "", .holds = each});
  return outcomes;
}

AuditVerdict verdict(const std::vector<bool>& hold, ClaimKind kind = ClaimKind::value) {
  return derive_verdict(kind, readings(hold), std::nullopt);
}

TEST_CASE("the literal reading alone makes a claim OK, any other one makes it conditional") {
  CHECK(verdict({true}) == AuditVerdict::ok);
  CHECK(verdict({true, false}) == AuditVerdict::ok);
  CHECK(verdict({false, true}) == AuditVerdict::conditional);
  CHECK(verdict({false, false, true}) == AuditVerdict::conditional);
}

TEST_CASE("a claim that holds under no reading is contradicted, a listing is a bug") {
  CHECK(verdict({false, false}) == AuditVerdict::contradicted);
  CHECK(verdict({false}, ClaimKind::listing) == AuditVerdict::bug);
  CHECK(verdict({true}, ClaimKind::listing) == AuditVerdict::ok);
}

TEST_CASE("a free quantity that changes the answer makes a claim underdetermined") {
  const auto over = [](bool somewhere, bool everywhere) {
    return derive_verdict(
        ClaimKind::value, readings({false}),
        FreeOutcome{.parameter = {}, .somewhere = somewhere, .everywhere = everywhere});
  };
  CHECK(over(true, true) == AuditVerdict::ok);
  CHECK(over(true, false) == AuditVerdict::underdetermined);
  CHECK(over(false, false) == AuditVerdict::contradicted);
}

TEST_CASE("a tolerance is the larger of its two parts and includes its edge") {
  CHECK(tolerance_at({.relative = 0.1, .absolute = 3}, 20) == doctest::Approx(3));
  CHECK(tolerance_at({.relative = 0.1, .absolute = 1}, -20) == doctest::Approx(2));
  CHECK(holds(8, 10, StatedBound::equal, 2));
  CHECK_FALSE(holds(8, 10.001, StatedBound::equal, 2));
  CHECK(holds(0, 0, StatedBound::equal, 0));
}

TEST_CASE("bounds hold on their side, and by the tolerance on the other") {
  CHECK(holds(500, 1e6, StatedBound::at_least, 0));
  CHECK(holds(500, 499, StatedBound::at_least, 1));
  CHECK_FALSE(holds(500, 498.9, StatedBound::at_least, 1));
  CHECK(holds(1, 0, StatedBound::at_most, 0));
  CHECK_FALSE(holds(1, 1.1, StatedBound::at_most, 0.05));
}

TEST_CASE("an infinite law equals only what is infinite, and is on one side of all bounds") {
  CHECK_FALSE(holds(8, kInfinity, StatedBound::equal, 1e300));
  CHECK(holds(kInfinity, kInfinity, StatedBound::equal, 0));
  CHECK(holds(8, kInfinity, StatedBound::at_least, 0));
  CHECK_FALSE(holds(8, kInfinity, StatedBound::at_most, 0));
}

FreeOutcome identity_over(double from, double to, double stated, StatedBound bound) {
  return over_free_range({.parameter = {.name = "x", .from = from, .to = to},
                          .stated = stated,
                          .bound = bound,
                          .tolerance = 0},
                         [](double x) { return x; });
}

TEST_CASE("over a free range a claim is met where the law passes through the stated number") {
  // No grid point of 0 .. 1 is 1/3.
  const FreeOutcome outcome = identity_over(0, 1, 1.0 / 3, StatedBound::equal);
  CHECK(outcome.somewhere);
  CHECK_FALSE(outcome.everywhere);
  CHECK(outcome.law_from == 0);
  CHECK(outcome.law_to == 1);
  CHECK_FALSE(identity_over(0, 1, 1.5, StatedBound::equal).somewhere);
}

TEST_CASE("bounds over a free range: everywhere, somewhere, nowhere") {
  CHECK(identity_over(2, 20, 1, StatedBound::at_least).everywhere);
  CHECK(identity_over(2, 20, 10, StatedBound::at_least).somewhere);
  CHECK_FALSE(identity_over(2, 20, 10, StatedBound::at_least).everywhere);
  CHECK_FALSE(identity_over(2, 20, 21, StatedBound::at_least).somewhere);
}

TEST_CASE("a wide range is walked in proportion, from its first to its last point") {
  std::vector<double> points;
  static_cast<void>(
      over_free_range({.parameter = {.name = "x", .from = 1, .to = 1e6}}, [&](double x) {
        points.push_back(x);
        return x;
      }));
  REQUIRE(points.size() == kFreePoints);
  CHECK(points.front() == 1);
  CHECK(points.back() == 1e6);
  CHECK(points[kFreePoints / 2] == doctest::Approx(1e3));
}

}  // namespace
}  // namespace uslkit
