// Portable mathematics: logarithm, exponential, cosine and normal quantile, the same bits
// everywhere.
//
// The C library's log and exp differ between versions and processors, and results of a simulation
// must not. These use only + - * / sqrt (all exact by IEEE 754) and integer operations, so that any
// compiler, optimisation level and instruction set gives the same bits, provided that nothing is
// contracted into a fused multiply-add (-ffp-contract=off).
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace uslkit {

// Natural logarithm, error below 1 unit in the last place. NaN for x < 0, -infinity for 0.
[[nodiscard]] inline double portable_log(double x);

// The same for x known to be positive, finite and normal (>= 2^-1022): without a branch, so that a
// loop over an array runs in vector registers. About 1 ns a value there and 3 ns one by one.
[[nodiscard]] inline double log_of_positive_normal(double x);

// e^x, error below 1 unit in the last place; a unit of the subnormals where the result is one.
[[nodiscard]] double portable_exp(double x);

// The quantile of the standard normal law: the z with P(Z <= z) = u. Algorithm AS 241, PPND16
// (Wichura, Applied Statistics 37, 1988): relative error about 1e-16. -infinity at 0, infinity at
// 1, NaN outside [0, 1].
[[nodiscard]] double normal_from_uniform(double u);

// cos(2 pi turns) for |turns| < 2^52, error below 2 units in the last place of 1.
[[nodiscard]] double cosine_of_turns(double turns);

// From here on only how the inline functions work.

namespace portable_math_detail {

// fdlibm's e_log.c (Sun Microsystems, 1993): with x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2) and
// s = f / (2 + f): log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), R a minimax polynomial.
inline constexpr double kL1 = 6.666666666666735130e-01;
inline constexpr double kL2 = 3.999999999940941908e-01;
inline constexpr double kL3 = 2.857142874366239149e-01;
inline constexpr double kL4 = 2.222219843214978396e-01;
inline constexpr double kL5 = 1.818357216161805012e-01;
inline constexpr double kL6 = 1.531383769920937332e-01;
inline constexpr double kL7 = 1.479819860511658591e-01;
// ln 2 in two parts: the first has 32 trailing zero bits, so that k times it is exact.
inline constexpr double kLn2High = 6.93147180369123816490e-01;
inline constexpr double kLn2Low = 1.90821492927058770002e-10;

// An integer below 2^52 as a double by its bits: vector registers before AVX-512 have no such
// conversion.
[[nodiscard]] inline double small_integer_as_double(std::uint64_t integer) {
  return std::bit_cast<double>(integer | 0x4330000000000000ULL) - 0x1.0p52;
}

// log(x) + doublings x ln 2.
[[nodiscard]] inline double log_of_scaled(double x, double doublings) {
  constexpr std::uint64_t kOne = 0x3FF0000000000000ULL;
  constexpr std::uint64_t kSqrtHalf = 0x3FE6A09E00000000ULL;
  constexpr std::uint64_t kFraction = 0x000FFFFFFFFFFFFFULL;
  const std::uint64_t shifted = std::bit_cast<std::uint64_t>(x) + (kOne - kSqrtHalf);
  const double k = small_integer_as_double(shifted >> 52) - 1023.0 + doublings;
  const double f = std::bit_cast<double>((shifted & kFraction) + kSqrtHalf) - 1.0;
  const double half_square = 0.5 * f * f;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double w = z * z;
  const double even = w * (kL2 + w * (kL4 + w * kL6));
  const double odd = z * (kL1 + w * (kL3 + w * (kL5 + w * kL7)));
  return s * (half_square + (even + odd)) + k * kLn2Low - half_square + f + k * kLn2High;
}

}  // namespace portable_math_detail

inline double log_of_positive_normal(double x) { return portable_math_detail::log_of_scaled(x, 0); }

inline double portable_log(double x) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kSmallestNormal = std::numeric_limits<double>::min();
  if (x >= kSmallestNormal && x < kInfinity) return log_of_positive_normal(x);
  if (x == 0) return -kInfinity;
  if (x == kInfinity) return x;
  if (!(x > 0)) return std::numeric_limits<double>::quiet_NaN();
  // A subnormal number: 54 doublings make it normal.
  return portable_math_detail::log_of_scaled(x * 0x1.0p54, -54);
}

}  // namespace uslkit
