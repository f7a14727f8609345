// LawSampler: durations drawn from a scenario's ServiceLaw, by number.
//
// Sample i of a stream is a pure function of (law, stream, i): integer nanoseconds, rounded to the
// nearest, the same bits on every compiler. Exponential, uniform, lognormal and empirical invert
// one draw; hyperexponential takes two (phase and size), Erlang one per phase.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/indexed_draw.h"
#include "base/units.h"
#include "scenario/service_law.h"

namespace uslkit {

class LawSampler {
 public:
  LawSampler(const ServiceLaw& law, const DrawStream& stream);

  [[nodiscard]] Duration sample(std::uint64_t index) const { return rounded(sample_ns(index)); }

  // The same variate times a factor, rounded once: for a server whose speed depends on its load.
  [[nodiscard]] Duration sample_scaled(std::uint64_t index, double factor) const {
    return rounded(sample_ns(index) * factor);
  }
  [[nodiscard]] double sample_ns(std::uint64_t index) const;  // before rounding

  // Samples first, first + 1, ... as above.
  void fill(std::uint64_t first, std::span<Duration> samples) const;

  // Every sample is the same.
  [[nodiscard]] bool is_constant() const { return kind_ == Kind::kConstant; }
  // Of the law before rounding. cv = standard deviation / mean, 0 where the mean is 0.
  [[nodiscard]] double mean_ns() const { return mean_ns_; }
  [[nodiscard]] double cv() const { return cv_; }

  // To the nearest nanosecond; beyond 146 years, 146 years. Never negative.
  [[nodiscard]] static Duration rounded(double nanoseconds) {
    constexpr double kLongest = 0x1p62;
    return Duration(
        static_cast<std::int64_t>((nanoseconds < kLongest ? nanoseconds : kLongest) + 0.5));
  }

 private:
  enum class Kind : std::uint8_t {
    kConstant,
    kExponential,
    kErlang,
    kUniform,
    kLognormal,
    kHyperexponential,
    kEmpirical
  };

  void compile(const ConstantLaw& law);
  void compile(const ExponentialLaw& law);
  void compile(const ErlangLaw& law);
  void compile(const UniformLaw& law);
  void compile(const LognormalLaw& law);
  void compile(const HyperexponentialLaw& law);
  void compile(const EmpiricalLaw& law);
  void set_moments(double mean_ns, double cv);
  // The variate of a law that takes one draw (first and last are the same) or two.
  [[nodiscard]] double of_bits(std::uint64_t first, std::uint64_t last) const;
  [[nodiscard]] double quantile_ns(double probability) const;
  [[nodiscard]] double erlang_ns(std::uint64_t index) const;
  void fill_exponential(std::uint64_t first, std::span<Duration> samples) const;
  void fill_from_bits(std::uint64_t first, std::span<Duration> samples) const;

  DrawStream stream_;
  Kind kind_ = Kind::kConstant;
  double mean_ns_ = 0;
  double cv_ = 0;
  // What the kind needs: constant, exponential, Erlang: {mean of a phase}; uniform: {lowest,
  // width}; lognormal: {mu, sigma}; hyperexponential: {mean of phase 1, of phase 2}.
  double a_ = 0;
  double b_ = 0;
  double first_phase_share_ = 1;
  std::uint64_t phases_ = 1;
  // Of an empirical law: its points, and of each stretch from one to the next the slope.
  struct Stretch {
    double probability = 0;
    double time_ns = 0;
    double slope = 0;
  };
  std::vector<Stretch> stretches_;
};

inline double LawSampler::of_bits(std::uint64_t first, std::uint64_t last) const {
  switch (kind_) {
    case Kind::kExponential:
      return a_ * exponential_of_bits(first);
    case Kind::kUniform:
      return a_ + b_ * uniform_of_bits(first);
    case Kind::kLognormal:
      return portable_exp(a_ + b_ * normal_of_bits(first));
    case Kind::kHyperexponential:
      return (uniform_of_bits(first) <= first_phase_share_ ? a_ : b_) * exponential_of_bits(last);
    case Kind::kEmpirical:
      return quantile_ns(uniform_of_bits(first));
    case Kind::kConstant:
    case Kind::kErlang:
      break;
  }
  return a_;
}

inline double LawSampler::sample_ns(std::uint64_t index) const {
  if (kind_ == Kind::kConstant) return a_;
  if (kind_ == Kind::kErlang) return erlang_ns(index);
  if (kind_ == Kind::kHyperexponential) {
    const std::array<std::uint64_t, 2> bits = stream_.pair(index);
    return of_bits(bits[0], bits[1]);
  }
  const std::uint64_t bits = stream_.bits(index);
  return of_bits(bits, bits);
}

// Samples of one law for an index that mostly grows, in chunks of 256 as DrawBlock (see
// base/indexed_draw.h): any index may be asked at any time; the answer is the sampler's own.
class LawBlock {
 public:
  static constexpr std::size_t kChunk = 256;

  explicit LawBlock(const LawSampler& sampler) : sampler_(sampler) {}

  [[nodiscard]] const LawSampler& sampler() const { return sampler_; }
  [[nodiscard]] Duration sample(std::uint64_t index) {
    const std::uint64_t chunk = index / kChunk;
    const std::size_t side = chunk % 2;
    if (held_[side] != chunk) fill(chunk);
    return samples_[side][index % kChunk];
  }

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};

  void fill(std::uint64_t chunk);

  LawSampler sampler_;
  std::array<std::uint64_t, 2> held_{kNone, kNone};
  std::array<std::array<Duration, kChunk>, 2> samples_{};
};

// Durations of batches by number: T(b) = (t0 + b t1) F, F lognormal with mean 1.
class BatchSampler {
 public:
  BatchSampler(const BatchLaw& law, const DrawStream& stream);

  [[nodiscard]] Duration sample(std::uint64_t index, std::int64_t events) const {
    const double base = t0_ns_ + static_cast<double>(events) * t1_ns_;
    return fixed_ ? LawSampler::rounded(base) : factor_.sample_scaled(index, base);
  }
  [[nodiscard]] double mean_ns(std::int64_t events) const {
    return t0_ns_ + static_cast<double>(events) * t1_ns_;
  }

 private:
  double t0_ns_;
  double t1_ns_;
  bool fixed_;
  LawSampler factor_;  // lognormal with mean 1 ns
};

}  // namespace uslkit
