#include "run/merge_tallies.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {
namespace {

void add(const StationTally& from, StationTally& to) {
  to.server_seconds += from.server_seconds;
  to.busy_seconds += from.busy_seconds;
  to.arrivals += from.arrivals;
  to.departures += from.departures;
  to.number_integral_s += from.number_integral_s;
  to.time_sum_s += from.time_sum_s;
  to.wait_sum_s += from.wait_sum_s;
}

std::int64_t completed(const RunTally& tally) {
  std::int64_t sum = 0;
  for (const BatchWindow& window : tally.windows) sum += window.completed;
  return sum;
}

}  // namespace

TallySet::TallySet(std::span<const RunTally> tallies, std::size_t cells)
    : tallies_(tallies), cells_(cells) {
  USLKIT_CHECK(cells >= 1);
  USLKIT_CHECK(tallies.size() >= cells);
  USLKIT_CHECK(tallies.size() % cells == 0);
}

Counts merged_counts(std::span<const RunTally> tallies) {
  Counts sum;
  for (const RunTally& tally : tallies) {
    for (const ClassTally& each : tally.classes) sum += each.counts;
  }
  return sum;
}

std::vector<ClassTally> merged_classes(std::span<const RunTally> tallies) {
  std::vector<ClassTally> sum;
  for (const RunTally& tally : tallies) {
    if (tally.classes.size() > sum.size()) sum.resize(tally.classes.size());
    for (std::size_t i = 0; i < tally.classes.size(); ++i) {
      sum[i].counts += tally.classes[i].counts;
      sum[i].ack.merge(tally.classes[i].ack);
      sum[i].end_to_end.merge(tally.classes[i].end_to_end);
    }
  }
  return sum;
}

std::vector<StationTally> merged_stations(std::span<const RunTally> tallies) {
  std::vector<StationTally> sum;
  for (const RunTally& tally : tallies) {
    for (const StationTally& station : tally.stations) {
      std::vector<StationTally>::iterator found =
          std::find_if(sum.begin(), sum.end(),
                       [&station](const StationTally& each) { return each.name == station.name; });
      if (found == sum.end()) {
        sum.push_back(station);
      } else {
        add(station, *found);
      }
    }
  }
  return sum;
}

std::vector<BatchWindow> merged_windows(std::span<const RunTally> tallies) {
  std::vector<BatchWindow> sum;
  for (const RunTally& tally : tallies) {
    if (tally.windows.size() > sum.size()) sum.resize(tally.windows.size());
    for (std::size_t i = 0; i < tally.windows.size(); ++i) {
      sum[i].ack.merge(tally.windows[i].ack);
      sum[i].end_to_end.merge(tally.windows[i].end_to_end);
      sum[i].completed += tally.windows[i].completed;
    }
  }
  return sum;
}

Histogram merged_ack(std::span<const RunTally> tallies) {
  Histogram sum;
  for (const RunTally& tally : tallies) {
    for (const ClassTally& each : tally.classes) sum.merge(each.ack);
  }
  return sum;
}

Histogram merged_end_to_end(std::span<const RunTally> tallies) {
  Histogram sum;
  for (const RunTally& tally : tallies) {
    for (const ClassTally& each : tally.classes) sum.merge(each.end_to_end);
  }
  return sum;
}

double throughput_of(const RunTally& tally) {
  const double measured = in_seconds(tally.measured);
  return measured > 0 ? static_cast<double>(completed(tally)) / measured : 0;
}

double summed_throughput(std::span<const RunTally> cells) {
  double sum = 0;
  for (const RunTally& tally : cells) sum += throughput_of(tally);
  return sum;
}

double availability_of(const Counts& counts) {
  const std::int64_t asked = counts.acked + counts.late_acks + counts.failed;
  return asked > 0 ? static_cast<double>(counts.acked) / static_cast<double>(asked) : 1;
}

}  // namespace uslkit
