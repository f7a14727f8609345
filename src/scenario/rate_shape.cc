#include "scenario/rate_shape.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "base/check.h"
#include "base/portable_math.h"

namespace uslkit {
namespace {

// A point of a polygon: two points at one time make a step.
struct Knot {
  std::int64_t at_ns = 0;
  double value = 0;
};

double between(const Knot& a, const Knot& b, std::int64_t at_ns) {
  if (at_ns == b.at_ns) return b.value;  // to the bit
  const double share =
      static_cast<double>(at_ns - a.at_ns) / static_cast<double>(b.at_ns - a.at_ns);
  return a.value + (b.value - a.value) * share;
}

// The polygon through the knots, cut to [0, end) and constant before the first and after the last.
std::vector<RatePiece> polygon(const std::vector<Knot>& knots, std::int64_t end) {
  if (knots.empty()) return {{0, 0, 0}};
  std::vector<RatePiece> pieces;
  if (knots.front().at_ns > 0) pieces.push_back({0, knots.front().value, knots.front().value});
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    const Knot& a = knots[i];
    const Knot& b = knots[i + 1];
    USLKIT_CHECK(a.at_ns <= b.at_ns);
    if (a.at_ns == b.at_ns || b.at_ns <= 0 || a.at_ns >= end) continue;
    const std::int64_t from = std::max<std::int64_t>(a.at_ns, 0);
    const std::int64_t to = std::min(b.at_ns, end);
    pieces.push_back({from, between(a, b, from), between(a, b, to)});
  }
  const Knot& last = knots.back();
  if (last.at_ns < end) {
    pieces.push_back({std::max<std::int64_t>(last.at_ns, 0), last.value, last.value});
  }
  return pieces;
}

std::int64_t piece_end(const std::vector<RatePiece>& pieces, std::size_t i, std::int64_t end) {
  return i + 1 < pieces.size() ? pieces[i + 1].start_ns : end;
}

// Two shapes cut at the starts of both, so that every pair of pieces covers the same time.
struct Pair {
  RatePiece first;
  RatePiece second;
};

RatePiece part_of(const std::vector<RatePiece>& pieces, std::size_t i, std::int64_t from,
                  std::int64_t to, std::int64_t end) {
  const Knot a{pieces[i].start_ns, pieces[i].from};
  const Knot b{piece_end(pieces, i, end), pieces[i].to};
  return {from, between(a, b, from), between(a, b, to)};
}

std::vector<Pair> side_by_side(const std::vector<RatePiece>& first,
                               const std::vector<RatePiece>& second, std::int64_t end) {
  std::vector<Pair> pairs;
  std::size_t i = 0;
  std::size_t j = 0;
  for (std::int64_t from = 0; from < end;) {
    const std::int64_t to = std::min(piece_end(first, i, end), piece_end(second, j, end));
    pairs.push_back({part_of(first, i, from, to, end), part_of(second, j, from, to, end)});
    if (to == piece_end(first, i, end)) ++i;
    if (to == piece_end(second, j, end)) ++j;
    from = to;
  }
  return pairs;
}

// The product of two straight lines is a parabola: chords, unless one of the two is flat. With c
// chords the error is at most 1/(4 c^2) of the product of both rises.
void append_product(const Pair& pair, std::int64_t to_ns, std::vector<RatePiece>& product) {
  constexpr std::int64_t kChords = 256;
  const std::int64_t from_ns = pair.first.start_ns;
  const bool flat = pair.first.from == pair.first.to || pair.second.from == pair.second.to;
  const std::int64_t chords = flat ? 1 : std::min(kChords, to_ns - from_ns);
  Knot left{from_ns, pair.first.from * pair.second.from};
  for (std::int64_t chord = 1; chord <= chords; ++chord) {
    const double share = static_cast<double>(chord) / static_cast<double>(chords);
    const double a = pair.first.from + (pair.first.to - pair.first.from) * share;
    const double b = pair.second.from + (pair.second.to - pair.second.from) * share;
    const Knot right{
        from_ns + (to_ns - from_ns) / chords * chord + (to_ns - from_ns) % chords * chord / chords,
        a * b};
    product.push_back({left.at_ns, left.value, right.value});
    left = right;
  }
}

class Compiler {
 public:
  explicit Compiler(Duration end) : end_(end.count()) {}

  std::vector<RatePiece> operator()(const ConstantRate& shape) const {
    return {{0, shape.rate.per_second, shape.rate.per_second}};
  }

  std::vector<RatePiece> operator()(const StepsRate& shape) const {
    std::vector<Knot> knots;
    double value = 0;
    for (const RateStep& step : shape.steps) {
      knots.push_back({step.at.count(), value});
      value = step.rate.per_second;
      knots.push_back({step.at.count(), value});
    }
    return polygon(knots, end_);
  }

  std::vector<RatePiece> operator()(const RampRate& shape) const {
    const std::int64_t start = shape.start.count();
    return polygon(
        {{start, shape.from.per_second}, {start + shape.length.count(), shape.to.per_second}},
        end_);
  }

  std::vector<RatePiece> operator()(const SpikeRate& shape) const {
    const std::int64_t start = shape.start.count();
    const std::int64_t top = start + shape.rise.count();
    const std::int64_t falls = top + shape.hold.count();
    return polygon({{start, shape.base.per_second},
                    {top, shape.peak.per_second},
                    {falls, shape.peak.per_second},
                    {falls + shape.fall.count(), shape.base.per_second}},
                   end_);
  }

  // Knots are multiples of the spacing from time 0; the phase is reduced in integers, so that a
  // cosine of day 300 is as exact as one of the first day.
  std::vector<RatePiece> operator()(const DiurnalRate& shape) const {
    constexpr std::int64_t kMinute = 60'000'000'000;
    const std::int64_t period = shape.period.count();
    USLKIT_CHECK(period > 0);
    const std::int64_t spacing =
        std::max({std::int64_t{1}, std::min(kMinute, period / 240), end_ / 1'000'000});
    std::vector<Knot> knots;
    for (std::int64_t at = 0; at < end_ + spacing; at += spacing) {
      const std::int64_t phase = (at - shape.peak_at.count()) % period;
      const double turns = static_cast<double>(phase) / static_cast<double>(period);
      const double wave = 1 + shape.amplitude * cosine_of_turns(turns);
      knots.push_back({at, shape.mean.per_second * std::max(wave, 0.0)});
    }
    return polygon(knots, end_);
  }

  std::vector<RatePiece> operator()(const TraceRate& shape) const {
    std::vector<Knot> knots;
    for (const TracePoint& point : shape.points) {
      knots.push_back({point.at.count(), shape.scale * point.rate.per_second});
    }
    return polygon(knots, end_);
  }

  std::vector<RatePiece> operator()(const SumRate& shape) const {
    std::vector<RatePiece> sum = {{0, 0, 0}};
    for (const RateProfile& part : shape.parts) {
      std::vector<RatePiece> added;
      for (const Pair& pair : side_by_side(sum, std::visit(*this, part.shape), end_)) {
        added.push_back({pair.first.start_ns, pair.first.from + pair.second.from,
                         pair.first.to + pair.second.to});
      }
      sum = std::move(added);
    }
    return sum;
  }

  std::vector<RatePiece> operator()(const ProductRate& shape) const {
    USLKIT_CHECK(shape.of.size() == 1);
    std::vector<Knot> knots;
    for (const MultiplierPoint& point : shape.multiplier) {
      knots.push_back({point.at.count(), point.factor});
    }
    const std::vector<Pair> pairs =
        side_by_side(std::visit(*this, shape.of.front().shape), polygon(knots, end_), end_);
    std::vector<RatePiece> product;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const bool last = i + 1 == pairs.size();
      append_product(pairs[i], last ? end_ : pairs[i + 1].first.start_ns, product);
    }
    return product;
  }

 private:
  std::int64_t end_;
};

}  // namespace

std::vector<RatePiece> straight_pieces(const RateProfile& profile, Duration end) {
  USLKIT_CHECK(end > Duration(0));
  return std::visit(Compiler(end), profile.shape);
}

}  // namespace uslkit
