// forecast: when the load outgrows a plan (or what runs today), and what to add by then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sizing/growth.h"
#include "sizing/month.h"
#include "sizing/sizing_plan.h"
#include "sizing/sizing_request.h"

namespace uslkit {

struct ForecastOptions {
  Month from{};   // of the request's load
  Month until{};  // last month looked at; at most 600 months after `from`
};

struct ForecastMonth {
  Month month{};
  double peak_rate = 0;                // likely
  double low = 0;                      // 5 %
  double high = 0;                     // 95 %
  std::optional<PlanCounts> counts{};  // needed at the likely load; empty: infeasible
  double cost_per_month = 0;
};

// One resource of the deployment that is planned or runs today.
struct ResourceForecast {
  std::string name{};                           // "consumers"
  double capacity_per_s = 0;                    // events per second at 100 %
  double utilization_now = 0;                   // of it, at the likely peak
  std::optional<Month> eighty_percent{};        // likely load above 80 % of it
  std::optional<Month> eighty_percent_early{};  // when that has a chance of 5 %
  std::optional<Month> full{};                  // likely load above 100 %
};

struct Addition {  // what to have added by the start of a month
  Month by{};
  std::string what{};  // "brokers"
  std::int64_t from = 0;
  std::int64_t to = 0;
};

struct SizingForecast {
  std::string method{};  // "6 % a month, compounded; standard deviation 1 %"
  std::string basis{};   // "the plan", "what runs today"
  std::vector<ForecastMonth> months{};
  std::vector<ResourceForecast> resources{};
  std::vector<Addition> additions{};
  std::vector<std::string> sentences{};  // most important first
  std::optional<Month> infeasible_from{};
};

// `growth` takes the place of the request's own. Throws InputError where neither says how the load
// grows, or a history cannot be read or fitted.
[[nodiscard]] SizingForecast forecast(const SizingRequest& request, const SizingPlan& plan,
                                      const ForecastOptions& options,
                                      const std::optional<GrowthSpec>& growth = {});

}  // namespace uslkit
