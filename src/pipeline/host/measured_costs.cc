#include "pipeline/host/measured_costs.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kFewest = 100;
// Half of what a ConsumerPool lets pass between two looks for new records.
constexpr Duration kSeenBy = std::chrono::microseconds(125);
// Closer together where latencies have their tail.
constexpr std::array<double, 21> kProbabilities = {0,    0.01, 0.05, 0.1,  0.2,   0.3,   0.4,
                                                   0.5,  0.6,  0.7,  0.75, 0.8,   0.85,  0.9,
                                                   0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1};

std::string duration_text(Duration duration) { return fmt::format("{}ns", duration.count()); }

Json law_json(const Histogram& histogram) {
  Json points = Json::array();
  for (const double probability : kProbabilities) {
    points.push_back(
        {{"probability", probability}, {"time", duration_text(histogram.quantile(probability))}});
  }
  return {{"kind", "empirical"}, {"quantiles", std::move(points)}};
}

Json law_json(const BatchLaw& law) {
  return {{"t0", duration_text(law.t0)}, {"t1", duration_text(law.t1)}, {"cv", law.cv}};
}

// One after the other: means add up, and so do the variances at a mean batch.
BatchLaw followed_by(const BatchLaw& first, const BatchLaw& second, double events) {
  const auto mean = [events](const BatchLaw& law) {
    return in_seconds(law.t0) + events * in_seconds(law.t1);
  };
  const double both = mean(first) + mean(second);
  const double deviation = std::hypot(first.cv * mean(first), second.cv * mean(second));
  return {.t0 = first.t0 + second.t0,
          .t1 = first.t1 + second.t1,
          .cv = both > 0 ? deviation / both : 0};
}

}  // namespace

Json measured_costs(const Scenario& scenario, const PipelineRun& run) {
  const BatchCosts& costs = run.costs;
  const bool enough = costs.processing.batches >= kFewest &&
                      static_cast<std::int64_t>(run.result.ack.count()) >= kFewest;
  if (!enough) return Json::object();
  const BatchLaw processing = costs.processing.law();
  const BatchLaw writing = costs.writing.law();
  const double mean_batch = costs.processing.events / static_cast<double>(costs.processing.batches);
  const bool has_database = scenario.database.has_value();
  // Consumers that are never idle say nothing of how long it takes to be seen, and need not.
  const bool idle = static_cast<std::int64_t>(costs.pull.count()) >= kFewest;
  const Duration seen = idle ? costs.pull.quantile(0.5) : kSeenBy;
  Json document;
  document["ingress"] = {{"validation", "0s"}, {"append", law_json(run.result.ack)}};
  document["log"] = {{"replication", 1}};
  document["consumers"] = {
      {"batch", law_json(has_database ? processing : followed_by(processing, writing, mean_batch))},
      {"pull", duration_text(seen)}};
  if (has_database && scenario.database->mode == WriteMode::per_batch) {
    document["database"] = {{"batch", law_json(writing)}};
  }
  return document;
}

}  // namespace uslkit
