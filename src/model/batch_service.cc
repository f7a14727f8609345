#include "model/batch_service.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "base/check.h"
#include "model/md1_queue.h"
#include "model/queue_arguments.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargestMatrix = 33554432.0;  // 2^25 numbers
// Mass that is cut off a distribution, relative to all of it: e^-39 = 1e-17.
constexpr double kCutExponent = 39.0;

void check(const BatchConsumer& consumer) {
  USLKIT_CHECK(std::isfinite(consumer.arrival_rate));
  USLKIT_CHECK(consumer.arrival_rate > 0.0);
  USLKIT_CHECK(consumer.batch_overhead >= 0.0);
  USLKIT_CHECK(consumer.time_per_event >= 0.0);
  USLKIT_CHECK(std::isfinite(consumer.batch_overhead + consumer.time_per_event));
  USLKIT_CHECK(consumer.batch_overhead + consumer.time_per_event > 0.0);
  USLKIT_CHECK(consumer.largest_batch >= 1);
}

// Arrivals during one batch lie below this but for a share of 1e-17 (Bernstein's bound).
std::size_t most_arrivals(double mean) {
  return static_cast<std::size_t>(mean + std::sqrt(2.0 * kCutExponent * mean) + kCutExponent);
}

// P(Poisson(mean) = 0, 1, ..., size - 1), built outwards from its mode: no underflow for any mean.
std::vector<double> poisson_probabilities(double mean, std::size_t size) {
  std::vector<double> probabilities(size, 0.0);
  const std::size_t mode = std::min(static_cast<std::size_t>(mean), size - 1);
  const double at = static_cast<double>(mode);
  probabilities[mode] = std::exp(at * std::log(mean) - mean - std::lgamma(at + 1.0));
  for (std::size_t k = mode; k + 1 < size; ++k) {
    probabilities[k + 1] = probabilities[k] * mean / static_cast<double>(k + 1);
  }
  for (std::size_t k = mode; k > 0; --k) {
    probabilities[k - 1] = probabilities[k] * static_cast<double>(k) / mean;
  }
  const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

// States begin, begin + 1, ..., end - 1.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The chain of the number waiting at the ends of batches, cut to `states` states. Row n holds the
// columns from n - b (or 0) on, because a batch takes at most b events away. The elimination below
// creates no transition outside this band: a row that reaches state n from below also covers all
// that n leads down to, and one that reaches it from above all that n leads up to.
//
//     row n:   first(n) = max(0, n - b)                 first(n) + width
//              |<---------------- arrivals ------------------>|
class EmbeddedChain {
 public:
  EmbeddedChain(const BatchConsumer& consumer, std::size_t states)
      : consumer_(consumer),
        states_(states),
        batch_(static_cast<std::size_t>(consumer.largest_batch)),
        width_(row_width(consumer)) {
    rows_.resize(states_ * width_, 0.0);
    for (std::size_t n = 0; n < states_; ++n) fill_row(n);
  }

  static std::size_t row_width(const BatchConsumer& consumer) {
    const double most = static_cast<double>(consumer.largest_batch);
    return std::max(most_arrivals(consumer.arrival_rate * consumer.batch_time(most)),
                    static_cast<std::size_t>(consumer.largest_batch) + 1);
  }

  // Stationary probabilities by state reduction. The last state kept is the one where batches
  // settle in the fluid limit: ending at a state of negligible probability, as 0 is under heavy
  // load, would overflow. Only sums, products and quotients of positive numbers occur.
  std::vector<double> stationary() {
    const std::size_t kept = settled_state();
    std::vector<double> leaving(states_, 1.0);
    for (std::size_t n = states_ - 1; n > kept; --n) leaving[n] = eliminate(n, {0, n});
    for (std::size_t n = 0; n < kept; ++n) leaving[n] = eliminate(n, {n + 1, kept + 1});

    // From here on the states come back in the opposite order, each fed by those present before it.
    std::vector<double> probabilities(states_, 0.0);
    probabilities[kept] = 1.0;
    for (std::size_t n = kept; n-- > 0;) {
      probabilities[n] = inflow(n, {n + 1, kept + 1}, probabilities) / leaving[n];
    }
    for (std::size_t n = kept + 1; n < states_; ++n) {
      probabilities[n] = inflow(n, {0, n}, probabilities) / leaving[n];
    }
    const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    for (double& probability : probabilities) probability /= sum;
    return probabilities;
  }

 private:
  std::size_t first_column(std::size_t n) const { return n > batch_ ? n - batch_ : 0; }
  double& at(std::size_t row, std::size_t column) {
    return rows_[row * width_ + (column - first_column(row))];
  }
  std::size_t past_column(std::size_t n) const { return first_column(n) + width_; }
  // Rows that store a column n: from the first one that reaches so far up to n + b.
  Range rows_with(std::size_t n, Range among) const {
    const std::size_t lowest = n < width_ ? 0 : n + batch_ + 1 - width_;
    return {std::max(lowest, among.begin), std::min(n + batch_ + 1, among.end)};
  }
  Range columns_of(std::size_t n, Range among) const {
    return {std::max(first_column(n), among.begin), std::min(past_column(n), among.end)};
  }
  // n with lambda (t0 + n t1) = n; below b because the queue is stable.
  std::size_t settled_state() const {
    return static_cast<std::size_t>(consumer_.arrival_rate * steady_batch_time(consumer_));
  }

  void fill_row(std::size_t n) {
    const std::size_t taken = std::clamp<std::size_t>(n, 1, batch_);
    const std::size_t left = std::max<std::size_t>(n, 1) - taken;
    const double mean = consumer_.arrival_rate * consumer_.batch_time(static_cast<double>(taken));
    const std::vector<double> arrivals = poisson_probabilities(mean, width_);
    // What would leave the cut chain goes to its last state, so that every row still sums to one.
    for (std::size_t k = 0; k < width_; ++k) at(n, std::min(left + k, states_ - 1)) += arrivals[k];
  }

  // Removes state n: whoever enters it goes on to where it leads among the states that remain.
  // Returns the probability of leaving n for one of them.
  double eliminate(std::size_t n, Range remaining) {
    const Range columns = columns_of(n, remaining);
    double leaving = 0.0;
    for (std::size_t j = columns.begin; j < columns.end; ++j) leaving += at(n, j);
    const Range rows = rows_with(n, remaining);
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const double share = at(i, n) / leaving;
      if (share == 0.0) continue;
      const double* const from = &at(n, columns.begin);
      double* const to = &at(i, columns.begin);
      const std::size_t count = columns.end - columns.begin;
      for (std::size_t j = 0; j < count; ++j) to[j] += share * from[j];
    }
    return leaving;
  }

  double inflow(std::size_t n, Range present, const std::vector<double>& probabilities) {
    const Range rows = rows_with(n, present);
    double sum = 0.0;
    for (std::size_t i = rows.begin; i < rows.end; ++i) sum += probabilities[i] * at(i, n);
    return sum;
  }

  BatchConsumer consumer_;
  std::size_t states_;
  std::size_t batch_;
  std::size_t width_;
  std::vector<double> rows_;
};

// Where the tail, which falls as e^(-theta) per event with b theta = nu (e^theta - 1), nu the
// arrivals per full batch, has fallen below the cut.
double states_needed(const BatchConsumer& consumer) {
  const double most = static_cast<double>(consumer.largest_batch);
  const double tail = kCutExponent / poisson_decay_rate(consumer.utilisation());
  const double arrivals = consumer.arrival_rate * consumer.batch_time(most);
  return most + arrivals + std::max(tail, kCutExponent + std::sqrt(2.0 * kCutExponent * arrivals));
}

// Renewal reward over the batches that start with n waiting.
BatchServiceMeans means_of(const BatchConsumer& consumer, const std::vector<double>& stationary) {
  const double rate = consumer.arrival_rate;
  const double most = static_cast<double>(consumer.largest_batch);
  double queue_time = 0.0;
  double busy_time = 0.0;
  double events = 0.0;
  double event_time = 0.0;
  for (std::size_t n = 0; n < stationary.size(); ++n) {
    const double waiting = std::max(1.0, static_cast<double>(n));
    const double taken = std::min(waiting, most);
    const double time = consumer.batch_time(taken);
    queue_time += stationary[n] * ((waiting - taken) * time + 0.5 * rate * time * time);
    busy_time += stationary[n] * time;
    events += stationary[n] * taken;
    event_time += stationary[n] * taken * time;
  }
  const double idle_time = stationary[0] / rate;
  const double wait = queue_time / (busy_time + idle_time) / rate;
  return {.wait = wait,
          .latency = wait + event_time / events,
          .batch_size = events,
          .busy_share = busy_time / (busy_time + idle_time)};
}

}  // namespace

double BatchConsumer::batch_time(double events) const {
  return batch_overhead + events * time_per_event;
}

double BatchConsumer::capacity() const {
  const double most = static_cast<double>(largest_batch);
  return most / batch_time(most);
}

double BatchConsumer::utilisation() const { return arrival_rate / capacity(); }

std::optional<BatchServiceMeans> batch_service_means(const BatchConsumer& consumer) {
  check(consumer);
  if (consumer.utilisation() >= 1.0) {
    return BatchServiceMeans{.wait = kInfinity,
                             .latency = kInfinity,
                             .batch_size = static_cast<double>(consumer.largest_batch),
                             .busy_share = 1.0};
  }
  const double states = std::ceil(states_needed(consumer));
  const double width = static_cast<double>(EmbeddedChain::row_width(consumer));
  if (!(states * width <= kLargestMatrix)) return std::nullopt;
  EmbeddedChain chain(consumer, static_cast<std::size_t>(states));
  return means_of(consumer, chain.stationary());
}

double steady_batch_time(const BatchConsumer& consumer) {
  check(consumer);
  if (consumer.utilisation() >= 1.0) return kInfinity;
  // Stability, lambda (t0 + b t1) < b, implies lambda t1 < 1: the denominator is positive.
  return consumer.batch_overhead / (1.0 - consumer.arrival_rate * consumer.time_per_event);
}

double batch_latency_quantile(const BatchConsumer& consumer, const BatchLatencyQuestion& question) {
  check_probability(question.probability);
  USLKIT_CHECK(question.other_delay >= 0.0);
  return question.other_delay + (1.0 + question.probability) * steady_batch_time(consumer);
}

}  // namespace uslkit
