#include "sizing/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "sizing/cell_counts.h"
#include "sizing/cell_performance.h"
#include "sizing/quantity_text.h"
#include "sizing/sizing_model.h"

namespace uslkit {
namespace {

constexpr double kEighty = 0.8;
constexpr std::int64_t kMostMonths = 600;
constexpr std::int64_t kLasts = 6;  // months that an addition shall last

GrowthModel growth_model(const SizingRequest& request, const SizingModel& model, Month now,
                         const std::optional<GrowthSpec>& instead) {
  const std::optional<GrowthSpec>& growth = instead ? instead : request.growth;
  if (!growth) {
    throw InputError({.place = {.source = "--until"},
                      .found = "no growth to look ahead with",
                      .allowed = "--growth 6%/month, or \"growth\" in the request"});
  }
  const double load = model.likely.load_factor * model.load.peak_rate;
  if (growth->history) return GrowthModel(read_load_history(*growth->history), load, now);
  return GrowthModel(*growth, load);
}

// The counts that are there: those of today where they are said, else those of the plan.
PlanCounts present_counts(const SizingRequest& request, const PlanCounts& plan) {
  if (!request.current) return plan;
  const CurrentDeployment& today = *request.current;
  PlanCounts counts = plan;
  counts.cells = std::max<std::int64_t>(1, today.cells.value_or(plan.cells));
  // What is not said is taken to be there in all, as planned.
  const auto per_cell = [&](const std::optional<std::int64_t>& all, std::int64_t planned) {
    return std::max<std::int64_t>(1, all.value_or(plan.cells * planned) / counts.cells);
  };
  counts.cell.ingress_nodes = per_cell(today.ingress_nodes, plan.cell.ingress_nodes);
  counts.cell.brokers = per_cell(today.brokers, plan.cell.brokers);
  counts.cell.partitions = per_cell(today.partitions, plan.cell.partitions);
  counts.cell.consumers = per_cell(today.consumers, plan.cell.consumers);
  if (plan.cell.database_shards > 0) {
    counts.cell.database_shards = per_cell(today.database_shards, plan.cell.database_shards);
  }
  return counts;
}

// What a resource does at 100 %, and what a load factor of 1 asks of it; events per second.
struct Resource {
  const char* name;
  double capacity;
  double asked;
};

std::vector<Resource> resources_of(const SizingModel& model, const PlanCounts& counts) {
  const World& world = model.likely;
  const CellCounts& cell = counts.cell;
  const double share = largest_cell_share(model, static_cast<double>(counts.cells));
  const double peak = model.load.peak_rate;
  const double worked =
      model.serves_peak() ? peak : std::max(model.load.mean_rate, model.surge_capacity());
  const double bytes_per_event = model.log_traffic.ingress / peak;
  std::vector<Resource> all = {
      {"consumers", consumer_capacity(model, world, cell) / share, worked},
      {"partitions",
       static_cast<double>(cell.partitions) *
           std::min(world.consumer.gamma * model.workers_per_partition,
                    model.partition_write_rate) /
           share,
       peak},
      {"brokers", broker_capacity(model, cell) / bytes_per_event / share, peak}};
  if (world.validation > 0) {
    all.push_back(
        {"ingress_nodes",
         static_cast<double>(cell.ingress_nodes) * model.ingress_servers / world.validation / share,
         peak});
  }
  if (model.database) {
    all.push_back({"database_shards", database_capacity(model, world, cell) / share, worked});
  }
  return all;
}

// The first month in which a band's end exceeds a level of the resource; empty: none until the end.
template <class End>
std::optional<Month> first_above(const Resource& resource, double level, double load_factor,
                                 const GrowthModel& growth, const ForecastOptions& options,
                                 const End& end) {
  for (std::int64_t m = options.from.index; m <= options.until.index; ++m) {
    const GrowthBand band = growth.at(static_cast<double>(m - options.from.index));
    if (load_factor * end(band) * resource.asked > level * resource.capacity) return Month{m};
  }
  return std::nullopt;
}

std::optional<PlanCounts> counts_at(const SizingModel& model, double factor,
                                    std::int64_t cells_now) {
  World world = model.planned;
  world.load_factor *= factor;
  for (std::int64_t cells = cells_now; cells <= model.most_cells; ++cells) {
    const CellCountsAnswer answer = cell_counts(model, world, cells);
    if (answer.counts) return plan_counts(model, world, cells, *answer.counts);
  }
  return std::nullopt;
}

struct CountOf {
  const char* what;
  std::int64_t (*of)(const PlanCounts&);
};
constexpr std::array<CountOf, 6> kCounts{{
    {"cells", [](const PlanCounts& plan) { return plan.cells; }},
    {"ingress_nodes", [](const PlanCounts& plan) { return plan.cells * plan.cell.ingress_nodes; }},
    {"brokers", [](const PlanCounts& plan) { return plan.cells * plan.cell.brokers; }},
    {"partitions", [](const PlanCounts& plan) { return plan.cells * plan.cell.partitions; }},
    {"consumers", [](const PlanCounts& plan) { return plan.cells * plan.cell.consumers; }},
    {"database_shards",
     [](const PlanCounts& plan) { return plan.cells * plan.cell.database_shards; }},
}};

// Whenever there is too little, what will do for the next half year is added.
std::vector<Addition> additions_of(const std::vector<ForecastMonth>& months,
                                   const PlanCounts& present) {
  std::vector<Addition> additions;
  for (const CountOf& count : kCounts) {
    std::int64_t have = count.of(present);
    for (std::size_t i = 0; i < months.size(); ++i) {
      if (!months[i].counts || count.of(*months[i].counts) <= have) continue;
      std::int64_t enough = have;
      for (std::size_t j = i; j < months.size() && j < i + kLasts; ++j) {
        if (months[j].counts) enough = std::max(enough, count.of(*months[j].counts));
      }
      additions.push_back({.by = months[i].month, .what = count.what, .from = have, .to = enough});
      have = enough;
    }
  }
  std::stable_sort(additions.begin(), additions.end(),
                   [](const Addition& a, const Addition& b) { return a.by < b.by; });
  return additions;
}

std::string readable(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::vector<std::string> sentences_of(const SizingForecast& forecast) {
  std::vector<std::string> sentences;
  const ForecastMonth& last = forecast.months.back();
  sentences.push_back(
      fmt::format("Until {} the peak grows from {} to {} (90 %: {} to {}).", month_text(last.month),
                  rate_text(forecast.months.front().peak_rate), rate_text(last.peak_rate),
                  rate_text(last.low), rate_text(last.high)));
  const ResourceForecast* first = nullptr;
  for (const ResourceForecast& each : forecast.resources) {
    if (!each.eighty_percent) continue;
    if (first == nullptr || *each.eighty_percent < *first->eighty_percent) first = &each;
  }
  if (first == nullptr) {
    sentences.push_back(fmt::format("Nothing of {} comes to 80 % by then.", forecast.basis));
  } else {
    sentences.push_back(fmt::format(
        "{} of {} come to 80 % first, in {}{}.", readable(first->name), forecast.basis,
        month_text(*first->eighty_percent),
        first->eighty_percent_early && *first->eighty_percent_early < *first->eighty_percent
            ? fmt::format(" (with a chance of 5 % already in {})",
                          month_text(*first->eighty_percent_early))
            : ""));
    sentences.back()[0] = static_cast<char>(std::toupper(sentences.back()[0]));
  }
  if (!forecast.additions.empty()) {
    const Addition& next = forecast.additions.front();
    sentences.push_back(fmt::format("Next: {} {} instead of {} by {}.", next.to,
                                    readable(next.what), next.from, month_text(next.by)));
  }
  if (forecast.infeasible_from) {
    sentences.push_back(
        fmt::format("From {} on no plan within the request's limits carries the "
                    "load.",
                    month_text(*forecast.infeasible_from)));
  }
  return sentences;
}

}  // namespace

SizingForecast forecast(const SizingRequest& request, const SizingPlan& plan,
                        const ForecastOptions& options, const std::optional<GrowthSpec>& growth) {
  USLKIT_CHECK(plan.infeasible.empty());
  const std::int64_t months = options.until.index - options.from.index;
  if (months < 1 || months > kMostMonths) {
    throw InputError({.place = {.source = "--until"},
                      .found = fmt::format("{}, {} months after {}", month_text(options.until),
                                           months, month_text(options.from)),
                      .allowed = fmt::format("1 to {} months after it", kMostMonths)});
  }
  SizingModel model = make_sizing_model(request);
  model.planned.load_factor *= plan.planning_factor;
  const GrowthModel growing = growth_model(request, model, options.from, growth);
  const PlanCounts present = present_counts(request, plan.counts);
  SizingForecast result{.method = growing.method(),
                        .basis = request.current ? "what runs today" : "the plan"};
  const double factor = model.likely.load_factor;
  for (std::int64_t m = 0; m <= months; ++m) {
    const GrowthBand band = growing.at(static_cast<double>(m));
    ForecastMonth month{.month = {options.from.index + m},
                        .peak_rate = factor * band.likely * model.load.peak_rate,
                        .low = factor * band.low * model.load.peak_rate,
                        .high = factor * band.high * model.load.peak_rate,
                        .counts = counts_at(model, band.likely, plan.counts.cells)};
    if (month.counts) month.cost_per_month = cost_per_month(model, *month.counts);
    if (!month.counts && !result.infeasible_from) result.infeasible_from = month.month;
    result.months.push_back(month);
  }
  for (const Resource& each : resources_of(model, present)) {
    const auto above = [&](double level, auto end) {
      return first_above(each, level, factor, growing, options, end);
    };
    const auto likely = [](const GrowthBand& band) { return band.likely; };
    const auto high = [](const GrowthBand& band) { return band.high; };
    result.resources.push_back({.name = each.name,
                                .capacity_per_s = each.capacity,
                                .utilization_now = factor * each.asked / each.capacity,
                                .eighty_percent = above(kEighty, likely),
                                .eighty_percent_early = above(kEighty, high),
                                .full = above(1, likely)});
  }
  result.additions = additions_of(result.months, present);
  result.sentences = sentences_of(result);
  return result;
}

}  // namespace uslkit
