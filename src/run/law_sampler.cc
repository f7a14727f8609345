#include "run/law_sampler.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr std::size_t kChunk = 256;

double in_ns(Duration duration) { return static_cast<double>(duration.count()); }

}  // namespace

LawSampler::LawSampler(const ServiceLaw& law, const DrawStream& stream) : stream_(stream) {
  std::visit([this](const auto& kind_of_law) { compile(kind_of_law); }, law);
}

void LawSampler::set_moments(double mean_ns, double cv) {
  USLKIT_CHECK(mean_ns >= 0 && cv >= 0);
  mean_ns_ = mean_ns;
  cv_ = mean_ns > 0 ? cv : 0;
}

void LawSampler::compile(const ConstantLaw& law) {
  kind_ = Kind::kConstant;
  a_ = in_ns(law.mean);
  set_moments(a_, 0);
}

void LawSampler::compile(const ExponentialLaw& law) {
  kind_ = Kind::kExponential;
  a_ = in_ns(law.mean);
  set_moments(a_, 1);
}

void LawSampler::compile(const ErlangLaw& law) {
  USLKIT_CHECK(law.phases >= 1);
  kind_ = Kind::kErlang;
  phases_ = static_cast<std::uint64_t>(law.phases);
  a_ = in_ns(law.mean) / static_cast<double>(law.phases);
  set_moments(in_ns(law.mean), 1 / std::sqrt(static_cast<double>(law.phases)));
}

void LawSampler::compile(const UniformLaw& law) {
  USLKIT_CHECK(law.lowest <= law.highest);
  kind_ = Kind::kUniform;
  a_ = in_ns(law.lowest);
  b_ = in_ns(law.highest) - a_;
  const double mean = a_ + b_ / 2;
  set_moments(mean, mean > 0 ? b_ / std::sqrt(12.0) / mean : 0);
}

// log X normal with mean mu and deviation sigma has mean exp(mu + sigma^2 / 2) and cv^2 =
// exp(sigma^2) - 1.
void LawSampler::compile(const LognormalLaw& law) {
  if (law.mean <= Duration(0)) return compile(ConstantLaw{law.mean});
  kind_ = Kind::kLognormal;
  const double variance = portable_log(1 + law.cv * law.cv);
  a_ = portable_log(in_ns(law.mean)) - variance / 2;
  b_ = std::sqrt(variance);
  set_moments(in_ns(law.mean), law.cv);
}

// Two exponential phases with balanced means, p m1 = (1 - p) m2 = mean / 2 (Whitt, "Approximating a
// point process by a renewal process, I", Operations Research 30, 1982, eq. 3.7): p = (1 +
// sqrt((cv^2 - 1) / (cv^2 + 1))) / 2.
void LawSampler::compile(const HyperexponentialLaw& law) {
  USLKIT_CHECK(law.cv >= 1);
  kind_ = Kind::kHyperexponential;
  const double square = law.cv * law.cv;
  first_phase_share_ = (1 + std::sqrt((square - 1) / (square + 1))) / 2;
  a_ = in_ns(law.mean) / (2 * first_phase_share_);
  b_ = in_ns(law.mean) / (2 * (1 - first_phase_share_));
  set_moments(in_ns(law.mean), law.cv);
}

// Mean and variance of a mixture of uniform stretches: of one from a to b they are (a + b) / 2 and
// (a^2 + a b + b^2) / 3 as a second moment.
void LawSampler::compile(const EmpiricalLaw& law) {
  USLKIT_CHECK(law.quantiles.size() >= 2);
  kind_ = Kind::kEmpirical;
  double mean = 0;
  double square = 0;
  for (std::size_t i = 0; i + 1 < law.quantiles.size(); ++i) {
    const QuantilePoint& from = law.quantiles[i];
    const QuantilePoint& to = law.quantiles[i + 1];
    const double share = to.probability - from.probability;
    const double a = in_ns(from.time);
    const double b = in_ns(to.time);
    USLKIT_CHECK(share > 0 && b >= a);
    stretches_.push_back({.probability = from.probability, .time_ns = a, .slope = (b - a) / share});
    mean += share * (a + b) / 2;
    square += share * (a * a + a * b + b * b) / 3;
  }
  set_moments(mean, mean > 0 ? std::sqrt(std::max(square - mean * mean, 0.0)) / mean : 0);
}

double LawSampler::quantile_ns(double probability) const {
  const auto after = std::upper_bound(
      stretches_.begin() + 1, stretches_.end(), probability,
      [](double wanted, const Stretch& stretch) { return wanted < stretch.probability; });
  const Stretch& stretch = *(after - 1);
  return stretch.time_ns + (probability - stretch.probability) * stretch.slope;
}

// A sum of exponentials is the logarithm of a product of uniforms; 16 of them, each at least 2^-53,
// cannot underflow. Every sample begins with a new block of draws.
double LawSampler::erlang_ns(std::uint64_t index) const {
  constexpr std::uint64_t kFactors = 16;
  const std::uint64_t first = index * (phases_ + phases_ % 2);
  std::array<std::uint64_t, kFactors> bits;
  double sum = 0;
  for (std::uint64_t done = 0; done < phases_; done += kFactors) {
    const std::span<std::uint64_t> factors =
        std::span(bits).first(std::min(kFactors, phases_ - done));
    stream_.fill_bits(first + done, factors);
    double product = 1;
    for (const std::uint64_t factor : factors) product *= uniform_of_bits(factor);
    sum -= log_of_positive_normal(product);
  }
  return a_ * sum;
}

void LawSampler::fill(std::uint64_t first, std::span<Duration> samples) const {
  switch (kind_) {
    case Kind::kConstant:
      std::fill(samples.begin(), samples.end(), rounded(a_));
      return;
    case Kind::kExponential:
      return fill_exponential(first, samples);
    case Kind::kUniform:
    case Kind::kLognormal:
    case Kind::kHyperexponential:
    case Kind::kEmpirical:
      return fill_from_bits(first, samples);
    case Kind::kErlang:
      break;
  }
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = sample(first + i);
}

void LawSampler::fill_exponential(std::uint64_t first, std::span<Duration> samples) const {
  std::array<double, kChunk> draws;
  for (std::size_t done = 0; done < samples.size(); done += kChunk) {
    const std::size_t count = std::min(kChunk, samples.size() - done);
    stream_.fill_exponential(first + done, std::span(draws).first(count));
    for (std::size_t i = 0; i < count; ++i) samples[done + i] = rounded(a_ * draws[i]);
  }
}

// Making the bits in vector registers is what pays; each law then takes its own way from there.
void LawSampler::fill_from_bits(std::uint64_t first, std::span<Duration> samples) const {
  const std::size_t words = kind_ == Kind::kHyperexponential ? 2 : 1;
  std::array<std::uint64_t, 2 * kChunk> bits;
  for (std::size_t done = 0; done < samples.size(); done += kChunk) {
    const std::size_t count = std::min(kChunk, samples.size() - done);
    stream_.fill_bits((first + done) * words, std::span(bits).first(count * words));
    for (std::size_t i = 0; i < count; ++i) {
      samples[done + i] = rounded(of_bits(bits[i * words], bits[i * words + words - 1]));
    }
  }
}

void LawBlock::fill(std::uint64_t chunk) {
  const std::size_t side = chunk % 2;
  sampler_.fill(chunk * kChunk, samples_[side]);
  held_[side] = chunk;
}

BatchSampler::BatchSampler(const BatchLaw& law, const DrawStream& stream)
    : t0_ns_(in_ns(law.t0)),
      t1_ns_(in_ns(law.t1)),
      fixed_(!(law.cv > 0)),
      factor_(LognormalLaw{.mean = Duration(1), .cv = law.cv}, stream) {}

}  // namespace uslkit
