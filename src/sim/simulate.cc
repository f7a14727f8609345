#include "sim/simulate.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "run/assemble_result.h"
#include "sim/engines.h"

namespace uslkit {
namespace {

RunTally run_one(const Scenario& scenario, const CellRun& run) {
  switch (scenario.architecture) {
    case Architecture::shock_absorber:
      return run_shock_absorber(scenario, run);
    case Architecture::synchronous:
      return run_synchronous(scenario, run);
    case Architecture::coordination:
      return run_coordination(scenario, run);
  }
  USLKIT_CHECK(false);
}

// Adds up the progress of all runs; told by one run at a time.
class ProgressSum {
 public:
  ProgressSum(const Scenario& scenario, const SimulateOptions& options, std::size_t runs)
      : duration_s_(in_seconds(scenario.duration)),
        tell_(options.on_progress),
        fraction_(runs),
        requests_(runs) {}

  void tell(std::size_t run, double fraction, std::int64_t requests) {
    if (!tell_) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    sum_ += fraction - fraction_[run];
    total_ += requests - requests_[run];
    fraction_[run] = fraction;
    requests_[run] = requests;
    tell_({.fraction = sum_ / static_cast<double>(fraction_.size()),
           .requests = total_,
           .simulated_s = fraction * duration_s_});
  }

 private:
  double duration_s_;
  std::function<void(const SimulateProgress&)> tell_;
  std::mutex mutex_;
  std::vector<double> fraction_;
  std::vector<std::int64_t> requests_;
  double sum_ = 0;
  std::int64_t total_ = 0;
};

// Takes runs off a common list until none is left; which thread takes which does not matter.
class Workers {
 public:
  Workers(const Scenario& scenario, const SimulateOptions& options)
      : scenario_(scenario),
        options_(options),
        engine_(chosen_engine(scenario, options.engine)),
        cells_(static_cast<std::size_t>(scenario.cells.count)),
        tallies_(cells_ * static_cast<std::size_t>(scenario.replications)),
        end_(tallies_.size()),
        progress_(scenario, options, tallies_.size()) {}

  std::vector<RunTally> run_all() {
    const std::size_t wanted = static_cast<std::size_t>(std::max(1, options_.threads));
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < std::min(wanted, tallies_.size()); ++i) {
      threads.emplace_back([this] { work(); });
    }
    work();
    for (std::thread& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    if (end_ < tallies_.size()) drop_replications();
    return std::move(tallies_);
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < end_; i = next_++) {
      if (i > 0 && i % cells_ == 0 && stopped()) {
        end_ = std::min(end_.load(), i);  // no further replication is begun
        return;
      }
      try {
        tallies_[i] = run_one(scenario_, cell_run(i));
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        end_ = 0;
      }
    }
  }

  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && options_.stop->load(); }

  // A replication counts only with all its cells.
  void drop_replications() {
    const std::size_t wanted = tallies_.size() / cells_;
    tallies_.resize(end_);
    tallies_.back().stopped_early =
        fmt::format("interrupted after {} of {} replications", tallies_.size() / cells_, wanted);
  }

  CellRun cell_run(std::size_t i) {
    CellRun run{.cell = static_cast<std::int64_t>(i % cells_),
                .replication = static_cast<std::int64_t>(i / cells_),
                .calendar = options_.calendar,
                .by_stages = engine_ == EngineChoice::sweep,
                .window = options_.window,
                .stop = options_.stop};
    run.on_tick = [this, i](double fraction, std::int64_t requests) {
      progress_.tell(i, fraction, requests);
    };
    return run;
  }

  const Scenario& scenario_;
  const SimulateOptions& options_;
  EngineChoice engine_;
  std::size_t cells_;
  std::vector<RunTally> tallies_;
  std::atomic<std::size_t> end_;  // runs from here on are not wanted any more
  ProgressSum progress_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

RunResult simulate(const Scenario& scenario, const SimulateOptions& options) {
  const bool sweeps = chosen_engine(scenario, options.engine) == EngineChoice::sweep;
  if (sweeps) USLKIT_CHECK(why_not_sweep(scenario).empty());
  RunResult result = assemble_result(scenario, Workers(scenario, options).run_all());
  if (sweeps) result.provenance.engine = "sweep";
  return result;
}

}  // namespace uslkit
