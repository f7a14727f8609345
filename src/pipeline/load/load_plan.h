// LoadPlan: what all threads of the load generator know of the scenario; immutable but for budgets.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time_point.h"
#include "pipeline/load/key_pool.h"
#include "pipeline/load/load_options.h"
#include "pipeline/locked.h"
#include "policy/retry_budget.h"
#include "policy/retry_policy.h"
#include "run/placement.h"
#include "scenario/scenario.h"

namespace uslkit {

struct ClassPlan {
  const TrafficClass* traffic = nullptr;
  std::size_t index = 0;
  bool tenants = false;
  std::uint32_t keys_per_tenant = 1;
  std::size_t batch_events = 1;
  std::optional<RetryPolicy> retry{};
  std::int64_t most_attempts = 1;
  std::optional<Placement> placement{};
  std::unique_ptr<KeyPool> keys{};                // of classes without tenants
  std::unique_ptr<Locked<RetryBudget>> budget{};  // one client population, whatever the threads
};

class LoadPlan {
 public:
  LoadPlan(const Scenario& scenario, const LoadOptions& options);
  LoadPlan(const LoadPlan&) = delete;
  LoadPlan& operator=(const LoadPlan&) = delete;

  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const LoadOptions& options() const { return options_; }
  [[nodiscard]] std::size_t threads() const { return static_cast<std::size_t>(options_.threads); }
  [[nodiscard]] const std::vector<ClassPlan>& classes() const { return classes_; }
  [[nodiscard]] std::int64_t batch_events() const { return batch_events_; }
  // Of ids: unlike that of another run.
  [[nodiscard]] std::uint32_t run_tag() const { return run_tag_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  void add_class(std::size_t index);

  Scenario scenario_;
  LoadOptions options_;
  std::int64_t batch_events_ = 1;
  std::uint32_t run_tag_ = 0;
  std::vector<ClassPlan> classes_;
  std::vector<std::string> notes_;
};

// Requests per second of all classes at the highest moment of each.
[[nodiscard]] double peak_rate(const Scenario& scenario);
// What LoadOptions::batch_events = 0 chooses.
[[nodiscard]] std::int64_t chosen_batch_events(const Scenario& scenario);

}  // namespace uslkit
