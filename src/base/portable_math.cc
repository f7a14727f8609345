#include "base/portable_math.h"

#include <array>
#include <cmath>

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// 2^k for -1022 <= k <= 1023.
double power_of_two(int k) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

constexpr double kTwoPi = 6.283185307179586;

// |x| <= pi / 4.
double kernel_cosine(double x) {
  const double z = x * x;
  const double tail =
      z * (4.16666666666666019037e-02 +
           z * (-1.38888888888741095749e-03 +
                z * (2.48015872894767294178e-05 +
                     z * (-2.75573143513906633035e-07 +
                          z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
  return 1 - (0.5 * z - z * tail);
}

double kernel_sine(double x) {
  const double z = x * x;
  const double tail = 8.33333333332248946124e-03 +
                      z * (-1.98412698298579493134e-04 +
                           z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 +
                                                                  z * 1.58969099521155010221e-10)));
  return x + z * x * (-1.66666666666666324348e-01 + z * tail);
}

// Numerator and denominator of one of AS 241's three rational functions, constant term first.
struct Rational {
  std::array<double, 8> numerator;
  std::array<double, 8> denominator;

  [[nodiscard]] double at(double x) const { return horner(numerator, x) / horner(denominator, x); }

  [[nodiscard]] static double horner(const std::array<double, 8>& c, double x) {
    return ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x +
           c[0];
  }
};

// |u - 1/2| <= 0.425, in 0.180625 - (u - 1/2)^2.
constexpr Rational kCentre = {
    {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
     1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
     3.3430575583588128105e+4, 2.5090809287301226727e+3},
    {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
     2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
     5.2264952788528545610e+3}};

// r = sqrt(-log min(u, 1 - u)) <= 5, in r - 1.6.
constexpr Rational kTail = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};

// r > 5, in r - 5.
constexpr Rational kFarTail = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

}  // namespace

// fdlibm's e_exp.c (Sun Microsystems, 1993): x = k ln 2 + r with |r| <= (ln 2) / 2, kept in two
// parts, and e^r = 1 + 2 r / (R(r^2) - r) with R a minimax polynomial.
double portable_exp(double x) {
  using portable_math_detail::kLn2High;
  using portable_math_detail::kLn2Low;
  constexpr double kOneOverLn2 = 1.44269504088896338700e+00;
  constexpr double kP1 = 1.66666666666666019037e-01;
  constexpr double kP2 = -2.77777777770155933842e-03;
  constexpr double kP3 = 6.61375632143793436117e-05;
  constexpr double kP4 = -1.65339022054652515390e-06;
  constexpr double kP5 = 4.13813679705723846039e-08;
  if (std::isnan(x)) return x;
  if (x > 7.09782712893383973096e+02) return kInfinity;
  if (x < -7.45133219101941108420e+02) return 0;

  const int k = static_cast<int>(kOneOverLn2 * x + (x < 0 ? -0.5 : 0.5));
  const double high = x - k * kLn2High;
  const double low = k * kLn2Low;
  const double r = high - low;
  const double square = r * r;
  const double c =
      r - square * (kP1 + square * (kP2 + square * (kP3 + square * (kP4 + square * kP5))));
  const double result = 1.0 - ((low - r * c / (2.0 - c)) - high);
  // Two steps, because 2^1024 is no double, and because a subnormal result must round only once.
  if (k > 1023) return result * power_of_two(k - 1) * 2.0;
  if (k < -1021) return result * power_of_two(k + 1000) * power_of_two(-1000);
  return result * power_of_two(k);
}

// fdlibm's k_cos.c and k_sin.c (Sun Microsystems, 1993) on an eighth of a turn. Counting in turns
// makes the reduction exact.
double cosine_of_turns(double turns) {
  const double positive = turns < 0 ? -turns : turns;
  const double whole = static_cast<double>(static_cast<std::int64_t>(positive));
  double part = positive - whole;     // 0 .. 1
  if (part > 0.5) part = 1 - part;    // even about half a turn
  const bool negative = part > 0.25;  // odd about a quarter
  if (negative) part = 0.5 - part;    // 0 .. 1/4
  const double cosine =
      part <= 0.125 ? kernel_cosine(kTwoPi * part) : kernel_sine(kTwoPi * (0.25 - part));
  return negative ? -cosine : cosine;
}

double normal_from_uniform(double u) {
  if (!(u >= 0 && u <= 1)) return kNaN;
  if (u == 0) return -kInfinity;
  if (u == 1) return kInfinity;
  const double q = u - 0.5;
  if (q >= -0.425 && q <= 0.425) return q * kCentre.at(0.180625 - q * q);
  const double r = std::sqrt(-portable_log(q < 0 ? u : 1 - u));
  const double z = r <= 5 ? kTail.at(r - 1.6) : kFarTail.at(r - 5);
  return q < 0 ? -z : z;
}

}  // namespace uslkit
