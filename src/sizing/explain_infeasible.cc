#include "sizing/explain_infeasible.h"

#include <cmath>

#include <fmt/format.h>

#include "sizing/cell_performance.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

// The shortest ack p99: no request waits for another.
double shortest_ack(const SizingModel& model) {
  return model.planned.validation + model.ingress_delay;
}

// The shortest end-to-end p99: batches of single events, one partition per consumer.
double shortest_end_to_end(const SizingModel& model) {
  const World& world = model.planned;
  const double per_event = 1 / world.consumer.gamma - world.batch_overhead / model.batch_size;
  return shortest_ack(model) + model.pull + 1.99 * (world.batch_overhead + per_event);
}

void add_ack(const SizingModel& model, std::vector<Infeasibility>& found) {
  const double shortest = shortest_ack(model);
  if (shortest <= model.ack_p99) return;
  found.push_back(
      {.constraint = "ack p99",
       .found = fmt::format("at least {}, however many nodes: validation {}, append and "
                            "replication {}",
                            time_text(shortest), time_text(model.planned.validation),
                            time_text(model.ingress_delay)),
       .promised = time_text(model.ack_p99),
       .nearest = time_text(shortest),
       .nearest_value = shortest,
       .relax = "acknowledge after fewer replicas, or validate faster",
       .pointer = "/slo/ack_p99"});
}

void add_end_to_end(const SizingModel& model, std::vector<Infeasibility>& found) {
  const double shortest = shortest_end_to_end(model);
  const double nearest = shortest / kLatencyMargin;
  if (nearest <= model.end_to_end_p99) return;
  const double other = shortest_ack(model) + model.pull;
  const double room = (kLatencyMargin * model.end_to_end_p99 - other) / 1.99;
  found.push_back(
      {.constraint = "end-to-end p99",
       .found = fmt::format("at least {}, however many consumers: d + 1.99 t0 with d = {}, t0 = {}",
                            time_text(shortest), time_text(other),
                            time_text(model.planned.batch_overhead)),
       .promised = time_text(model.end_to_end_p99),
       .nearest = fmt::format("just above {}, 4 % being kept in reserve", time_text(nearest)),
       .nearest_value = nearest,
       .relax = room > 0 ? fmt::format("a batch overhead of at most {}", time_text(room))
                         : "shorter delays before the batch: they alone take longer",
       .pointer = "/slo/end_to_end_p99"});
}

void add_hot_key(const SizingModel& model, std::vector<Infeasibility>& found) {
  const double capacity = model.planned.consumer.gamma * model.workers_per_partition;
  const double hottest = model.load.top_share * model.planned.load_factor * model.load.peak_rate;
  if (hottest <= capacity) return;
  found.push_back(
      {.constraint = "hot partition",
       .found =
           fmt::format("the largest tenant alone sends {} ({} of the load), and a tenant lives "
                       "in one partition",
                       rate_text(hottest), share_text(model.load.top_share)),
       .promised = fmt::format("{} is what one partition carries", rate_text(capacity)),
       .nearest =
           fmt::format("a largest tenant of {}",
                       share_text(capacity / (model.planned.load_factor * model.load.peak_rate))),
       .nearest_value = capacity,
       .relax = fmt::format("split its key into {} or more, or use {} workers per partition",
                            short_number(std::ceil(hottest / capacity)),
                            short_number(std::ceil(hottest / model.planned.consumer.gamma))),
       .pointer = "/traffic/classes"});
}

void add_availability(const SizingModel& model, std::vector<Infeasibility>& found) {
  if (model.fewest_cells <= model.most_cells) return;
  const double best = 1 - model.incident_share_of_year / static_cast<double>(model.most_cells);
  found.push_back(
      {.constraint = "availability",
       .found = fmt::format("{} cells are needed, so that one of them takes little enough with it",
                            model.fewest_cells),
       .promised = fmt::format("{} of acks, at most {} cells", share_text(model.availability),
                               model.most_cells),
       .nearest = share_text(best),
       .nearest_value = best,
       .relax = "detect lost cells faster, have fewer incidents, or allow more cells",
       .pointer = "/slo/availability"});
}

// What the search met when nothing above explains it.
void add_wall(const SizingModel& model, const CellChoice& choice,
              std::vector<Infeasibility>& found) {
  const double rate = model.planned.load_factor * model.load.peak_rate;
  const CellNeeds needs = cell_needs(model, model.planned, static_cast<double>(model.most_cells));
  // The load that the allowed cells carry: every need is proportional to it but for the tenants'.
  World world = model.planned;
  double low = 0;
  double high = world.load_factor;
  for (int step = 0; step < 40; ++step) {
    world.load_factor = (low + high) / 2;
    const bool fits = cell_counts(model, world, model.most_cells).counts.has_value();
    (fits ? low : high) = world.load_factor;
  }
  const double carried = low * model.load.peak_rate;
  found.push_back(
      {.constraint = std::string(name_of(choice.wall)),
       .found = fmt::format("{} per cell at the most cells, to be processed at {}",
                            rate_text(needs.rate), rate_text(needs.processing.most())),
       .promised = fmt::format("a peak of {} on at most {} cell{}", rate_text(rate),
                               model.most_cells, model.most_cells == 1 ? "" : "s"),
       .nearest = fmt::format("a peak of {}", rate_text(carried)),
       .nearest_value = carried,
       .relax = "more cells (/cells/most), larger ones (/cells/largest), less load, or consumers "
                "with less contention and crosstalk",
       .pointer = "/cells/most"});
}

}  // namespace

std::vector<Infeasibility> explain_infeasible(const SizingModel& model, const CellChoice& choice) {
  std::vector<Infeasibility> found;
  add_ack(model, found);
  add_end_to_end(model, found);
  add_hot_key(model, found);
  add_availability(model, found);
  if (found.empty()) add_wall(model, choice, found);
  return found;
}

}  // namespace uslkit
