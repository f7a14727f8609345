// RequestWindow: requests as columns, for the sweep engine's bulk loops.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "base/units.h"

namespace uslkit {

// Requests of one source that follow each other.
struct RequestStretch {
  std::uint32_t source = 0;
  std::size_t count = 0;
};

// Requests in the order of time, a column for each thing known of them, times in ns: first .. end.
// Nothing is allocated once the largest window has been seen; who leaves is not moved away but
// passed over, until half of the room is behind.
struct RequestWindow {
  std::vector<std::int64_t> birth;
  std::vector<std::int64_t> validated;  // when they leave the ingress
  std::vector<std::uint64_t> draw;      // index of their draws in the streams of their source
  std::vector<std::uint32_t> source;
  std::size_t first = 0;
  std::size_t end = 0;
  std::vector<RequestStretch> latest;  // the last requests, those of this window, by stretches

  [[nodiscard]] std::size_t size() const { return end - first; }
  [[nodiscard]] bool empty() const { return first == end; }

  // Room for so many more.
  void make_room(std::size_t more) {
    if (first == end) {
      first = end = 0;
    } else if (first >= birth.size() / 2) {
      each_column([this](auto& column) {
        std::copy(column.begin() + static_cast<std::ptrdiff_t>(first),
                  column.begin() + static_cast<std::ptrdiff_t>(end), column.begin());
      });
      end -= first;
      first = 0;
    }
    if (end + more <= birth.size()) return;
    const std::size_t room = std::max(end + more, 2 * birth.size());
    each_column([room](auto& column) { column.resize(room); });
  }
  // Those of a source whose births stand behind the end.
  void add(std::uint32_t from, std::uint64_t first_draw, std::size_t count) {
    if (count == 0) return;
    std::iota(draw.data() + end, draw.data() + end + count, first_draw);
    std::fill_n(source.data() + end, count, from);
    latest.push_back({from, count});
    end += count;
  }
  // So many requests from `at` on stand at `to`, which is not behind them.
  void move(std::size_t at, std::size_t to, std::size_t count) {
    if (at == to) return;
    std::copy_n(birth.data() + at, count, birth.data() + to);
    std::copy_n(draw.data() + at, count, draw.data() + to);
    std::copy_n(source.data() + at, count, source.data() + to);
  }

 private:
  template <typename Change>
  void each_column(Change&& change) {
    change(birth);
    change(validated);
    change(draw);
    change(source);
  }
};

// What a stretch of requests draws, a column for each draw.
struct RequestDraws {
  // The same of one source, draw after draw.
  struct OfSource {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::size_t requests = 0;  // less than the draws where some were refused
    std::vector<Duration> validation;
    std::vector<Duration> append;
    std::vector<double> place;
    std::vector<std::uint32_t> partition;

    // Every draw is one of `all` requests, and there are no others.
    [[nodiscard]] bool is_all_of(std::size_t all) const { return requests == all && count == all; }
  };

  std::vector<OfSource> of_source;
  std::vector<Duration> validation;
  std::vector<Duration> append;
  std::vector<Duration> replication;
  std::vector<std::uint32_t> partition;

  // For the way to the log; without followers replication takes no time.
  void make_room(std::size_t count) {
    append.resize(count);
    replication.resize(count);
    partition.resize(count);
  }
};

}  // namespace uslkit
