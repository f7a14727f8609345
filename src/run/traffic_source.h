// TrafficSource: the requests of one traffic class in one cell: when they come and what they draw.
//
// Every draw belongs to a number: first attempts to their own, in the order of arrival, retries to
// a number of theirs in streams of their own. So a fault, a policy or another class never moves
// what a request draws.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "base/indexed_draw.h"
#include "run/arrivals.h"
#include "run/law_sampler.h"
#include "run/request.h"
#include "run/run_streams.h"
#include "scenario/scenario.h"

namespace uslkit {

struct TrafficSourceOptions {
  std::size_t traffic_class = 0;
  std::uint32_t source = 0;  // its index among the sources of the cell
  double share = 1;          // of the class's rate
  double phase = 0.5;        // of deterministic arrivals
  std::string name;          // of its streams: the class, and whose traffic it took over
};

class TrafficSource {
 public:
  TrafficSource(const Scenario& scenario, const RunStreams& streams,
                const TrafficSourceOptions& options);

  [[nodiscard]] TimePoint next_time() const { return times_[next_]; }
  [[nodiscard]] std::int64_t taken() const { return static_cast<std::int64_t>(taken_); }
  [[nodiscard]] std::size_t traffic_class() const { return traffic_class_; }
  [[nodiscard]] std::uint64_t next_draw() const { return taken_; }  // Request::draw of the next one

  // The next request, with everything but its place; then the one after it is next.
  [[nodiscard]] Request take();
  // The times of some of those to come, in order; at least one.
  [[nodiscard]] std::span<const TimePoint> ahead() const {
    return std::span(times_).subspan(next_);
  }
  // Passes over so many of them.
  void skip_ahead(std::size_t count) {
    taken_ += count;
    next_ += count;
    if (next_ == times_.size()) look_ahead();
  }
  // The times of the next ones up to `until`, as many as there is room for; they are taken.
  [[nodiscard]] std::size_t take_times(TimePoint until, std::span<std::int64_t> times_ns);
  // Passes over it.
  void skip() {
    ++taken_;
    if (++next_ == times_.size()) look_ahead();
  }
  // The number of the next retry, for Request::draw.
  [[nodiscard]] std::uint64_t next_retry() { return retries_++; }

  // What a request draws, by its number.
  [[nodiscard]] double place(const Request& request) { return place_.at(request.draw); }
  // Of the request that comes `ahead` after the next one.
  [[nodiscard]] double place_ahead(std::uint64_t ahead) { return place_.at(taken_ + ahead); }
  [[nodiscard]] double coin(const Request& request) { return set(request).coin.at(request.draw); }
  [[nodiscard]] Duration validation(const Request& request) {
    return set(request).validation.sample(request.draw);
  }
  [[nodiscard]] Duration append(const Request& request) {
    return set(request).append.sample(request.draw);
  }
  // The same of first attempts `first`, `first` + 1, ...
  void fill_places(std::uint64_t first, std::span<double> places) const {
    place_.fill(first, places);
  }
  void fill_validations(std::uint64_t first, std::span<Duration> times) const {
    first_.validation.sampler().fill(first, times);
  }
  void fill_appends(std::uint64_t first, std::span<Duration> times) const {
    first_.append.sampler().fill(first, times);
  }
  [[nodiscard]] bool validates_alike() const { return first_.validation.sampler().is_constant(); }
  [[nodiscard]] bool appends_alike() const { return first_.append.sampler().is_constant(); }
  [[nodiscard]] bool replicates() const { return followers_ > 0; }
  // The slowest of the followers.
  [[nodiscard]] Duration replication(const Request& request);
  // Of faults that hit only a share of the requests.
  [[nodiscard]] double fault_coin(const Request& request) const {
    return fault_coins_.uniform(2 * request.draw + (request.retry ? 1 : 0));
  }
  [[nodiscard]] double backoff_coin(std::uint64_t retry) const { return backoffs_.uniform(retry); }

 private:
  struct Draws {
    LawBlock validation;
    LawBlock append;
    LawSampler replication;
    DrawBlock coin;
  };

  [[nodiscard]] Draws& set(const Request& request) { return request.retry ? again_ : first_; }
  static constexpr std::size_t kAhead = 256;

  void look_ahead();
  static Draws make_draws(const Scenario& scenario, const RunStreams& streams,
                          const std::string& name);
  void mark(Request& request);

  std::uint32_t source_;
  std::uint16_t traffic_class_;
  double invalid_below_;
  double poison_below_;
  double duplicate_below_;
  std::uint64_t followers_;
  ArrivalProcess arrivals_;
  DrawBlock place_;
  DrawBlock marks_;
  Draws first_;
  Draws again_;
  DrawStream fault_coins_;
  DrawStream backoffs_;
  std::uint64_t taken_ = 0;
  std::uint64_t retries_ = 0;
  std::array<TimePoint, kAhead> times_;  // of those to come
  std::size_t next_ = 0;
};

inline Request TrafficSource::take() {
  Request request;
  request.birth = request.entered = next_time();
  request.draw = taken_;
  request.source = source_;
  request.traffic_class = traffic_class_;
  if (duplicate_below_ > 0) mark(request);
  skip();
  return request;
}

inline Duration TrafficSource::replication(const Request& request) {
  Duration slowest{0};
  const LawSampler& law = set(request).replication;
  for (std::uint64_t i = 0; i < followers_; ++i) {
    slowest = std::max(slowest, law.sample(request.draw * followers_ + i));
  }
  return slowest;
}

}  // namespace uslkit
