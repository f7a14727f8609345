#include "model/distributions.h"

#include <cmath>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

// References were computed with 40-digit arithmetic from the incomplete beta and gamma functions.
constexpr double kTolerance = 1e-13;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST_CASE("the normal law agrees with 40-digit references, tails included") {
  CHECK(relative_error(normal_cdf(1.0), 0.84134474606854294859) < kTolerance);
  CHECK(relative_error(normal_cdf(-2.5), 0.006209665325776135167) < kTolerance);
  CHECK(relative_error(normal_cdf(-10.0), 7.619853024160526066e-24) < kTolerance);
  CHECK(relative_error(normal_survival(37.0), 5.7255712225245768227e-300) < kTolerance);
  CHECK(relative_error(normal_quantile(0.975), 1.9599639845400542355) < kTolerance);
  CHECK(relative_error(normal_quantile(0.99), 2.3263478740408411009) < kTolerance);
  CHECK(relative_error(normal_quantile(1e-10), -6.3613409024040562047) < kTolerance);
  CHECK(relative_error(normal_density(0.0), 0.39894228040143267794) < kTolerance);
  CHECK(relative_error(normal_density(2.0), 0.053990966513188051949) < kTolerance);
}

TEST_CASE("Student's t agrees with 40-digit references, also for a fractional number of degrees") {
  CHECK(relative_error(student_t_cdf(2.0, 5.0), 0.94903026058507082188) < kTolerance);
  CHECK(relative_error(student_t_cdf(-3.5, 29.0), 0.00076222315732730266622) < kTolerance);
  CHECK(relative_error(student_t_cdf(1.5, 2.5), 0.87608177345685186944) < kTolerance);
  CHECK(relative_error(student_t_quantile(0.975, 4.0), 2.7764451051977943578) < kTolerance);
  CHECK(relative_error(student_t_quantile(0.975, 29.0), 2.0452296421327042982) < kTolerance);
  CHECK(relative_error(student_t_quantile(0.995, 1.0), 63.656741162871580995) < kTolerance);
}

TEST_CASE("Fisher's F agrees with 40-digit references") {
  CHECK(relative_error(fisher_f_cdf(3.0, 2.0, 10.0), 0.904632568359375) < kTolerance);
  CHECK(relative_error(fisher_f_survival(3.0, 2.0, 10.0), 0.095367431640625) < kTolerance);
  CHECK(relative_error(fisher_f_cdf(0.5, 7.0, 3.0), 0.20269364248665092207) < kTolerance);
  CHECK(relative_error(fisher_f_survival(400.0, 3.0, 20.0), 5.1482419453707712994e-18) <
        kTolerance);
  CHECK(relative_error(fisher_f_quantile(0.95, 1.0, 29.0), 4.1829642890582696926) < kTolerance);
  CHECK(relative_error(fisher_f_quantile(0.95, 3.0, 20.0), 3.0983912121407800993) < kTolerance);
}

TEST_CASE("chi-squared agrees with 40-digit references") {
  CHECK(relative_error(chi_squared_cdf(3.0, 2.0), 0.77686983985157017107) < kTolerance);
  CHECK(relative_error(chi_squared_survival(10.0, 5.0), 0.075235246146512178722) < kTolerance);
  CHECK(relative_error(chi_squared_survival(200.0, 7.0), 1.1477812240142598209e-39) < kTolerance);
  CHECK(relative_error(chi_squared_quantile(0.95, 1.0), 3.8414588206941259584) < kTolerance);
  CHECK(relative_error(chi_squared_quantile(0.99, 10.0), 23.209251158954359678) < kTolerance);
  CHECK(relative_error(chi_squared_quantile(0.05, 3.0), 0.35184631774927139602) < kTolerance);
}

TEST_CASE("every quantile is the inverse of its distribution function") {
  for (const double p : {1e-6, 0.01, 0.3, 0.5, 0.8, 0.999}) {
    CAPTURE(p);
    CHECK(relative_error(normal_cdf(normal_quantile(p)), p) < 1e-12);
    for (const double df : {0.7, 1.0, 4.0, 29.0, 1e4}) {
      CAPTURE(df);
      CHECK(relative_error(student_t_cdf(student_t_quantile(p, df), df), p) < 1e-12);
      CHECK(relative_error(chi_squared_cdf(chi_squared_quantile(p, df), df), p) < 1e-12);
      CHECK(relative_error(fisher_f_cdf(fisher_f_quantile(p, 3.0, df), 3.0, df), p) < 1e-12);
    }
  }
}

TEST_CASE("the laws reduce to one another: t squared is F(1, df), z squared is chi-squared(1)") {
  for (const double df : {1.0, 4.0, 29.0}) {
    const double t = student_t_quantile(0.975, df);
    CHECK(relative_error(fisher_f_quantile(0.95, 1.0, df), t * t) < 1e-12);
  }
  const double z = normal_quantile(0.975);
  CHECK(relative_error(chi_squared_quantile(0.95, 1.0), z * z) < 1e-12);
  CHECK(student_t_quantile(0.975, kInfinity) == z);
  CHECK(relative_error(student_t_quantile(0.975, 1e9), z) < 1e-8);
}

TEST_CASE("a survival function is one minus the distribution function") {
  for (const double x : {0.1, 1.0, 3.0}) {
    CHECK(std::abs(normal_cdf(x) + normal_survival(x) - 1.0) < 1e-15);
    CHECK(std::abs(student_t_cdf(x, 3.0) + student_t_survival(x, 3.0) - 1.0) < 1e-15);
    CHECK(std::abs(fisher_f_cdf(x, 3.0, 9.0) + fisher_f_survival(x, 3.0, 9.0) - 1.0) < 1e-15);
    CHECK(std::abs(chi_squared_cdf(x, 3.0) + chi_squared_survival(x, 3.0) - 1.0) < 1e-15);
  }
}

TEST_CASE("ends of the support are exact, never NaN") {
  CHECK(normal_cdf(-kInfinity) == 0.0);
  CHECK(normal_cdf(kInfinity) == 1.0);
  CHECK(normal_density(kInfinity) == 0.0);
  CHECK(normal_quantile(0.0) == -kInfinity);
  CHECK(normal_quantile(1.0) == kInfinity);
  CHECK(student_t_cdf(kInfinity, 3.0) == 1.0);
  CHECK(student_t_quantile(0.0, 3.0) == -kInfinity);
  CHECK(student_t_quantile(0.5, 3.0) == 0.0);
  CHECK(fisher_f_cdf(-1.0, 2.0, 3.0) == 0.0);
  CHECK(fisher_f_survival(0.0, 2.0, 3.0) == 1.0);
  CHECK(fisher_f_survival(kInfinity, 2.0, 3.0) == 0.0);
  CHECK(fisher_f_quantile(0.0, 2.0, 3.0) == 0.0);
  CHECK(fisher_f_quantile(1.0, 2.0, 3.0) == kInfinity);
  CHECK(chi_squared_cdf(kInfinity, 3.0) == 1.0);
  CHECK(chi_squared_quantile(1.0, 3.0) == kInfinity);
}

}  // namespace
}  // namespace uslkit
