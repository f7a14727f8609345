#include "run/law_sampler.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::microseconds;

struct NamedLaw {
  std::string name;
  ServiceLaw law;
  std::uint64_t hash;  // of 100 000 samples, frozen: the same on every compiler
};

const std::vector<NamedLaw>& laws() {
  static const std::vector<NamedLaw> kLaws = {
      {"constant", ConstantLaw{microseconds(5)}, 13229992584189756160ULL},
      {"exponential", ExponentialLaw{microseconds(8)}, 8402908576193655449ULL},
      {"erlang 1", ErlangLaw{.mean = microseconds(8), .phases = 1}, 9677715753244827211ULL},
      {"erlang 4", ErlangLaw{.mean = microseconds(8), .phases = 4}, 9521132297965627535ULL},
      {"erlang 37", ErlangLaw{.mean = microseconds(8), .phases = 37}, 14750684886320218512ULL},
      {"uniform", UniformLaw{.lowest = microseconds(2), .highest = microseconds(9)},
       17322577502901718941ULL},
      {"lognormal", LognormalLaw{.mean = microseconds(64), .cv = 0.5}, 724955856004437987ULL},
      {"hyperexponential", HyperexponentialLaw{.mean = microseconds(64), .cv = 2},
       16232578528838161111ULL},
      {"hyperexponential 1", HyperexponentialLaw{.mean = microseconds(64), .cv = 1},
       12239503499172201467ULL},
      {"empirical",
       EmpiricalLaw{{{0, microseconds(10)},
                     {0.5, microseconds(20)},
                     {0.99, microseconds(50)},
                     {1, microseconds(900)}}},
       13712550723037303010ULL},
  };
  return kLaws;
}

TEST_CASE("mean and coefficient of variation are those declared, within 4.5 standard errors") {
  constexpr std::size_t kSamples = 1'000'000;
  std::vector<Duration> samples(kSamples);
  for (const NamedLaw& law : laws()) {
    CAPTURE(law.name);
    const LawSampler sampler(law.law, DrawStream(1, "moments/" + law.name));
    sampler.fill(0, samples);
    const double mean = sampler.mean_ns();
    const double variance = std::pow(mean * sampler.cv(), 2);
    double first = 0, second = 0, fourth = 0;
    for (const Duration sample : samples) {
      const double deviation = static_cast<double>(sample.count()) - mean;
      first += deviation;
      second += deviation * deviation;
      fourth += std::pow(deviation, 4);
    }
    const double n = kSamples;
    CHECK(std::abs(first / n) <= 4.5 * std::sqrt(variance / n));
    // 1/12 ns^2 from rounding, except for the constant.
    const double rounding = variance > 0 ? 1 / 12.0 : 0;
    const double error = std::sqrt((fourth / n - variance * variance) / n);
    CHECK(std::abs(second / n - variance - rounding) <= 4.5 * error);
  }
}

TEST_CASE("samples have the same bits on every compiler") {
  for (const NamedLaw& law : laws()) {
    CAPTURE(law.name);
    const LawSampler sampler(law.law, DrawStream(1, "portability"));
    std::uint64_t hash = 0;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
      hash = (hash ^ static_cast<std::uint64_t>(sampler.sample(i).count())) * 0x100000001b3ULL;
    }
    CHECK(hash == law.hash);
  }
}

TEST_CASE("a filled stretch and a block give the samples of asking one by one") {
  for (const NamedLaw& law : laws()) {
    CAPTURE(law.name);
    const LawSampler sampler(law.law, DrawStream(1, "fill"));
    LawBlock block(sampler);
    std::vector<Duration> samples(700);
    sampler.fill(123, samples);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      CHECK(samples[i] == sampler.sample(123 + i));
      CHECK(block.sample(123 + i) == samples[i]);
    }
    CHECK(block.sample(0) == sampler.sample(0));
    CHECK(block.sample(100'000) == sampler.sample(100'000));
  }
}

// Kolmogorov's distance to the declared distribution function; 2.3 / sqrt(n) is passed by chance
// once in 20 000.
TEST_CASE("lognormal and hyperexponential samples follow their distribution functions") {
  constexpr std::uint64_t kSamples = 100'000;
  const double sigma = std::sqrt(std::log(1.25));
  const LawSampler lognormal(LognormalLaw{.mean = microseconds(64), .cv = 0.5},
                             DrawStream(1, "lognormal law"));
  const LawSampler hyper(HyperexponentialLaw{.mean = microseconds(64), .cv = 2},
                         DrawStream(1, "hyper law"));
  const double p = (1 + std::sqrt(0.6)) / 2;
  for (const double t : {10e3, 30e3, 60e3, 100e3, 300e3}) {
    double below_lognormal = 0, below_hyper = 0;
    for (std::uint64_t i = 0; i < kSamples; ++i) {
      below_lognormal += lognormal.sample_ns(i) <= t ? 1 : 0;
      below_hyper += hyper.sample_ns(i) <= t ? 1 : 0;
    }
    const double z = (std::log(t / 64e3) + sigma * sigma / 2) / sigma;
    const double lognormal_truth = std::erfc(-z / std::sqrt(2.0)) / 2;
    const double hyper_truth =
        1 - p * std::exp(-2 * p * t / 64e3) - (1 - p) * std::exp(-2 * (1 - p) * t / 64e3);
    CHECK(std::abs(below_lognormal / kSamples - lognormal_truth) < 2.3 / std::sqrt(kSamples));
    CHECK(std::abs(below_hyper / kSamples - hyper_truth) < 2.3 / std::sqrt(kSamples));
  }
}

TEST_CASE("a law of mean zero takes no time, and rounding is to the nearest") {
  const DrawStream stream(1, "zero");
  for (const ServiceLaw& law :
       {ServiceLaw(ConstantLaw{}), ServiceLaw(ExponentialLaw{}), ServiceLaw(ErlangLaw{}),
        ServiceLaw(UniformLaw{}), ServiceLaw(LognormalLaw{}), ServiceLaw(HyperexponentialLaw{})}) {
    const LawSampler sampler(law, stream);
    CHECK(sampler.sample(7) == Duration(0));
    CHECK(sampler.mean_ns() == 0);
    CHECK(sampler.cv() == 0);
  }
  const LawSampler measured(
      EmpiricalLaw{{{0, Duration(100)}, {0.5, Duration(100)}, {1, Duration(300)}}}, stream);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    CHECK(measured.sample(i) >= Duration(100));
    CHECK(measured.sample(i) <= Duration(300));
  }
  CHECK(LawSampler::rounded(0.49) == Duration(0));
  CHECK(LawSampler::rounded(0.5) == Duration(1));
  CHECK(LawSampler::rounded(1e300) == Duration(std::int64_t{1} << 62));
  const LawSampler constant(ConstantLaw{Duration(10)}, stream);
  CHECK(constant.sample_scaled(0, 0.26) == Duration(3));
}

TEST_CASE("a batch takes (t0 + b t1) times a factor of mean 1") {
  const BatchLaw law{.t0 = microseconds(400), .t1 = microseconds(20), .cv = 0};
  const BatchSampler fixed(law, DrawStream(1, "batch"));
  CHECK(fixed.sample(3, 16) == microseconds(720));
  CHECK(fixed.mean_ns(16) == 720e3);
  const BatchSampler varied({.t0 = law.t0, .t1 = law.t1, .cv = 0.3}, DrawStream(1, "batch"));
  double sum = 0, squares = 0;
  constexpr std::uint64_t kSamples = 200'000;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const double deviation = static_cast<double>(varied.sample(i, 16).count()) / 720e3 - 1;
    sum += deviation;
    squares += deviation * deviation;
  }
  CHECK(std::abs(sum / kSamples) < 4.5 * 0.3 / std::sqrt(kSamples));
  CHECK(squares / kSamples == doctest::Approx(0.09).epsilon(0.03));
}

}  // namespace
}  // namespace uslkit
