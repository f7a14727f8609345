// merge_tallies: what several cells and replications counted, added up.
#pragma once

#include <span>
#include <vector>

#include "run/run_tally.h"

namespace uslkit {

// Tallies in the order replication 0 cell 0, replication 0 cell 1, ..., as simulate() makes them.
// A view: the tallies must outlive it.
class TallySet {
 public:
  // tallies.size() = cells x replications, both at least 1.
  TallySet(std::span<const RunTally> tallies, std::size_t cells);

  [[nodiscard]] std::span<const RunTally> all() const { return tallies_; }
  [[nodiscard]] std::size_t cells() const { return cells_; }
  [[nodiscard]] std::size_t replications() const { return tallies_.size() / cells_; }
  // The cells of one replication.
  [[nodiscard]] std::span<const RunTally> replication(std::size_t index) const {
    return tallies_.subspan(index * cells_, cells_);
  }
  [[nodiscard]] const RunTally& at(std::size_t replication, std::size_t cell) const {
    return tallies_[replication * cells_ + cell];
  }

 private:
  std::span<const RunTally> tallies_;
  std::size_t cells_;
};

// All sums are over every tally given. Classes are told apart by their place, stations by their
// name, windows by their place.
[[nodiscard]] Counts merged_counts(std::span<const RunTally> tallies);
[[nodiscard]] std::vector<ClassTally> merged_classes(std::span<const RunTally> tallies);
[[nodiscard]] std::vector<StationTally> merged_stations(std::span<const RunTally> tallies);
[[nodiscard]] std::vector<BatchWindow> merged_windows(std::span<const RunTally> tallies);

// Of all classes together.
[[nodiscard]] Histogram merged_ack(std::span<const RunTally> tallies);
[[nodiscard]] Histogram merged_end_to_end(std::span<const RunTally> tallies);

// Completed in the measured part per second, of one cell; and the sum over cells. Each cell is
// divided by its own measured time, because closed cells end at different times.
[[nodiscard]] double throughput_of(const RunTally& tally);
[[nodiscard]] double summed_throughput(std::span<const RunTally> cells);

// acked / (acked + late + failed); 1 where nobody asked.
[[nodiscard]] double availability_of(const Counts& counts);

}  // namespace uslkit
